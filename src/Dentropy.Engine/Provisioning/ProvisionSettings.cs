namespace Dentropy.Engine.Provisioning;

/// <summary>How nodes are set up.</summary>
public sealed record ProvisionSettings
{
    /// <summary>Nodes at a time, at least 1.</summary>
    public int ThrottleLimit { get; init; } = 32;

    /// <summary>How long a node waits for somebody else who works on its packages.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>After how long a node takes sshd's new settings back that no fresh login has proved.</summary>
    public TimeSpan ProofTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
