using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Engine.Cluster.Serf.Install;

/// <summary>Which agents a starting one looks for.</summary>
internal static class SerfJoins
{
    // An agent knocks at every one of them in turn, and each that is off costs it ten seconds; the members tell each other about the rest.
    private const int Most = 8;

    /// <summary>
    /// The join points of a cloud for which none are named: the first of the inventory, spread over switches so that one switch does not take all of them. It depends
    /// on the inventory alone and not on the nodes of one run, so that a run for one node leaves it as it is.
    /// </summary>
    public static IReadOnlyList<DcNode> Points(IReadOnlyList<DcNode> inventory) =>
    [
        .. inventory.Where(node => !node.IsLocal)
            .GroupBy(node => node.Switch ?? "", StringComparer.Ordinal)
            .SelectMany(group => group.OrderBy(node => node.Name, NodeNameOrder.Instance).Select((node, place) => (node, place)))
            .OrderBy(one => one.place).ThenBy(one => one.node.Name, NodeNameOrder.Instance)
            .Take(Most)
            .Select(one => one.node)
            .OrderBy(node => node.Name, NodeNameOrder.Instance),
    ];

    /// <summary>Addresses of the join points for one node's agent, without its own.</summary>
    public static IReadOnlyList<string> For(DcNode node, IReadOnlyList<DcNode> points, int port) =>
        [.. points.Where(point => !string.Equals(point.Name, node.Name, StringComparison.OrdinalIgnoreCase)).Select(point => Address(point.Address ?? point.Name, port))];

    /// <summary>An address with its port, as Serf reads it.</summary>
    public static string Address(string host, int port)
    {
        var isV6 = IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;
        return string.Create(CultureInfo.InvariantCulture, $"{(isV6 ? $"[{host}]" : host)}:{port}");
    }
}
