using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Cluster;

namespace Dentropy.Cli.Cluster.Serf;

// A line for each node, or a document.
internal static class SerfInstallReport
{
    private static readonly LiveReport<DcSerfInstallation, SerfInstallationView> s_report = new(one => one.Node, one => one.Failure, SerfInstallationView.Of, CliJsonContext.Default.SerfInstallationView, Say);

    public static Task<int> ShowAsync(CommandContext context, StatusLine status, IAsyncEnumerable<DcSerfInstallation> results) => LiveResults.ReportAsync(context, status, results, s_report);

    private static void Say(CommandContext context, DcSerfInstallation result)
    {
        if (result.Failure is { } failure)
        {
            context.Errors.Write(failure);
            return;
        }

        var members = result.Members > 0 ? $"; {result.Members} members" : "";
        context.Said($"{result.Node}: {(result.Changed ? "changed" : "unchanged")}{members}{(result.Steps.Count > 0 ? ": " + string.Join("; ", result.Steps) : "")}");
        context.Terminal.OutBytes.Flush();
        foreach (var note in result.Notes)
        {
            if (result.Changed)
                context.Terminal.ErrorLine($"warning: {result.Node}: {note}");
            else
                context.Remark($"{result.Node}: {note}");
        }
    }
}
