namespace Dentropy.Edge;

/// <summary>An address that a client has now.</summary>
public sealed record DcDhcpLease
{
    /// <summary>The address.</summary>
    public required string Address { get; init; }

    /// <summary>The name that the client has; null where it told none and none is reserved.</summary>
    public string? Hostname { get; init; }

    /// <summary>The client's MAC address, in lower case with colons; null for an IPv6 lease, which does not tell it.</summary>
    public string? MacAddress { get; init; }

    /// <summary>How the client names itself: its client id, or its DUID for IPv6; null where it did not.</summary>
    public string? ClientId { get; init; }

    /// <summary>When it ends unless the client asks again; null for one that does not end.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Whether the address is reserved for this client.</summary>
    public bool Reserved { get; init; }

    /// <summary>Name of the range that the address is in; null where it is in none.</summary>
    public string? Range { get; init; }

    /// <summary>The node that gave it out.</summary>
    public required string Node { get; init; }

    /// <summary>Folder of the inventory that the node was found in.</summary>
    public string? Cloud { get; init; }

    /// <summary>Address and name, e.g. <c>10.77.1.17 pi7</c>.</summary>
    public override string ToString() => Hostname is null ? Address : $"{Address} {Hostname}";
}
