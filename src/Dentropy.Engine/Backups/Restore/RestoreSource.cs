using System.Text.Json.Nodes;
using Dentropy.Apps;

namespace Dentropy.Engine.Backups.Restore;

/// <summary>What is to be brought back, read from a backup or from a running app: facts, no wishes.</summary>
internal sealed record RestoreSource
{
    public required string App { get; init; }

    public DcAppKind Kind { get; init; } = DcAppKind.Compose;

    /// <summary>Name of the node that it was on.</summary>
    public required string Node { get; init; }

    /// <summary>As people know it: the file, or <c>node:app</c>.</summary>
    public required string Description { get; init; }

    /// <summary>In the order in which they start.</summary>
    public IReadOnlyList<SourceContainer> Containers { get; init; } = [];

    /// <summary>Program that unpacks the parts: <c>zstd</c> or <c>gzip</c>.</summary>
    public string Unpacker { get; init; } = "zstd";

    public IReadOnlyList<SourceVolume> Volumes { get; init; } = [];

    public IReadOnlyList<SourceNetwork> Networks { get; init; } = [];

    public IReadOnlyList<SourceImage> Images { get; init; } = [];
}

internal sealed record SourceContainer
{
    public required string Name { get; init; }

    public required string Id { get; init; }

    public required string Service { get; init; }

    /// <summary>Containers of one level start together, after those of the levels below.</summary>
    public int Level { get; init; }

    /// <summary>Whether it ran; what was stopped stays stopped.</summary>
    public bool Running { get; init; } = true;

    public string ImageId { get; init; } = "";

    /// <summary>The image as its definition names it.</summary>
    public string Image { get; init; } = "";

    /// <summary>Docker's answer to an inspect of it, whole.</summary>
    public required JsonObject Inspect { get; init; }

    /// <summary>Files that were put into it by hand and are in the backup, absolute.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Folder of the archive with these files, e.g. <c>files/0</c>.</summary>
    public string? FilesFolder { get; init; }
}

internal sealed record SourceVolume
{
    /// <summary>Name of the volume, or path on the source node.</summary>
    public required string Name { get; init; }

    public bool IsBind { get; init; }

    /// <summary>Where the path is a single file: its name, which is the one file below <see cref="Member"/>.</summary>
    public string? File { get; init; }

    public string? Driver { get; init; }

    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public bool Anonymous { get; init; }

    /// <summary>Whether its content can be restored.</summary>
    public bool HasData { get; init; } = true;

    /// <summary>Bytes that its content needs on a disk; null where that is not known.</summary>
    public long? Bytes { get; init; }

    /// <summary>Folder of its members in the archive, e.g. <c>volumes/nextcloud_data</c>.</summary>
    public string Member { get; init; } = "";

    /// <summary>Where containers see it, as <c>service:/path</c>.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];
}

internal sealed record SourceNetwork
{
    public required string Name { get; init; }

    public string Id { get; init; } = "";

    /// <summary>Whether the app made it, so that a restore makes it again.</summary>
    public bool Own { get; init; } = true;

    /// <summary>Whether one of that name on the node will do: nothing says whose it is.</summary>
    public bool MayExist { get; init; }

    /// <summary>Docker's answer to an inspect of it, whole.</summary>
    public required JsonObject Inspect { get; init; }
}

internal sealed record SourceImage
{
    /// <summary>As the containers name it.</summary>
    public required string Reference { get; init; }

    /// <summary><c>sha256:...</c>.</summary>
    public required string Id { get; init; }

    /// <summary><c>name@sha256:...</c>, by which a registry gives exactly it.</summary>
    public IReadOnlyList<string> RepoDigests { get; init; } = [];

    /// <summary>Docker's word, e.g. <c>arm64</c>.</summary>
    public string Architecture { get; init; } = "";

    public string Os { get; init; } = "linux";

    public long Size { get; init; }

    /// <summary>Whether it comes with the data, so that no registry is needed.</summary>
    public bool Included { get; init; }
}
