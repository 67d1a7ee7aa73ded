using System.Globalization;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Engine.Transport.Ssh;

/// <summary>Finds the way through jump hosts: names of nodes of the same inventory, or <c>[user@]host[:port]</c>.</summary>
internal static class JumpHosts
{
    /// <summary>The host from which the node is reached, itself with the rest of the chain as its jump hosts; null for the direct way.</summary>
    public static async Task<DcNode?> LastHopAsync(DcNode node, CancellationToken cancellationToken)
    {
        var first = await HopAsync(node, cancellationToken).ConfigureAwait(false);
        var seen = new HashSet<string>(StringComparer.Ordinal) { node.Name };
        for (var hop = first; hop is not null; hop = await HopAsync(hop, cancellationToken).ConfigureAwait(false))
        {
            if (!seen.Add(hop.Name))
            {
                throw new DentropyException(
                    "ProxyJumpLoop",
                    DentropyErrorCategory.InvalidData,
                    node.Name,
                    $"The jump hosts of node '{node.Name}' ({node.ProxyJump}) lead back to '{hop.Name}'. Correct them with Set-DcNode -ProxyJump.");
            }
        }

        return first;
    }

    private static async Task<DcNode?> HopAsync(DcNode node, CancellationToken cancellationToken)
    {
        var hops = (node.ProxyJump ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (hops.Length == 0 || hops is ["none"])
        {
            return null;
        }

        var last = await ResolveAsync(hops[^1], node, cancellationToken).ConfigureAwait(false);
        // A chain that is spelt out wins over the hop's own entry, as with ssh -J.
        return hops.Length > 1 ? last with { ProxyJump = string.Join(',', hops[..^1]) } : last;
    }

    private static async Task<DcNode> ResolveAsync(string hop, DcNode node, CancellationToken cancellationToken)
    {
        if (node.Cloud is { Length: > 0 } cloud && await new FileNodeStore(cloud).FindAsync(hop, cancellationToken).ConfigureAwait(false) is { } known)
        {
            return known;
        }

        var at = hop.LastIndexOf('@');
        var host = hop[(at + 1)..];
        int? port = null;
        var colon = host.LastIndexOf(':');
        if (colon > 0 && !host[..colon].Contains(':', StringComparison.Ordinal) && int.TryParse(host[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
        {
            port = parsed;
            host = host[..colon];
        }

        return new DcNode { Name = host, Address = host, User = at > 0 ? hop[..at] : null, Port = port, Cloud = node.Cloud };
    }
}
