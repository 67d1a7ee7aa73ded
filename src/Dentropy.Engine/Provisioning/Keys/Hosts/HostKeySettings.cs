namespace Dentropy.Engine.Provisioning.Keys.Hosts;

/// <summary>How host keys are brought into agreement.</summary>
public sealed record HostKeySettings
{
    /// <summary>Whether <c>known_hosts</c> loses the keys of a node that it does not have any longer.</summary>
    public bool RemoveOld { get; init; }

    /// <summary>Whether nodes make new host keys.</summary>
    public bool New { get; init; }

    /// <summary>Nodes at a time, at least 1.</summary>
    public int ThrottleLimit { get; init; } = 16;

    /// <summary>After how long a node puts its old keys back where nobody proved the new ones.</summary>
    public TimeSpan ProofTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
