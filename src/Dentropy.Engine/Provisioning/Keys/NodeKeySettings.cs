namespace Dentropy.Engine.Provisioning.Keys;

/// <summary>How a key is changed.</summary>
public sealed record NodeKeySettings
{
    /// <summary>Absolute path of the new key, either half.</summary>
    public required string NewKey { get; init; }

    /// <summary>Whether the key that one comes with until now is taken away, once the new one is proved.</summary>
    public bool RevokeOld { get; init; }

    /// <summary>Nodes at a time, at least 1.</summary>
    public int ThrottleLimit { get; init; } = 16;
}
