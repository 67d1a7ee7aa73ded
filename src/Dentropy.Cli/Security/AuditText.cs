using Dentropy.Cli.Common;
using Dentropy.Security;

namespace Dentropy.Cli.Security;

// A finding in words, for people.
internal static class AuditText
{
    // A line of what was seen; what it means and how to mend it below.
    public static string Block(DcSecurityFinding finding)
    {
        var text = $"{SecurityFindingView.Word(finding.Severity),-11} {finding.Node}: {finding.Check}: {finding.Evidence}\n    {Wording.Adapt(finding.Meaning)}";
        return finding.Remedy is { } remedy ? $"{text}\n    > {Command(remedy)}" : text;
    }

    // The same command in this program's words.
    public static string Command(string remedy) => Wording.Adapt(remedy);
}
