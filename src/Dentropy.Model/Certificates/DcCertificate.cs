namespace Dentropy.Certificates;

/// <summary>A certificate as it was found in a file or at an endpoint.</summary>
public sealed record DcCertificate
{
    /// <summary>Subject, e.g. <c>CN=cloud.example.org</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>Names that it is for: the DNS names and IP addresses of its subject alternative names, as they are written there.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Subject of the authority that signed it.</summary>
    public required string Issuer { get; init; }

    /// <summary>Subjects of the chain, from the certificate itself to the last one that is known.</summary>
    public IReadOnlyList<string> Chain { get; init; } = [];

    /// <summary>When it begins to be valid.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>Whole days until it ends, counted when it was looked at; negative where it has ended.</summary>
    public required int DaysLeft { get; init; }

    /// <summary>Serial number in hexadecimal.</summary>
    public required string SerialNumber { get; init; }

    /// <summary>SHA-256 of the certificate in hexadecimal.</summary>
    public required string Thumbprint { get; init; }

    /// <summary>Kind of key: <c>ECDSA</c>, <c>RSA</c>, or the algorithm's own name.</summary>
    public required string KeyAlgorithm { get; init; }

    /// <summary>Bits of the key; null where they are not known.</summary>
    public int? KeySize { get; init; }

    /// <summary>What it is signed with, e.g. <c>sha256ECDSA</c>.</summary>
    public required string SignatureAlgorithm { get; init; }

    /// <summary>Whether it is signed with its own key.</summary>
    public bool SelfSigned { get; init; }

    /// <summary>Whether this machine, with the authorities that <c>cloud.yaml</c> names, trusts it for the name that it was asked for.</summary>
    public bool Trusted { get; init; }

    /// <summary>Why it is not trusted, each in words; none where it is.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Where it was found: a path, <c>node:path</c>, or <c>https://host:port</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Name of the node that it was found on; null where no node was asked.</summary>
    public string? Node { get; init; }

    /// <summary>Name of the app that serves it; null where no app was asked.</summary>
    public string? App { get; init; }

    /// <summary>Folder of the inventory that was used.</summary>
    public string? Cloud { get; init; }

    /// <summary>Subject and last day, e.g. <c>CN=cloud.example.org until 2027-01-31</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Subject} until {NotAfter.UtcDateTime:yyyy-MM-dd}");
}
