using System.Collections.ObjectModel;

namespace Dentropy.Engine.Backups.Definition;

/// <summary>
/// An app in words that no one runtime owns: <c>app.json</c> of a backup, beside Docker's own definition, so that it can be brought back
/// into another. Environments are in it: it is never shown.
/// </summary>
public sealed record NeutralDefinition
{
    /// <summary>Name of the member.</summary>
    public const string Member = "app.json";

    /// <summary>Form of this document.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Name of the app.</summary>
    public required string App { get; init; }

    /// <summary>Its services, in the order in which they start.</summary>
    public required IReadOnlyList<NeutralService> Services { get; init; }

    /// <summary>Its storage.</summary>
    public required IReadOnlyList<NeutralVolume> Volumes { get; init; }

    /// <summary>The document.</summary>
    public byte[] ToBytes() => DefinitionJson.Bytes(this);
}

/// <summary>A service.</summary>
public sealed record NeutralService
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Image.</summary>
    public required string Image { get; init; }

    /// <summary>What a registry knows the image by; null for one that was built on the node.</summary>
    public string? Digest { get; init; }

    /// <summary>How many of it run.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Services that start before it.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>Program that is started; empty for the image's own.</summary>
    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    /// <summary>Its arguments; empty for the image's own.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Account; null for the image's own.</summary>
    public string? User { get; init; }

    /// <summary>Environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Ports that it offers.</summary>
    public IReadOnlyList<NeutralPort> Ports { get; init; } = [];

    /// <summary>What it mounts.</summary>
    public IReadOnlyList<NeutralMount> Mounts { get; init; } = [];

    /// <summary>Its health check; null without one.</summary>
    public NeutralHealth? Health { get; init; }

    /// <summary>Host names that routes lead to it.</summary>
    public IReadOnlyList<string> Hostnames { get; init; } = [];

    /// <summary><c>never</c>, <c>on-failure</c> or <c>always</c>.</summary>
    public string Restart { get; init; } = "never";

    /// <summary>Most bytes of memory; null without a limit.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Most processors; null without a limit.</summary>
    public double? ProcessorLimit { get; init; }
}

/// <summary>A port of a service.</summary>
/// <param name="Port">Port inside.</param>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</param>
/// <param name="PublishedPort">Port outside; null where it is for other services only.</param>
public sealed record NeutralPort(int Port, string Protocol, int? PublishedPort);

/// <summary>What a service mounts.</summary>
/// <param name="Volume">Name of one of the app's storages.</param>
/// <param name="Path">Where it sees it.</param>
/// <param name="ReadOnly">Whether it may only read.</param>
public sealed record NeutralMount(string Volume, string Path, bool ReadOnly);

/// <summary>Storage of an app.</summary>
/// <param name="Name">Name of the volume, or path on the node.</param>
/// <param name="Part">Folder of its content in the archive; null where it was left out.</param>
/// <param name="Size">Bytes of its files, as far as they were counted.</param>
public sealed record NeutralVolume(string Name, string? Part, long? Size);

/// <summary>A health check.</summary>
/// <param name="Command">The command; the first word is <c>CMD</c> for a program and <c>CMD-SHELL</c> for the image's shell.</param>
/// <param name="IntervalSeconds">Time between two checks; null for the runtime's own.</param>
/// <param name="TimeoutSeconds">Time for one; null for the runtime's own.</param>
/// <param name="Retries">Failures until it counts as unhealthy; null for the runtime's own.</param>
/// <param name="StartSeconds">Time after the start in which failures do not count; null for none.</param>
public sealed record NeutralHealth(IReadOnlyList<string> Command, double? IntervalSeconds, double? TimeoutSeconds, int? Retries, double? StartSeconds);
