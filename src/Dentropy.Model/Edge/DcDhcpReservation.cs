namespace Dentropy.Edge;

/// <summary>An address that one client always gets.</summary>
public sealed record DcDhcpReservation
{
    /// <summary>The client's name, which DNS has too.</summary>
    public required string Name { get; init; }

    /// <summary>The client's MAC addresses, in lower case with colons; several for a machine with several ports, of which one is up at a time.</summary>
    public required IReadOnlyList<string> MacAddress { get; init; }

    /// <summary>The IPv4 address; null where only an IPv6 address is reserved.</summary>
    public string? Address { get; init; }

    /// <summary>The IPv6 address; null where none is reserved.</summary>
    public string? Address6 { get; init; }

    /// <summary>The node that gives it out.</summary>
    public required string Node { get; init; }

    /// <summary>Folder of the inventory that the node was found in.</summary>
    public string? Cloud { get; init; }

    /// <summary>Name, address and node, e.g. <c>pi7 10.77.0.17 on gw1</c>.</summary>
    public override string ToString() => $"{Name} {Address ?? Address6} on {Node}";
}
