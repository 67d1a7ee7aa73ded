namespace Dentropy.Engine.Cluster;

/// <summary>How files and folders are copied.</summary>
public sealed record ItemCopySettings
{
    /// <summary>How many nodes copy at the same time, at least 1.</summary>
    public int ThrottleLimit { get; init; } = 16;

    /// <summary>Whether root does it on the node, through <c>sudo -n</c>.</summary>
    public bool Sudo { get; init; }

    /// <summary>Whether folders above the destination are made on the node where they are missing.</summary>
    public bool CreateFolders { get; init; }

    /// <summary>
    /// Whether files whose content is at the destination already are not transferred again. It costs one more round trip and
    /// the reading of the files at both ends. When a folder is fetched, it has no effect.
    /// </summary>
    public bool SkipUnchanged { get; init; }

    /// <summary>Whether what is fetched goes into one folder for each node; null does so where there are several nodes.</summary>
    public bool? NodeFolders { get; init; }
}
