using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Security.Expect;

/// <summary>The section <c>security</c> of <c>cloud.yaml</c>: which ports of which nodes are meant to be open, and which nodes are meant to be reached from the internet.</summary>
/// <param name="Ports">Sets of nodes with their ports.</param>
/// <param name="Public">Sets of nodes; null where nothing is said.</param>
internal sealed record SecuritySection(IReadOnlyList<(NodeSet Nodes, IReadOnlyList<PortEntry> Ports)> Ports, IReadOnlyList<NodeSet>? Public)
{
    private const string Section = "security";

    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>.</exception>
    public static async Task<SecuritySection> ReadAsync(string cloud, CancellationToken cancellationToken)
    {
        if (await CloudFile.ReadAsync(cloud, Section, cancellationToken).ConfigureAwait(false) is not { } map)
            return new SecuritySection([], null);
        var keys = new CloudKeys(cloud, Section, map, "ports", "public");
        var all = new List<(NodeSet, IReadOnlyList<PortEntry>)>();
        if (keys.Piece("ports") is { } piece)
        {
            var ports = piece as YamlMap ?? throw keys.Wrong("ports", "is no map of nodes and their ports");
            var entries = new CloudKeys(cloud, "ports of security", ports);
            foreach (var nodes in CloudFile.Keys(cloud, ports, "ports of security").Keys)
                all.Add((Set(entries, nodes, nodes), [.. entries.Texts(nodes).Select(text => PortEntry.Read(text) ?? throw entries.Wrong(nodes, $"has '{Shown.Text(text)}', and a port such as 443, 8000-8100 or 53/udp belongs there"))]));
        }

        return new SecuritySection(all, keys.Piece("public") is null ? null : [.. keys.Texts("public").Select(text => Set(keys, "public", text))]);
    }

    private static NodeSet Set(CloudKeys keys, string key, string text)
    {
        try
        {
            return NodeSet.Parse(text);
        }
        catch (DentropyException e)
        {
            throw keys.Wrong(key, $"has a set of nodes that cannot be understood: {e.Message.TrimEnd('.')}");
        }
    }
}
