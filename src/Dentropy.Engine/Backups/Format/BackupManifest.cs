using Dentropy.Apps;

namespace Dentropy.Engine.Backups.Format;

/// <summary>How the parts of a backup are compressed; it is the same for the whole file.</summary>
public enum BackupCompression
{
    /// <summary>Zstandard frames (RFC 8878); the file's name ends in <c>.tar.zst</c>.</summary>
    Zstd,

    /// <summary>gzip members (RFC 1952), for nodes without zstd; the file's name ends in <c>.tar.gz</c>.</summary>
    Gzip,
}

/// <summary>
/// What a backup says of itself in its first member, <c>manifest.json</c>: enough to list it, and to ask where it should go. It holds no
/// environment, so it may be shown; the whole definition is in <c>definition.json</c>.
/// </summary>
public sealed record BackupManifest
{
    /// <summary>Name of the member.</summary>
    public const string Member = "manifest.json";

    /// <summary>The version of the format that this program writes, and the newest that it reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Version of the format. A reader refuses a newer one than it knows.</summary>
    public int FormatVersion { get; init; } = CurrentVersion;

    /// <summary>Made up for this one backup; the index has the same, so that pieces of two files are not taken for one.</summary>
    public string Id { get; init; } = Guid.NewGuid().ToString("N");

    /// <summary>Version of Dentropy that made it.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>Name of the app.</summary>
    public required string App { get; init; }

    /// <summary>What made its containers one app.</summary>
    public required DcAppKind Kind { get; init; }

    /// <summary>Name of the node that it was made on.</summary>
    public required string SourceNode { get; init; }

    /// <summary>When it was made, in UTC and whole seconds.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>How its parts are compressed.</summary>
    public required BackupCompression Compression { get; init; }

    /// <summary>Version of the node's Docker Engine.</summary>
    public string? EngineVersion { get; init; }

    /// <summary>Docker's word for the node's system, e.g. <c>linux</c>.</summary>
    public string? Os { get; init; }

    /// <summary>Docker's word for the node's processor, e.g. <c>amd64</c>.</summary>
    public string? Architecture { get; init; }

    /// <summary>Services of the app, in the order in which they start.</summary>
    public IReadOnlyList<ManifestService> Services { get; init; } = [];

    /// <summary>Images that the app needs.</summary>
    public IReadOnlyList<ManifestImage> Images { get; init; } = [];

    /// <summary>Whether the images are in the file.</summary>
    public bool IncludesImages { get; init; }

    /// <summary>Volumes and paths of the node that are in the file.</summary>
    public IReadOnlyList<ManifestVolume> Volumes { get; init; } = [];

    /// <summary>Ports that were open on the node.</summary>
    public IReadOnlyList<DcAppPort> Ports { get; init; } = [];

    /// <summary>Host names that led to it.</summary>
    public IReadOnlyList<string> Hostnames { get; init; } = [];
}

/// <summary>A service, as the manifest names it.</summary>
/// <param name="Name">Name of the service.</param>
/// <param name="Image">Image that it was made from.</param>
public sealed record ManifestService(string Name, string Image);

/// <summary>An image, as the manifest names it.</summary>
/// <param name="Reference">As the definition names it, e.g. <c>nextcloud:30</c>.</param>
/// <param name="Id">Docker's id, <c>sha256:...</c>; null where it is not known.</param>
/// <param name="Digest">What a registry knows it by, <c>name@sha256:...</c>; null for one that was built on the node.</param>
public sealed record ManifestImage(string Reference, string? Id, string? Digest);

/// <summary>Storage, as the manifest names it.</summary>
public sealed record ManifestVolume
{
    /// <summary>Name of the volume, or path on the source node.</summary>
    public required string Name { get; init; }

    /// <summary>Name of its parts in the file, which is also the folder in the archive: <c>volumes/data</c>, <c>binds/0</c>.</summary>
    public required string Part { get; init; }

    /// <summary>Whether it was a path of the node and not a volume.</summary>
    public bool IsBind { get; init; }

    /// <summary>Driver of the volume; null for a path.</summary>
    public string? Driver { get; init; }

    /// <summary>Whether its name was made up by Docker.</summary>
    public bool Anonymous { get; init; }

    /// <summary>Where containers saw it, as <c>service:/path</c>.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];
}
