namespace Dentropy.Resilience;

/// <summary>What a drill does to a host.</summary>
public enum DcDrillAction
{
    /// <summary>Its network is cut.</summary>
    CutNetwork,

    /// <summary>Its power is cut.</summary>
    CutPower,
}

/// <summary>A host of a drill.</summary>
public sealed record DcDrillNode
{
    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>What is done to it.</summary>
    public DcDrillAction Action { get; init; }

    /// <summary>Nodes that it still reaches while its network is cut, since they are cut off together.</summary>
    public IReadOnlyList<string> Reaches { get; init; } = [];

    /// <summary>The node and what is done.</summary>
    public override string ToString() => $"{Node}: {(Action == DcDrillAction.CutPower ? "power" : "network")}";
}
