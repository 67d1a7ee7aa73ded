namespace Dentropy.Engine.Edge.Dhcp;

/// <summary>An address that a client is always to get.</summary>
public sealed record DhcpReservationSettings
{
    /// <summary>The client's name; where a node of the inventory has it, what is left out here is taken from there.</summary>
    public required string Name { get; init; }

    /// <summary>MAC addresses, in any usual spelling; none for the <c>mac</c> in the node's metadata.</summary>
    public IReadOnlyList<string> MacAddress { get; init; } = [];

    /// <summary>An IPv4 and an IPv6 address, or one of them; none for the node's address.</summary>
    public IReadOnlyList<string> Address { get; init; } = [];
}
