namespace Dentropy.Apps;

/// <summary>What kind of storage a mount is.</summary>
public enum DcAppVolumeKind
{
    /// <summary>A volume that Docker manages, of any driver.</summary>
    Volume,

    /// <summary>A path of the node.</summary>
    Bind,
}

/// <summary>Storage that an app keeps outside its containers.</summary>
public sealed record DcAppVolume
{
    /// <summary>Name of the volume, or path on the node.</summary>
    public required string Name { get; init; }

    /// <summary>What kind it is.</summary>
    public required DcAppVolumeKind Kind { get; init; }

    /// <summary>Driver of the volume; null for a path.</summary>
    public string? Driver { get; init; }

    /// <summary>Whether its name was made up by Docker.</summary>
    public bool Anonymous { get; init; }

    /// <summary>Where containers see it, as <c>service:/path</c>.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Bytes that it takes; null where it was not asked for or the driver does not say.</summary>
    public long? Size { get; init; }

    /// <summary>The volume's name.</summary>
    public override string ToString() => Name;
}
