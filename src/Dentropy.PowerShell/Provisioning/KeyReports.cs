using Dentropy.PowerShell.Common;
using Dentropy.Provisioning;

namespace Dentropy.PowerShell.Provisioning;

// A node's record, with its error beside it.
internal static class KeyReports
{
    public static void Write(CloudCmdlet cmdlet, DcNodeKeyChange change)
    {
        cmdlet.Emit(change);
        if (change.Failure is { } failure)
            cmdlet.Fail(failure, change.Node);
    }
}
