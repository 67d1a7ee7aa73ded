namespace Dentropy.Storage;

/// <summary>A pool of a Ceph cluster.</summary>
public sealed record DcCephPool
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its number.</summary>
    public int Id { get; init; }

    /// <summary>Whether it is erasure coded; otherwise replicated.</summary>
    public bool IsErasureCoded { get; init; }

    /// <summary>Copies, or data and coding chunks together.</summary>
    public int Size { get; init; }

    /// <summary>Copies that have to be there for the pool to take writes.</summary>
    public int MinSize { get; init; }

    /// <summary>Placement groups.</summary>
    public int Groups { get; init; }

    /// <summary>Name of its CRUSH rule.</summary>
    public string? Rule { get; init; }

    /// <summary>What the rule spreads copies over, e.g. <c>host</c>.</summary>
    public string? FailureDomain { get; init; }

    /// <summary>What it is used for, e.g. <c>rbd</c>.</summary>
    public IReadOnlyList<string> Applications { get; init; } = [];

    /// <summary>Objects in it.</summary>
    public long? Objects { get; init; }

    /// <summary>Bytes that were stored in it, before copies.</summary>
    public long? Stored { get; init; }

    /// <summary>Bytes that it uses, with all copies.</summary>
    public long? Used { get; init; }

    /// <summary>Bytes that it could still take, before copies.</summary>
    public long? Available { get; init; }

    /// <summary>Used part of what it could hold, in percent.</summary>
    public double? UsedPercent { get; init; }

    /// <summary>How much more may fail before its data is not served, or is lost; null where it could not be worked out.</summary>
    public DcCephMargin? Margin { get; init; }

    /// <summary>Cluster it belongs to.</summary>
    public required string Cluster { get; init; }

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }

    /// <summary>Its name.</summary>
    public override string ToString() => Name;
}
