namespace Dentropy.Backups;

/// <summary>Storage in a backup.</summary>
public sealed record DcBackupVolume
{
    /// <summary>Name of the volume, or path on the source node.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it was a path of the node and not a volume.</summary>
    public bool IsBind { get; init; }

    /// <summary>Driver of the volume; null for a path.</summary>
    public string? Driver { get; init; }

    /// <summary>Bytes that it takes in the file; null where it was not read.</summary>
    public long? StoredSize { get; init; }

    /// <summary>The volume's name.</summary>
    public override string ToString() => Name;
}
