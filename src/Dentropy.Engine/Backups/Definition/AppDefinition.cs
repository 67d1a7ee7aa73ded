using System.Text.Json.Nodes;
using Dentropy.Apps;

namespace Dentropy.Engine.Backups.Definition;

/// <summary>
/// An app as Docker defines it: <c>definition.json</c> of a backup. It has all that the engine says of containers, volumes and networks, so
/// that they can be made again. Environments are in it, which often hold secrets: it is never shown.
/// </summary>
public sealed record AppDefinition
{
    /// <summary>Name of the member.</summary>
    public const string Member = "definition.json";

    /// <summary>The newest form that this program knows.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Form of this document. A reader refuses a newer one than it knows.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>Name of the app.</summary>
    public required string App { get; init; }

    /// <summary>What makes its containers one app.</summary>
    public required DcAppKind Kind { get; init; }

    /// <summary>Name of the node that it was read on.</summary>
    public required string Node { get; init; }

    /// <summary>The engine that it was read from.</summary>
    public required DefinitionEngine Engine { get; init; }

    /// <summary>Its containers in start order, stopped ones included.</summary>
    public required IReadOnlyList<DefinitionContainer> Containers { get; init; }

    /// <summary>Images of the containers, each once.</summary>
    public required IReadOnlyList<DefinitionImage> Images { get; init; }

    /// <summary>Its networks, without those that every engine has.</summary>
    public required IReadOnlyList<DefinitionNetwork> Networks { get; init; }

    /// <summary>The volumes that its containers mount.</summary>
    public required IReadOnlyList<DefinitionVolume> Volumes { get; init; }

    /// <summary>The paths of the node that its containers mount.</summary>
    public required IReadOnlyList<DefinitionBind> Binds { get; init; }

    /// <summary>The document.</summary>
    public byte[] ToBytes() => DefinitionJson.Bytes(this);

    /// <summary>Reads the document.</summary>
    /// <param name="json">Content of <c>definition.json</c>.</param>
    /// <exception cref="DentropyException"><c>BackupDefinitionInvalid</c>; <c>BackupTooNew</c>: a newer program made it.</exception>
    public static AppDefinition Parse(ReadOnlySpan<byte> json) => DefinitionJson.Read(json);
}

/// <summary>The engine that a definition was read from.</summary>
/// <param name="EngineVersion">Its version, e.g. <c>20.10.24</c>.</param>
/// <param name="ApiVersion">Version of the API that was spoken; what it says of containers has this version's form.</param>
/// <param name="Os">Docker's word for the system, e.g. <c>linux</c>.</param>
/// <param name="Architecture">Docker's word for the processor, e.g. <c>amd64</c>.</param>
public sealed record DefinitionEngine(string EngineVersion, string ApiVersion, string Os, string Architecture);

/// <summary>A container of an app.</summary>
public sealed record DefinitionContainer
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Name of its service; the container's own where it belongs to none.</summary>
    public required string Service { get; init; }

    /// <summary>Level of the start order, from 0; those of one level do not wait for each other.</summary>
    public required int Order { get; init; }

    /// <summary>State at the time of the backup, in Docker's words: <c>running</c>, <c>paused</c>, <c>exited</c>, <c>created</c>, ...</summary>
    public required string State { get; init; }

    /// <summary>Id of its image, <c>sha256:...</c>.</summary>
    public required string ImageId { get; init; }

    /// <summary>The image as the container's definition names it.</summary>
    public required string Image { get; init; }

    /// <summary>Files that were put into it when it was made, which are in the part <c>files</c> below <see cref="FilesFolder"/>.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Folder of the archive with its files, e.g. <c>files/0</c>: the file <c>/etc/app.conf</c> is <c>files/0/etc/app.conf</c>; null where it has none.</summary>
    public string? FilesFolder { get; init; }

    /// <summary>The whole answer of <c>GET /containers/{id}/json</c>: <c>Config</c>, <c>HostConfig</c>, <c>NetworkSettings</c>, <c>Mounts</c>, ...</summary>
    public required JsonObject Inspect { get; init; }
}

/// <summary>An image that an app needs.</summary>
public sealed record DefinitionImage
{
    /// <summary>Id, <c>sha256:...</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Names by which the app's containers call it.</summary>
    public required IReadOnlyList<string> References { get; init; }

    /// <summary>What registries know it by, <c>name@sha256:...</c>; empty for one that was built on the node.</summary>
    public IReadOnlyList<string> Digests { get; init; } = [];

    /// <summary>Docker's word for its system.</summary>
    public string Os { get; init; } = "";

    /// <summary>Docker's word for its processor.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>Variant of the processor, e.g. <c>v7</c>; null where there is none.</summary>
    public string? Variant { get; init; }

    /// <summary>Its bytes on the node.</summary>
    public long Size { get; init; }
}

/// <summary>A network of an app.</summary>
/// <param name="Name">Name.</param>
/// <param name="Inspect">The whole answer of <c>GET /networks/{id}</c>.</param>
public sealed record DefinitionNetwork(string Name, JsonObject Inspect);

/// <summary>A volume of an app.</summary>
public sealed record DefinitionVolume
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Driver.</summary>
    public required string Driver { get; init; }

    /// <summary>Whether its name was made up by Docker.</summary>
    public bool Anonymous { get; init; }

    /// <summary>Folder of its content in the archive, e.g. <c>volumes/data</c>; null where it was left out.</summary>
    public string? Part { get; init; }

    /// <summary>Bytes of its files on the node's disk, as far as they were counted.</summary>
    public long? Size { get; init; }

    /// <summary>The whole answer of <c>GET /volumes/{name}</c>.</summary>
    public required JsonObject Inspect { get; init; }
}

/// <summary>A path of the node that containers of an app mount.</summary>
public sealed record DefinitionBind
{
    /// <summary>Absolute path on the node.</summary>
    public required string Path { get; init; }

    /// <summary>Folder of its content in the archive, e.g. <c>binds/0</c>; null where it was left out.</summary>
    public string? Part { get; init; }

    /// <summary>Where the path is a single file: its name, which is the one file in <see cref="Part"/>; null for a folder and where it was left out.</summary>
    public string? File { get; init; }

    /// <summary>Bytes of its files on the node's disk, as far as they were counted.</summary>
    public long? Size { get; init; }
}
