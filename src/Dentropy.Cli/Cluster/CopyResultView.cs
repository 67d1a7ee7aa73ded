using Dentropy.Cluster;

namespace Dentropy.Cli.Cluster;

// What came of copying one item to or from one node, in JSON and YAML. The duration is in seconds.
internal sealed record CopyResultView(
    string Node,
    string Status,
    string Source,
    string Destination,
    long Files,
    long Bytes,
    string? Sha256,
    IReadOnlyList<string> Skipped,
    double Duration,
    FailureView? Failure)
{
    public static CopyResultView Of(DcCopyResult result) => new(
        result.Node,
        result.Status switch
        {
            DcCopyStatus.Copied => "copied",
            DcCopyStatus.Unchanged => "unchanged",
            _ => "failed",
        },
        result.Source,
        result.Destination,
        result.Files,
        result.Bytes,
        result.Sha256,
        result.Skipped,
        Math.Round(result.Duration.TotalSeconds, 3),
        FailureView.Of(result.Failure));
}
