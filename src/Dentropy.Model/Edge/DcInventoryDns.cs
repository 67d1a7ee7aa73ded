namespace Dentropy.Edge;

/// <summary>The names of the inventory as a gateway's dnsmasq answers them.</summary>
public sealed record DcInventoryDns
{
    /// <summary>The gateway.</summary>
    public required string Node { get; init; }

    /// <summary>Domain of the nodes' names.</summary>
    public required string Domain { get; init; }

    /// <summary>Servers that are asked for everything else, the first one first.</summary>
    public required IReadOnlyList<string> Upstream { get; init; }

    /// <summary>Lines of the file of names: address, whole name, name.</summary>
    public IReadOnlyList<string> Name { get; init; } = [];

    /// <summary>What differs from what was there, with <c>-</c> or <c>+</c> before it.</summary>
    public IReadOnlyList<string> Changed { get; init; } = [];

    /// <summary>Nodes without a name there, and why.</summary>
    public IReadOnlyList<string> Left { get; init; } = [];

    /// <summary>Whether it was written; false for a plan, and where there was nothing to do.</summary>
    public bool Applied { get; init; }

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }

    /// <summary>Domain and gateway, e.g. <c>home.lan on gw1</c>.</summary>
    public override string ToString() => $"{Domain} on {Node}";
}
