using Dentropy.Cli.Cluster;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Provisioning;

namespace Dentropy.Cli.Provisioning;

// A line for each node, or a document.
internal static class KeyReport
{
    private static readonly LiveReport<DcNodeKeyChange, NodeKeyChangeView> s_report = new(one => one.Node, one => one.Failure, NodeKeyChangeView.Of, CliJsonContext.Default.NodeKeyChangeView, Say);

    public static Task<int> ShowAsync(CommandContext context, StatusLine status, IAsyncEnumerable<DcNodeKeyChange> changes) => LiveResults.ReportAsync(context, status, changes, s_report);

    private static void Say(CommandContext context, DcNodeKeyChange change)
    {
        if (change.Failure is { } failure)
            context.Errors.Write(failure);
        if (change.Failure is null || change.Changed)
            context.Said($"{change.Node}: {(change.Changed ? "changed: " + string.Join("; ", change.Steps) : "unchanged")}");
    }
}
