using Dentropy.Edge;

namespace Dentropy.Cli.Edge.Dhcp;

// A range in JSON and YAML. The lease time is in seconds.
internal sealed record DhcpRangeView(
    string Name, string Node, string From, string To, string ServedFrom, string ServedTo, int Part, int Parts, string Network, double LeaseTime, string? Gateway, IReadOnlyList<string> Dns,
    string? Domain, string? Interface, IReadOnlyDictionary<string, string> Option)
{
    public static DhcpRangeView Of(DcDhcpRange range) => new(
        range.Name, range.Node, range.From, range.To, range.ServedFrom, range.ServedTo, range.Part, range.Parts, range.Network, range.LeaseTime.TotalSeconds, range.Gateway, range.Dns,
        range.Domain, range.Interface, range.Option);
}

internal sealed record DhcpReservationView(string Name, IReadOnlyList<string> MacAddress, string? Address, string? Address6, string Node)
{
    public static DhcpReservationView Of(DcDhcpReservation reservation) => new(reservation.Name, reservation.MacAddress, reservation.Address, reservation.Address6, reservation.Node);
}

internal sealed record DhcpLeaseView(string Address, string? Hostname, string? MacAddress, string? ClientId, DateTimeOffset? Expires, bool Reserved, string? Range, string Node)
{
    public static DhcpLeaseView Of(DcDhcpLease lease) => new(lease.Address, lease.Hostname, lease.MacAddress, lease.ClientId, lease.Expires, lease.Reserved, lease.Range, lease.Node);
}

internal sealed record DhcpChangeView(string Action, string Name, string Node, IReadOnlyList<string> Before, IReadOnlyList<string> After, bool Applied)
{
    public static DhcpChangeView Of(DcDhcpChange change) => new(change.Action.ToString(), change.Name, change.Node, change.LinesBefore, change.LinesAfter, change.Applied);
}
