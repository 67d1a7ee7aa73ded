namespace Dentropy.Provisioning;

/// <summary>What the files of a first boot are written to.</summary>
public enum DcBootMediaKind
{
    /// <summary>A folder: a boot partition, or one that is served.</summary>
    Folder,

    /// <summary>An image of a small disk with the label CIDATA, which cloud-init looks for.</summary>
    SeedImage,
}

/// <summary>The files by which cloud-init sets a node up when it boots for the first time.</summary>
public sealed record DcBootMedia
{
    /// <summary>The node.</summary>
    public required string Node { get; init; }

    /// <summary>The folder, or the image.</summary>
    public required string Path { get; init; }

    /// <summary>Which of both it is.</summary>
    public required DcBootMediaKind Kind { get; init; }

    /// <summary>What cloud-init knows this set-up by. It comes from the files' content: with another one cloud-init sets the node up again.</summary>
    public required string InstanceId { get; init; }

    /// <summary>SHA-256 fingerprint of the host key that was put into them; null where there is none.</summary>
    public string? HostKey { get; init; }

    /// <summary>Names of the files.</summary>
    public IReadOnlyList<string> File { get; init; } = [];

    /// <summary>Those that were not there, or differed.</summary>
    public IReadOnlyList<string> Changed { get; init; } = [];

    /// <summary>Whether they were written; false for a plan, and where there was nothing to do.</summary>
    public bool Applied { get; init; }

    /// <summary>Folder of the inventory that the node was found in.</summary>
    public string? Cloud { get; init; }

    /// <summary>Node and path, e.g. <c>pi7 at /media/boot</c>.</summary>
    public override string ToString() => $"{Node} at {Path}";
}
