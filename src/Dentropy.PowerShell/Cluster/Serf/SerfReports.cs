using Dentropy.Cluster;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Cluster.Serf;

// A node's record, with its error beside it. Notes are warnings the first time only.
internal static class SerfReports
{
    public static void Write(CloudCmdlet cmdlet, DcSerfInstallation record)
    {
        cmdlet.Emit(record);
        foreach (var note in record.Notes)
        {
            if (record.Changed)
                cmdlet.Warn($"{record.Node}: {note}");
            else
                cmdlet.WriteVerbose($"{record.Node}: {note}");
        }

        if (record.Failure is { } failure)
            cmdlet.Fail(failure, record.Node);
    }
}
