using Dentropy.Security;

namespace Dentropy.PowerShell.Formatting;

// The view of a finding: a line of what was seen, and below it what it means and how to mend it.
public static class DcSecurityFormat
{
    public static string Block(DcSecurityFinding? finding)
    {
        if (finding is null)
            return "";
        var text = $"{finding.Severity,-11} {finding.Node,-12} {finding.Check}: {finding.Evidence}\n    {finding.Meaning}";
        return finding.Remedy is { } remedy ? $"{text}\n    > {remedy}" : text;
    }
}
