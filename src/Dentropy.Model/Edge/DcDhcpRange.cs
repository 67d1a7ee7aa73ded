using System.Collections.ObjectModel;

namespace Dentropy.Edge;

/// <summary>A range of addresses that a node gives out by DHCP.</summary>
public sealed record DcDhcpRange
{
    /// <summary>Its name, one a node.</summary>
    public required string Name { get; init; }

    /// <summary>The node that gives out the addresses.</summary>
    public required string Node { get; init; }

    /// <summary>First address of the whole range.</summary>
    public required string From { get; init; }

    /// <summary>Last address of the whole range.</summary>
    public required string To { get; init; }

    /// <summary>First address that this node gives out; where several nodes share a range, each has a part of its own.</summary>
    public required string ServedFrom { get; init; }

    /// <summary>Last address that this node gives out.</summary>
    public required string ServedTo { get; init; }

    /// <summary>Which part of the range this node has, from 1.</summary>
    public int Part { get; init; } = 1;

    /// <summary>Into how many parts the range is divided.</summary>
    public int Parts { get; init; } = 1;

    /// <summary>Network that the addresses belong to, e.g. <c>10.77.0.0/16</c>.</summary>
    public required string Network { get; init; }

    /// <summary>How long a client may keep an address before it asks again.</summary>
    public TimeSpan LeaseTime { get; init; }

    /// <summary>Router that clients are told; null for the node itself. IPv6 clients learn theirs from router advertisements.</summary>
    public string? Gateway { get; init; }

    /// <summary>Name servers that clients are told; the node itself where there are none.</summary>
    public IReadOnlyList<string> Dns { get; init; } = [];

    /// <summary>Domain of the clients' names; null where none is set.</summary>
    public string? Domain { get; init; }

    /// <summary>Only requests that come in by this interface are answered; null for every one with an address in the network.</summary>
    public string? Interface { get; init; }

    /// <summary>Further DHCP options: name or number, and the value as dnsmasq writes it.</summary>
    public ReadOnlyDictionary<string, string> Option { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Folder of the inventory that the node was found in.</summary>
    public string? Cloud { get; init; }

    /// <summary>Name, addresses and node, e.g. <c>lan 10.77.1.10-10.77.1.250 on gw1</c>.</summary>
    public override string ToString() => $"{Name} {From}-{To} on {Node}";
}
