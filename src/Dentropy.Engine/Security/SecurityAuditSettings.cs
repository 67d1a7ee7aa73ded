using Dentropy.Security;

namespace Dentropy.Engine.Security;

/// <summary>What an audit looks for, and how.</summary>
public sealed record SecurityAuditSettings
{
    /// <summary>Names of checks and wildcards; empty for all.</summary>
    public IReadOnlyList<string> Checks { get; init; } = [];

    /// <summary>What is less bad is left out.</summary>
    public DcSecuritySeverity MinimumSeverity { get; init; } = DcSecuritySeverity.Information;

    /// <summary>How many nodes are looked at at the same time, at least 1.</summary>
    public int ThrottleLimit { get; init; } = 32;

    /// <summary>Time for one node, connecting included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Lists of packages that are older say nothing.</summary>
    public TimeSpan ListAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>A certificate that ends within this time is told.</summary>
    public TimeSpan CertificateTime { get; init; } = TimeSpan.FromDays(21);
}
