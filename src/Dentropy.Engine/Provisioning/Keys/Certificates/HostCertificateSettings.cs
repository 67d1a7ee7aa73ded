namespace Dentropy.Engine.Provisioning.Keys.Certificates;

/// <summary>Certificates by which hosts prove who they are.</summary>
public sealed record HostCertificateSettings
{
    /// <summary>Absolute path of the authority's key, either half.</summary>
    public required string CaKey { get; init; }

    /// <summary>Names beside the node's own name and address.</summary>
    public IReadOnlyList<string> Principals { get; init; } = [];

    /// <summary>How long they are valid, e.g. <c>90d</c>.</summary>
    public string ValidFor { get; init; } = "90d";

    /// <summary>Nodes at a time, at least 1.</summary>
    public int ThrottleLimit { get; init; } = 16;

    /// <summary>After how long a node takes a certificate back that nobody proved.</summary>
    public TimeSpan ProofTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
