namespace Dentropy.Security;

/// <summary>Something about a node that an attacker could use, or that could not be looked at.</summary>
public sealed record DcSecurityFinding
{
    /// <summary>How bad it is.</summary>
    public required DcSecuritySeverity Severity { get; init; }

    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }

    /// <summary>Stable name of the check, e.g. <c>ssh-password-login</c>.</summary>
    public required string Check { get; init; }

    /// <summary>Whether this only says that the check could not be made; then nothing is known either way.</summary>
    public bool NotChecked { get; init; }

    /// <summary>What was seen, on one line. Never a secret, and nothing that a terminal would act on.</summary>
    public required string Evidence { get; init; }

    /// <summary>What it means, in words.</summary>
    public required string Meaning { get; init; }

    /// <summary>The command that mends it, ready to be pasted into PowerShell; null where there is none.</summary>
    public string? Remedy { get; init; }
}
