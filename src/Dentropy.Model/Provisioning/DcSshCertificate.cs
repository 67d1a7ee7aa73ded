namespace Dentropy.Provisioning;

/// <summary>What an SSH certificate is for.</summary>
public enum DcSshCertificateKind
{
    /// <summary>It lets somebody into accounts.</summary>
    User,

    /// <summary>By it a host proves who it is.</summary>
    Host,
}

/// <summary>An SSH certificate that was issued for this cloud. It holds no secret.</summary>
public sealed record DcSshCertificate
{
    /// <summary>What it is for.</summary>
    public required DcSshCertificateKind Kind { get; init; }

    /// <summary>Its number; no other certificate of this cloud has it.</summary>
    public required ulong Serial { get; init; }

    /// <summary>Who or what it is for, in words; sshd writes it into its log at each login.</summary>
    public required string Identity { get; init; }

    /// <summary>Accounts that it lets into, or names of the host.</summary>
    public IReadOnlyList<string> Principals { get; init; } = [];

    /// <summary>From when it is valid; some minutes before it was issued, since clocks differ.</summary>
    public required DateTimeOffset ValidFrom { get; init; }

    /// <summary>Until when it is valid.</summary>
    public required DateTimeOffset ValidUntil { get; init; }

    /// <summary>SHA-256 fingerprint of the certified key.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>SHA-256 fingerprint of the authority's key.</summary>
    public required string CaFingerprint { get; init; }

    /// <summary>Networks that a login has to come from; any where there are none.</summary>
    public IReadOnlyList<string> SourceAddress { get; init; } = [];

    /// <summary>The only command that a login runs; null for any.</summary>
    public string? ForceCommand { get; init; }

    /// <summary>The host's node; null for a user's certificate.</summary>
    public string? Node { get; init; }

    /// <summary>The file that it was written to, here or on the node.</summary>
    public string? Path { get; init; }

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }
}
