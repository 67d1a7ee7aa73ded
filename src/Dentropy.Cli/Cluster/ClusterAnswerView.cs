using Dentropy.Cluster;

namespace Dentropy.Cli.Cluster;

// What a member answered to a query, in JSON and YAML. The duration is in seconds.
internal sealed record ClusterAnswerView(string Query, string Name, bool IsAcknowledgement, string? Payload, double Duration, string Via)
{
    public static ClusterAnswerView Of(DcClusterAnswer answer) =>
        new(answer.Query, answer.Name, answer.IsAcknowledgement, answer.Payload, Math.Round(answer.Duration.TotalSeconds, 3), answer.Via);
}
