using System.Globalization;
using Dentropy.Cli.Cluster;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Engine.Security;
using Dentropy.Security;

namespace Dentropy.Cli.Security;

// Findings as the nodes' reports arrive, and how many there are.
internal static class AuditReport
{
    public static async Task<int> ShowAsync(CommandContext context, StatusLine status, IAsyncEnumerable<SecurityReport> reports)
    {
        var all = new List<DcSecurityFinding>();
        var (code, looked, failed) = (ExitCode.Good, 0, 0);
        await LiveResults.ShowAsync(context, status, reports, report => report.Node, Show, End);
        return code;

        void Show(SecurityReport report)
        {
            all.AddRange(report.Findings);
            (looked, failed) = report.IsOperator ? (looked, failed) : report.Failure is null ? (looked + 1, failed) : (looked, failed + 1);
            if (report.Findings.Any(finding => finding.Severity >= DcSecuritySeverity.Medium))
                code = ExitCode.Worse(code, ExitCode.Failed);
            foreach (var finding in report.Findings)
            {
                if (context.Renderer.ForPeople)
                    context.Said(AuditText.Block(finding));
                else if (context.Renderer.Format == OutputFormat.Jsonl)
                    context.Renderer.Line(SecurityFindingView.Of(finding), CliJsonContext.Default.SecurityFindingView);
            }

            if (report.Failure is { } failure)
                Fail(failure);
            context.Terminal.OutBytes.Flush();
        }

        // What cannot be looked at is unknown, however it came about.
        void Fail(DentropyException failure)
        {
            context.Errors.Write(failure);
            code = ExitCode.Worse(code, ExitCode.Unreachable);
        }

        void End()
        {
            if (context.Renderer.ForPeople)
                context.Said(Sum(all, looked, failed));
            else if (context.Renderer.Format != OutputFormat.Jsonl)
                context.Renderer.Document([.. all.Select(SecurityFindingView.Of)], CliJsonContext.Default.SecurityFindingView);
        }
    }

    private static string Sum(List<DcSecurityFinding> all, int looked, int failed)
    {
        var counts = all.GroupBy(finding => finding.Severity).OrderByDescending(group => group.Key).Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {SecurityFindingView.Word(group.Key)}"));
        var unknown = failed == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {failed} could not be looked at");
        // Where nobody could be looked at, nothing found says nothing.
        var found = all.Count > 0 ? ": " + string.Join(", ", counts) : looked > 0 || failed == 0 ? ": nothing found" : "";
        return string.Create(CultureInfo.InvariantCulture, $"looked at {looked} {(looked == 1 ? "node" : "nodes")}{unknown}{found}");
    }
}
