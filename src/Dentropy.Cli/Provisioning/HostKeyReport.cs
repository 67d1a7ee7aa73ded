using Dentropy.Cli.Cluster;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Provisioning;

namespace Dentropy.Cli.Provisioning;

// A line for each node, or a document.
internal static class HostKeyReport
{
    private static readonly LiveReport<DcHostKeyChange, HostKeyChangeView> s_report = new(one => one.Node, one => one.Failure, HostKeyChangeView.Of, CliJsonContext.Default.HostKeyChangeView, Say);

    public static Task<int> ShowAsync(CommandContext context, StatusLine status, IAsyncEnumerable<DcHostKeyChange> changes) => LiveResults.ReportAsync(context, status, changes, s_report);

    private static void Say(CommandContext context, DcHostKeyChange change)
    {
        if (change.Failure is { } failure)
            context.Errors.Write(failure);
        if (change.Failure is null || change.Changed)
            context.Said($"{change.Node}: {(change.Changed ? "changed: " + string.Join("; ", change.Steps) : "unchanged")}");
    }
}
