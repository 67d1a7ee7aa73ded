using System.Collections.ObjectModel;

namespace Dentropy.Engine.Docker;

/// <summary>A volume to make.</summary>
public sealed record VolumeSpec
{
    /// <summary>Name; null for one that the engine makes up.</summary>
    public string? Name { get; init; }

    /// <summary>Driver.</summary>
    public string Driver { get; init; } = "local";

    /// <summary>The driver's options.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}
