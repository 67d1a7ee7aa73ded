namespace Dentropy.Provisioning;

/// <summary>A public key that lets somebody into a node's account.</summary>
public sealed record DcNodeKey
{
    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }

    /// <summary>The account.</summary>
    public required string User { get; init; }

    /// <summary>SHA-256 fingerprint as ssh-keygen prints it.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Key type, e.g. <c>ssh-ed25519</c>.</summary>
    public required string Type { get; init; }

    /// <summary>What stands behind the key, usually who has it.</summary>
    public string Comment { get; init; } = "";

    /// <summary>What the key is limited to, e.g. <c>from="10.0.0.0/8"</c>; empty where it is not.</summary>
    public string Options { get; init; } = "";

    /// <summary>Whether it lets nobody in itself, but everybody whose certificate it has signed.</summary>
    public bool IsAuthority { get; init; }

    /// <summary>The file on the node.</summary>
    public string? Path { get; init; }

    /// <summary>Whether a login from here, as the inventory says, works with this key.</summary>
    public bool InUse { get; init; }
}
