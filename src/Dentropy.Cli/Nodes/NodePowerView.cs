using Dentropy.Cli.Cluster;
using Dentropy.Nodes;

namespace Dentropy.Cli.Nodes;

// What a restart or a stop did to a node, in JSON and YAML. Times are in seconds.
internal sealed record NodePowerView(
    string Node,
    string Action,
    string Status,
    string? BootIdBefore,
    string? BootIdAfter,
    double? Downtime,
    double Duration,
    string? Reason,
    FailureView? Failure)
{
    public static NodePowerView Of(DcNodePowerResult result) => new(
        result.Node,
        result.Action == DcNodePowerAction.Restart ? "restart" : "stop",
        result.Status switch
        {
            DcNodePowerStatus.Requested => "requested",
            DcNodePowerStatus.Done => "done",
            DcNodePowerStatus.TimedOut => "timedOut",
            DcNodePowerStatus.Skipped => "skipped",
            _ => "failed",
        },
        result.BootIdBefore,
        result.BootIdAfter,
        result.Downtime is { } downtime ? Math.Round(downtime.TotalSeconds, 3) : null,
        Math.Round(result.Duration.TotalSeconds, 3),
        result.Reason,
        FailureView.Of(result.Failure));
}
