using Dentropy.Engine.Secrets;

namespace Dentropy.Engine.Cluster.Serf.Keys;

/// <summary>How the key of a cluster is changed.</summary>
public sealed record SerfKeySettings
{
    /// <summary>Where the new key is: 16, 24 or 32 bytes in Base64.</summary>
    public required SecretReference NewKey { get; init; }

    /// <summary>Folder that a relative path of it starts at; the inventory's where it is null.</summary>
    public string? KeyFolder { get; init; }

    /// <summary>Whether the keys from before stay, so that a member that was away can come back.</summary>
    public bool KeepOld { get; init; }

    /// <summary>Members and nodes that may be missing. Without it a missing one stops everything, because it would be locked out.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>Nodes whose agents may be asked; those of <c>cloud.yaml</c>, else any, where it is empty.</summary>
    public IReadOnlyList<string> Via { get; init; } = [];

    /// <summary>How long each step may take until all members have done it.</summary>
    public TimeSpan StepLimit { get; init; } = TimeSpan.FromSeconds(45);
}
