namespace Dentropy.Provisioning;

/// <summary>A profile: what a node is to have.</summary>
public sealed record DcProfile
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for, in its own words; null where it does not say.</summary>
    public string? Description { get; init; }

    /// <summary>Profiles whose steps it takes over, in their order.</summary>
    public IReadOnlyList<string> Extends { get; init; } = [];

    /// <summary>Its steps with those that it takes over, as kind and name, in the order in which they are applied.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>Whether it came with Dentropy and no file of the cloud replaces it.</summary>
    public bool BuiltIn { get; init; }

    /// <summary>Its file; null for one that came with Dentropy.</summary>
    public string? Path { get; init; }

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }

    /// <summary>Why it cannot be used; null where it can.</summary>
    public DentropyException? Failure { get; init; }

    /// <summary>The profile's name, so that a profile can stand where a name is asked for.</summary>
    public override string ToString() => Name;
}
