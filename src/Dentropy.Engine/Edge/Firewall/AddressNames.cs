using Dentropy.Edge;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Engine.Edge.Firewall;

/// <summary>Names of nodes in place of addresses. What is kept on a node is the address, since its packet filter knows no names.</summary>
internal static class AddressNames
{
    public static async Task<FirewallEdit> ResolveAsync(INodeStore store, FirewallEdit edit, Dictionary<string, IReadOnlyList<string>> known, CancellationToken cancellationToken)
    {
        return edit switch
        {
            FirewallEdit.AddRule add => add with
            {
                Rule = add.Rule with { Source = await AllAsync(add.Rule.Source).ConfigureAwait(false), Destination = await AllAsync(add.Rule.Destination).ConfigureAwait(false) },
            },
            FirewallEdit.AddForward add => add with { Forward = await ForwardAsync(add.Forward).ConfigureAwait(false) },
            _ => edit,
        };

        async Task<DcPortForward> ForwardAsync(DcPortForward forward)
        {
            var targets = await OneAsync(forward.Address).ConfigureAwait(false);
            return forward with { Address = targets[0], Source = await AllAsync(forward.Source).ConfigureAwait(false) };
        }

        async Task<IReadOnlyList<string>> AllAsync(IReadOnlyList<string> texts)
        {
            var found = new List<string>();
            foreach (var text in texts.SelectMany(text => AddressRange.Read(text) is null && !text.Contains('@', StringComparison.Ordinal) ? text.Split(',', StringSplitOptions.TrimEntries) : [text]))
            {
                if (text.Equals("any", StringComparison.OrdinalIgnoreCase))
                    return [];
                found.AddRange(await OneAsync(text).ConfigureAwait(false));
            }

            return found;
        }

        async Task<IReadOnlyList<string>> OneAsync(string text)
        {
            if (AddressRange.Read(text) is { } range)
                return [range];
            if (!known.TryGetValue(text, out var addresses))
                known[text] = addresses = await NodesAsync(store, text, cancellationToken).ConfigureAwait(false);
            return addresses;
        }
    }

    private static async Task<IReadOnlyList<string>> NodesAsync(INodeStore store, string text, CancellationToken cancellationToken)
    {
        NodeSelection selection;
        try
        {
            selection = await NodeSelector.SelectAsync(store, new NodeQuery { Expression = text }, cancellationToken).ConfigureAwait(false);
        }
        catch (DentropyException e) when (e.Category == DentropyErrorCategory.InvalidArgument)
        {
            throw FirewallErrors.InvalidRange(Shown.Text(text));
        }

        if (selection.Nodes.Count == 0)
            throw FirewallErrors.InvalidRange(Shown.Text(text));
        var addresses = new List<string>();
        foreach (var node in selection.Nodes)
            addresses.AddRange(await AddressesAsync(node, cancellationToken).ConfigureAwait(false));
        return addresses;
    }

    private static async Task<IEnumerable<string>> AddressesAsync(DcNode node, CancellationToken cancellationToken)
    {
        var name = node.Address ?? node.Name;
        if (AddressRange.Read(name) is { } range)
            return [range];
        try
        {
            return (await System.Net.Dns.GetHostAddressesAsync(name, cancellationToken).ConfigureAwait(false)).Select(address => AddressRange.Checked(address.ToString()));
        }
        catch (System.Net.Sockets.SocketException e)
        {
            throw new DentropyException("AddressNotFound", DentropyErrorCategory.ObjectNotFound, node.Name, $"Node '{node.Name}' has no address in the inventory, and its name '{name}' is not found: {e.Message.TrimEnd('.')}. Give it an address with Set-DcNode -Address.", e);
        }
    }
}
