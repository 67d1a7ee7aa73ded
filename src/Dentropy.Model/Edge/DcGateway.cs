namespace Dentropy.Edge;

/// <summary>A node that joins an inside network with an outside one.</summary>
public sealed record DcGateway
{
    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }

    /// <summary>The interface towards the outside.</summary>
    public required string Outside { get; init; }

    /// <summary>The interfaces towards the inside.</summary>
    public required IReadOnlyList<string> Inside { get; init; }

    /// <summary>The networks inside, in CIDR notation; only their addresses are let out.</summary>
    public required IReadOnlyList<string> Network { get; init; }

    /// <summary>Whether what goes out gets the gateway's own address.</summary>
    public bool Masquerade { get; init; }

    /// <summary>Its port forwards.</summary>
    public IReadOnlyList<DcPortForward> Forwards { get; init; } = [];

    /// <summary>Packets from inside that it let out since the node's start.</summary>
    public long PacketsOut { get; init; }

    /// <summary>Bytes of those packets.</summary>
    public long BytesOut { get; init; }

    /// <summary>Packets that it let in: answers.</summary>
    public long PacketsIn { get; init; }

    /// <summary>Bytes of those packets.</summary>
    public long BytesIn { get; init; }

    /// <summary>Packets between outside and inside that it did not let through.</summary>
    public long Refused { get; init; }

    /// <summary>Whether it is in force.</summary>
    public DcFirewallState Status { get; init; }
}
