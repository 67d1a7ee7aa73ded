using Dentropy.Certificates;

namespace Dentropy.Cli.Certificates;

// A certificate that was found, in JSON and YAML.
internal sealed record CertificateView(
    string Subject,
    IReadOnlyList<string> Names,
    string Issuer,
    IReadOnlyList<string> Chain,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    int DaysLeft,
    string SerialNumber,
    string Thumbprint,
    string KeyAlgorithm,
    int? KeySize,
    string SignatureAlgorithm,
    bool SelfSigned,
    bool Trusted,
    IReadOnlyList<string> Problems,
    string Source,
    string? Node,
    string? App)
{
    public static CertificateView Of(DcCertificate one) => new(
        one.Subject, one.Names, one.Issuer, one.Chain, one.NotBefore, one.NotAfter, one.DaysLeft, one.SerialNumber, one.Thumbprint, one.KeyAlgorithm, one.KeySize,
        one.SignatureAlgorithm, one.SelfSigned, one.Trusted, one.Problems, one.Source, one.Node, one.App);
}

// A certificate that the inventory records.
internal sealed record IssuedCertificateView(
    string Name,
    IReadOnlyList<string> Names,
    string Issuer,
    string Node,
    string InstallPath,
    string? ReloadCommand,
    bool Sudo,
    string KeyAlgorithm,
    string Challenge,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    DateTimeOffset RenewAfter,
    int DaysLeft,
    string? SerialNumber,
    int Failures,
    string? LastFailure,
    string Action,
    IReadOnlyList<string> Notes)
{
    public static IssuedCertificateView Of(DcIssuedCertificate one) => new(
        one.Name, one.Names, one.Issuer, one.Node, one.InstallPath, one.ReloadCommand, one.Sudo, one.KeyAlgorithm, one.Challenge, one.NotBefore, one.NotAfter, one.RenewAfter, one.DaysLeft,
        one.SerialNumber, one.Failures, one.LastFailure, one.Action switch { DcCertificateAction.Issued => "issued", DcCertificateAction.Renewed => "renewed", _ => "none" }, one.Notes);
}
