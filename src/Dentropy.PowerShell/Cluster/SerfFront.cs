using System.Collections;
using System.Text;
using Dentropy.Engine.Cluster.Serf;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Cluster;

// What the cmdlets for a Serf cluster share.
internal static class SerfFront
{
    public static SerfCluster Cluster(CloudCmdlet cmdlet, string? cloud = null)
    {
        var links = Session.Current.Links();
        return new SerfCluster(Session.Current.Keep("serf", () => new SerfAgents(links)), cmdlet.OpenStore(cloud));
    }

    public static IReadOnlyDictionary<string, string> Tags(IDictionary? tags) =>
        Values.Pairs(tags).ToDictionary(pair => pair.Key, pair => pair.Value ?? "", StringComparer.Ordinal);

    // Bytes go as they are, everything else as its text.
    public static ReadOnlyMemory<byte> Payload(object? payload) => Values.Unwrap(payload) switch
    {
        null => default,
        byte[] bytes => bytes,
        IEnumerable items and not string => Encoding.UTF8.GetBytes(string.Join('\n', items.Cast<object?>().Select(Values.Text))),
        var other => Encoding.UTF8.GetBytes(Values.Text(other) ?? ""),
    };

    // Those of the nodes that are alive by Serf; each other one is an error of its own.
    public static async Task<List<DcNode>> AliveAsync(CloudCmdlet cmdlet, IReadOnlyList<DcNode> nodes, CancellationToken cancellationToken)
    {
        var alive = new List<DcNode>();
        foreach (var cloud in nodes.GroupBy(node => node.Cloud, StringComparer.Ordinal))
        {
            var (found, others) = await Cluster(cmdlet, cloud.Key).DivideAsync([.. cloud], cancellationToken);
            alive.AddRange(found);
            foreach (var error in others)
                cmdlet.Fail(error, error.Target);
        }

        return alive;
    }
}
