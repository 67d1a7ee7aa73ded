using System.Security.Cryptography;

namespace Dentropy.Engine.Certificates.Issue;

/// <summary>What certificate is wanted, and where it goes.</summary>
public sealed record CertificateSettings
{
    /// <summary>Keys that can be asked for.</summary>
    public static IReadOnlyList<string> KeyAlgorithms { get; } = ["ecdsa-p256", "ecdsa-p384"];

    /// <summary>Names that it is for, the one it is known by first: DNS names, with <c>*.</c> for all below, or IP addresses.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Name of the issuer in <c>cloud.yaml</c>.</summary>
    public required string Issuer { get; init; }

    /// <summary>Name of the node that it is installed on; <c>localhost</c> for this machine.</summary>
    public required string Node { get; init; }

    /// <summary>Folder on the node, an absolute path. The files are in a folder below it that has the certificate's name.</summary>
    public required string InstallPath { get; init; }

    /// <summary>Command that makes services take it; null for none.</summary>
    public string? ReloadCommand { get; init; }

    /// <summary>Whether root writes the files and runs the command.</summary>
    public bool Sudo { get; init; }

    /// <summary>One of <see cref="KeyAlgorithms"/>; null for the first.</summary>
    public string? KeyAlgorithm { get; init; }

    /// <summary>Folder on the node that its web server serves, to prove the names by http-01; null where it is not used.</summary>
    public string? WebRoot { get; init; }

    /// <summary>Port of this machine that answers for http-01 during the order; null where it is not used.</summary>
    public int? StandalonePort { get; init; }

    internal static ECCurve Curve(string algorithm) => algorithm == KeyAlgorithms[1] ? ECCurve.NamedCurves.nistP384 : ECCurve.NamedCurves.nistP256;
}
