using Dentropy.Cluster;

namespace Dentropy.Cli.Cluster;

// A member of a Serf cluster, in JSON and YAML. The round trip is in seconds.
internal sealed record ClusterMemberView(
    string Name, string Address, int Port, string Status, IReadOnlyDictionary<string, string> Tags, string? Node, double? RoundTrip, int Protocol, string Via)
{
    public static ClusterMemberView Of(DcClusterMember member) => new(
        member.Name,
        member.Address,
        member.Port,
        ClusterText.Status(member.Status),
        member.Tags,
        member.Node,
        member.RoundTrip is { } time ? Math.Round(time.TotalSeconds, 6) : null,
        member.Protocol,
        member.Via);
}
