namespace Dentropy.Engine.Edge.Dhcp;

/// <summary>A range that is to be given out. What is null stays as it is; a new range needs its first and last address.</summary>
public sealed record DhcpRangeSettings
{
    /// <summary>Its name: letters, digits and hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>First address.</summary>
    public string? From { get; init; }

    /// <summary>Last address.</summary>
    public string? To { get; init; }

    /// <summary>Network of the addresses, such as <c>10.77.0.0/16</c>; null for the one that an interface of the node has.</summary>
    public string? Network { get; init; }

    /// <summary>How long a client may keep an address; at least two minutes, which is dnsmasq's own least. Twelve hours for a new range.</summary>
    public TimeSpan? LeaseTime { get; init; }

    /// <summary>Router that clients are told; empty for the node itself.</summary>
    public string? Gateway { get; init; }

    /// <summary>Name servers that clients are told; none for the node itself.</summary>
    public IReadOnlyList<string>? Dns { get; init; }

    /// <summary>Domain of the clients' names; empty for none.</summary>
    public string? Domain { get; init; }

    /// <summary>Interface by which requests must come in; empty for any.</summary>
    public string? Interface { get; init; }

    /// <summary>Further DHCP options: dnsmasq's name of the option (<c>dnsmasq --help dhcp</c>) or its number, and the value; several values with commas between.</summary>
    public IReadOnlyDictionary<string, string>? Option { get; init; }

    /// <summary>Goes on where another gateway of the cloud cannot be asked whether it gives out some of these addresses.</summary>
    public bool Force { get; init; }
}
