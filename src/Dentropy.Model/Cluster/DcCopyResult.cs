namespace Dentropy.Cluster;

/// <summary>How a copy ended.</summary>
public enum DcCopyStatus
{
    /// <summary>Everything arrived, was checked and is in its place.</summary>
    Copied,

    /// <summary>It was there already with the same content; nothing was changed.</summary>
    Unchanged,

    /// <summary>It failed, and what was at the destination before is there still.</summary>
    Failed,
}

/// <summary>What came of copying a file or folder to or from one node.</summary>
public sealed record DcCopyResult
{
    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>How it ended.</summary>
    public required DcCopyStatus Status { get; init; }

    /// <summary>Path that was read: on this machine for a copy to a node, on the node for one from it.</summary>
    public required string Source { get; init; }

    /// <summary>Path that was written; in full where the copy got so far.</summary>
    public required string Destination { get; init; }

    /// <summary>Regular files that were transferred.</summary>
    public long Files { get; init; }

    /// <summary>Bytes of content that were transferred.</summary>
    public long Bytes { get; init; }

    /// <summary>SHA-256 of a single file in lower-case hexadecimal, equal at both ends; null for a folder.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Things in the folder that are no file, folder or link (sockets, devices, pipes) and were left out.</summary>
    public IReadOnlyList<string> Skipped { get; init; } = [];

    /// <summary>How long it took, connecting included.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>What went wrong; null where nothing did.</summary>
    public DentropyException? Failure { get; init; }
}
