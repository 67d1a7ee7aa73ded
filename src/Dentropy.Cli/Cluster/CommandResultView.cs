using Dentropy.Cluster;

namespace Dentropy.Cli.Cluster;

// What a command did on one node, in JSON and YAML. The duration is in seconds.
internal sealed record CommandResultView(
    string Node,
    string Status,
    int? ExitCode,
    string? Signal,
    string Output,
    string Error,
    bool Truncated,
    double Duration,
    int Attempts,
    FailureView? Failure)
{
    public static CommandResultView Of(DcCommandResult result) => new(
        result.Node,
        StatusName(result.Status),
        result.ExitCode,
        result.Signal,
        result.Output,
        result.Error,
        result.Truncated,
        Math.Round(result.Duration.TotalSeconds, 3),
        result.Attempts,
        FailureView.Of(result.Failure));

    public static string StatusName(DcCommandStatus status) => status switch
    {
        DcCommandStatus.Succeeded => "succeeded",
        DcCommandStatus.Failed => "failed",
        DcCommandStatus.TimedOut => "timedOut",
        _ => "unreachable",
    };
}
