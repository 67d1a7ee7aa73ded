using Dentropy.Cluster;

namespace Dentropy.Cli.Cluster;

// Something that happened in a Serf cluster, in JSON.
internal sealed record ClusterEventView(
    string Type, string Name, string? Payload, ClusterMemberView? Member, ulong? LogicalTime, bool Coalesce, DateTimeOffset Time, string Via)
{
    public static ClusterEventView Of(DcClusterEvent happened) => new(
        happened.Type,
        happened.Name,
        happened.Payload,
        happened.Member is { } member ? ClusterMemberView.Of(member) : null,
        happened.LogicalTime,
        happened.Coalesce,
        happened.Time,
        happened.Via);
}
