using System.Collections.ObjectModel;
using System.Text;
using Dentropy.Cluster;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Cluster.Serf;

/// <summary>Which node of the inventory a member is: the one of its name, else the one of its address.</summary>
internal sealed class MemberBook
{
    private readonly Dictionary<string, string> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _byAddress = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _cloud;
    private readonly string _via;

    private MemberBook(string cloud, string via) => (_cloud, _via) = (cloud, via);

    public static async Task<MemberBook> ReadAsync(INodeStore store, string via, CancellationToken cancellationToken)
    {
        var book = new MemberBook(store.Location, via);
        foreach (var node in (await store.ReadAllAsync(cancellationToken).ConfigureAwait(false)).Nodes)
        {
            book._byName[node.Name] = node.Name;
            if (node.Address is { } address)
                book._byAddress.TryAdd(address, node.Name);
        }

        return book;
    }

    /// <summary>The node's name; null where the inventory has none.</summary>
    public string? NodeOf(SerfMember member) => _byName.GetValueOrDefault(member.Name) ?? _byAddress.GetValueOrDefault(member.Address);

    public DcClusterMember Member(SerfMember member) => new()
    {
        Name = member.Name,
        Address = member.Address,
        Port = member.Port,
        Status = member.Status,
        Tags = new ReadOnlyDictionary<string, string>(new SortedDictionary<string, string>(member.Tags.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal)),
        Node = NodeOf(member),
        Protocol = member.Protocol,
        Via = _via,
        Cloud = _cloud,
    };

    /// <summary>What came over Serf as text, without the line end that a shell command leaves.</summary>
    public static string Text(byte[] payload)
    {
        var text = Encoding.UTF8.GetString(payload);
        return text.EndsWith('\n') ? text[..^1].TrimEnd('\r') : text;
    }
}
