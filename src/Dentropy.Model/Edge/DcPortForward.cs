namespace Dentropy.Edge;

/// <summary>A port of a node whose connections go on to another address.</summary>
public sealed record DcPortForward
{
    /// <summary>Its name on the node: letters, digits, dots, hyphens and underscores.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the node.</summary>
    public string Node { get; init; } = "";

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }

    /// <summary>Protocols: <c>tcp</c>, <c>udp</c>.</summary>
    public IReadOnlyList<string> Protocol { get; init; } = ["tcp"];

    /// <summary>The port, or a range such as <c>8000-8100</c>.</summary>
    public required string Port { get; init; }

    /// <summary>The address that it goes on to.</summary>
    public required string Address { get; init; }

    /// <summary>The port there; null for the same.</summary>
    public int? ToPort { get; init; }

    /// <summary>The interface that connections come in by; null for the outside of the node's gateway, and for any where it is none.</summary>
    public string? Interface { get; init; }

    /// <summary>Networks that connections may come from, in CIDR notation; empty for any.</summary>
    public IReadOnlyList<string> Source { get; init; } = [];

    /// <summary>Packets that began a connection since the node's start.</summary>
    public long Connections { get; init; }

    /// <summary>Packets that were passed on.</summary>
    public long Packets { get; init; }

    /// <summary>Bytes of those packets.</summary>
    public long Bytes { get; init; }

    /// <summary>Whether it is in force.</summary>
    public DcFirewallState Status { get; init; }
}
