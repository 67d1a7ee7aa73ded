using Dentropy.Edge;

namespace Dentropy.Cli.Edge.Dhcp;

internal sealed record InventoryDnsView(string Node, string Domain, IReadOnlyList<string> Upstream, IReadOnlyList<string> Name, IReadOnlyList<string> Changed, IReadOnlyList<string> Left, bool Applied)
{
    public static InventoryDnsView Of(DcInventoryDns names) => new(names.Node, names.Domain, names.Upstream, names.Name, names.Changed, names.Left, names.Applied);
}
