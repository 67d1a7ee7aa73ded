namespace Dentropy.Dns;

/// <summary>What becomes of the records of one name and type.</summary>
public enum DcDnsAction
{
    /// <summary>Nothing: they are as they were asked for.</summary>
    None,

    /// <summary>There were none, and now there are.</summary>
    Create,

    /// <summary>There were some, and they differ now.</summary>
    Update,

    /// <summary>There were some, and now there are none.</summary>
    Remove,
}

/// <summary>A change of all records of one name and type at one place: planned, or done.</summary>
public sealed record DcDnsChange
{
    /// <summary>What becomes of them.</summary>
    public required DcDnsAction Action { get; init; }

    /// <summary>Name, as in <see cref="DcDnsRecord.Name"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Type, as in <see cref="DcDnsRecord.Type"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Zone.</summary>
    public required string Zone { get; init; }

    /// <summary>Name of the place in <c>cloud.yaml</c>.</summary>
    public required string Place { get; init; }

    /// <summary>Who sees them there.</summary>
    public DcDnsView View { get; init; }

    /// <summary>The records before.</summary>
    public IReadOnlyList<DcDnsRecord> Before { get; init; } = [];

    /// <summary>The records after.</summary>
    public IReadOnlyList<DcDnsRecord> After { get; init; } = [];

    /// <summary>Whether it was done; false for a plan, and where there was nothing to do.</summary>
    public bool Applied { get; init; }

    /// <summary>What is worth knowing about it, in a sentence; null where nothing is.</summary>
    public string? Note { get; init; }

    /// <summary>Folder of the inventory that the place was found with.</summary>
    public string? Cloud { get; init; }

    /// <summary>Action, name, type and place, e.g. <c>Update cloud.example.org A at public</c>.</summary>
    public override string ToString() => $"{Action} {Name} {Type} at {Place}";
}
