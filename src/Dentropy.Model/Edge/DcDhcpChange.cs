namespace Dentropy.Edge;

/// <summary>What becomes of a range or a reservation.</summary>
public enum DcDhcpAction
{
    /// <summary>Nothing: it is as it was asked for.</summary>
    None,

    /// <summary>There was none, and now there is.</summary>
    Create,

    /// <summary>There was one, and it differs now.</summary>
    Update,

    /// <summary>There was one, and now there is none.</summary>
    Remove,
}

/// <summary>A change of a range or a reservation on one node: planned, or done.</summary>
public sealed record DcDhcpChange
{
    /// <summary>What becomes of it.</summary>
    public required DcDhcpAction Action { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The node whose files are changed.</summary>
    public required string Node { get; init; }

    /// <summary>The range or reservation before; null where there was none.</summary>
    public object? Before { get; init; }

    /// <summary>The range or reservation after; null where there is none.</summary>
    public object? After { get; init; }

    /// <summary>What the node's files say of it before, line by line.</summary>
    public IReadOnlyList<string> LinesBefore { get; init; } = [];

    /// <summary>What they say after.</summary>
    public IReadOnlyList<string> LinesAfter { get; init; } = [];

    /// <summary>Whether it was done; false for a plan, and where there was nothing to do.</summary>
    public bool Applied { get; init; }

    /// <summary>Action, name and node, e.g. <c>Create lan on gw1</c>.</summary>
    public override string ToString() => $"{Action} {Name} on {Node}";
}
