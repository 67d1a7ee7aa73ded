using System.Text.Json.Nodes;
using Dentropy.Backups;
using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Backups.Restore;

/// <summary>Everything that a restore would do, worked out before anything is changed.</summary>
public sealed record RestorePlan
{
    /// <summary>Name of the app as it will be.</summary>
    public required string App { get; init; }

    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>Backup that it comes from, or <c>node:app</c>.</summary>
    public required string Source { get; init; }

    /// <summary>What would be done, in order.</summary>
    public IReadOnlyList<DcRestoreStep> Steps { get; init; } = [];

    /// <summary>What keeps it from being done; empty where nothing does.</summary>
    public IReadOnlyList<RestoreProblem> Problems { get; init; } = [];

    /// <summary>What is worth knowing before it is done, in sentences: above all what gives the app power over the node.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Host names that will lead to the app.</summary>
    public IReadOnlyList<string> Hostnames { get; init; } = [];

    /// <summary>The answers that it was made from.</summary>
    public RestoreSettings Settings { get; init; } = new();

    internal IReadOnlyList<PlannedImage> Images { get; init; } = [];

    internal IReadOnlyList<PlannedNetwork> Networks { get; init; } = [];

    internal IReadOnlyList<PlannedVolume> Volumes { get; init; } = [];

    internal IReadOnlyList<PlannedContainer> Containers { get; init; } = [];

    /// <summary>Throws where something is in the way.</summary>
    /// <exception cref="RestoreRefusedException">There are problems.</exception>
    public void ThrowIfRefused()
    {
        if (Problems.Count > 0)
            throw new RestoreRefusedException(App, Node, Problems);
    }
}

internal enum ImageWay
{
    Present,
    Load,
    Pull,
}

/// <param name="Source">The image as it was.</param>
/// <param name="Way">Where it comes from.</param>
/// <param name="Use">How containers name it.</param>
/// <param name="Tag">Tag to give it once it is there; null for none.</param>
internal sealed record PlannedImage(SourceImage Source, ImageWay Way, string Use, string? Tag)
{
    /// <summary>What the registry is asked for.</summary>
    public string Pull => Source.RepoDigests.Count > 0 ? Source.RepoDigests[0] : Source.Reference;
}

/// <param name="Source">The network as it was.</param>
/// <param name="Name">Its name on the node.</param>
/// <param name="Body">What the Engine API's create takes; null where it is there already and is used.</param>
internal sealed record PlannedNetwork(SourceNetwork Source, string Name, JsonObject? Body);

internal sealed record PlannedVolume
{
    public required SourceVolume Source { get; init; }

    /// <summary>Name of the volume, or path on the node.</summary>
    public required string Target { get; init; }

    public required bool IsBind { get; init; }

    public string? Driver { get; init; }

    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether it is made; otherwise what is there is used.</summary>
    public bool Create { get; init; }

    /// <summary>Whether the backup's content goes into it.</summary>
    public bool Fill { get; init; }

    /// <summary>Path on the node that has to be there and empty: the target itself, or where a local volume is bound to.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether that folder is missing and is made.</summary>
    public bool MakeFolder { get; init; }

    /// <summary>Whether its content lies where Docker's removal of the volume does not reach: another machine's disk, or a driver's.</summary>
    public bool IsElsewhere => !IsBind && (Options.Count > 0 || Driver is not (null or "local"));
}

internal sealed record PlannedContainer
{
    public required SourceContainer Source { get; init; }

    public required string Name { get; init; }

    public required ContainerBlueprint Blueprint { get; init; }

    public required bool Start { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }
}
