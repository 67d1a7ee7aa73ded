namespace Dentropy.Provisioning;

/// <summary>A host key: one by which a node's sshd proves that it is the node, or one that is still trusted for it.</summary>
public sealed record DcHostKey
{
    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }

    /// <summary>The name that <c>known_hosts</c> has the node by: its address or alias, with the port where that is not 22.</summary>
    public required string Host { get; init; }

    /// <summary>Key type, e.g. <c>ssh-ed25519</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Length in bits; 0 where the type does not say.</summary>
    public int Bits { get; init; }

    /// <summary>SHA-256 fingerprint as ssh-keygen prints it.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The private half's file on the node; null for a key that the node no longer has.</summary>
    public string? Path { get; init; }

    /// <summary>Whether the node has it. False for a key that the cloud's <c>known_hosts</c> trusts for it all the same.</summary>
    public bool OnNode { get; init; }

    /// <summary>Whether the cloud's <c>known_hosts</c> has it.</summary>
    public bool Known { get; init; }

    /// <summary>Until when the certificate that sshd shows for it is valid; null where it has none.</summary>
    public DateTimeOffset? CertifiedUntil { get; init; }

    /// <summary>The names that the certificate is for.</summary>
    public IReadOnlyList<string> CertifiedNames { get; init; } = [];
}
