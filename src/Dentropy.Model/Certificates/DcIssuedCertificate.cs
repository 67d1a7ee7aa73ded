namespace Dentropy.Certificates;

/// <summary>What was done about a certificate of the inventory.</summary>
public enum DcCertificateAction
{
    /// <summary>Nothing: it was only looked up, or has time left.</summary>
    None,

    /// <summary>It was issued and installed for the first time.</summary>
    Issued,

    /// <summary>It was issued anew and installed.</summary>
    Renewed,
}

/// <summary>A certificate that Dentropy had issued and keeps renewing, as the inventory records it. It holds no secrets.</summary>
public sealed record DcIssuedCertificate
{
    /// <summary>Its first name, which it is known by.</summary>
    public required string Name { get; init; }

    /// <summary>Every name that it is for, the first one included.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Name of the issuer in <c>cloud.yaml</c>.</summary>
    public required string Issuer { get; init; }

    /// <summary>Name of the node that it is installed on.</summary>
    public required string Node { get; init; }

    /// <summary>Folder on the node; the files are in a folder below it that has the certificate's name.</summary>
    public required string InstallPath { get; init; }

    /// <summary>Command that makes services on the node take a new one; null for none.</summary>
    public string? ReloadCommand { get; init; }

    /// <summary>Whether the files are written and the command is run as root.</summary>
    public bool Sudo { get; init; }

    /// <summary>Kind of key, <c>ecdsa-p256</c> or <c>ecdsa-p384</c>.</summary>
    public required string KeyAlgorithm { get; init; }

    /// <summary>How the names are proved: <c>dns-01</c> or <c>http-01</c>.</summary>
    public required string Challenge { get; init; }

    /// <summary>Folder on the node that its web server serves, for http-01; null where it is not used.</summary>
    public string? WebRoot { get; init; }

    /// <summary>Port of this machine that answers for http-01 during an order; null where it is not used.</summary>
    public int? StandalonePort { get; init; }

    /// <summary>When the one in place begins to be valid.</summary>
    public DateTimeOffset NotBefore { get; init; }

    /// <summary>When the one in place ends.</summary>
    public DateTimeOffset NotAfter { get; init; }

    /// <summary>When it is due to be renewed: a third of its lifetime before it ends.</summary>
    public DateTimeOffset RenewAfter { get; init; }

    /// <summary>Whole days until the one in place ends.</summary>
    public int DaysLeft { get; init; }

    /// <summary>Serial number of the one in place, in hexadecimal.</summary>
    public string? SerialNumber { get; init; }

    /// <summary>How many renewals have failed in a row.</summary>
    public int Failures { get; init; }

    /// <summary>What the last failure was; null where the last renewal went well.</summary>
    public string? LastFailure { get; init; }

    /// <summary>What was done now.</summary>
    public DcCertificateAction Action { get; init; }

    /// <summary>What is worth knowing beside that, each in a sentence, e.g. clocks that differ.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }

    /// <summary>Its name.</summary>
    public override string ToString() => Name;
}
