using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dentropy.Certificates;

namespace Dentropy.Engine.Certificates.Inspection;

/// <summary>Turns what was read into the record that users see.</summary>
internal static class CertificateFacts
{
    /// <summary>The record of the first certificate.</summary>
    /// <param name="certificates">The certificate, and what came with it.</param>
    /// <param name="roots">Authorities to trust beside those of the machine.</param>
    /// <param name="name">Name that it was asked for; null for any.</param>
    /// <param name="source">Where it was found.</param>
    /// <param name="now">The time.</param>
    public static DcCertificate Of(X509Certificate2Collection certificates, X509Certificate2Collection roots, string? name, string source, DateTimeOffset now)
    {
        var leaf = certificates[0];
        var trust = CertificateTrust.Judge(leaf, [.. certificates.Skip(1)], roots, name, now);
        var (algorithm, size) = KeyOf(leaf);
        return new DcCertificate
        {
            Subject = leaf.Subject,
            Names = NamesOf(leaf),
            Issuer = leaf.Issuer,
            Chain = trust.Chain,
            NotBefore = Begin(leaf),
            NotAfter = End(leaf),
            DaysLeft = DaysLeft(End(leaf), now),
            SerialNumber = SerialOf(leaf),
            Thumbprint = leaf.GetCertHashString(HashAlgorithmName.SHA256),
            KeyAlgorithm = algorithm,
            KeySize = size,
            SignatureAlgorithm = leaf.SignatureAlgorithm.FriendlyName ?? leaf.SignatureAlgorithm.Value ?? "",
            SelfSigned = IsSelfSigned(leaf),
            Trusted = trust.Problems.Count == 0,
            Problems = trust.Problems,
            Source = source,
        };
    }

    /// <summary>The serial number as other tools show it: without the zero byte that only says that the number is positive.</summary>
    public static string SerialOf(X509Certificate2 certificate) =>
        certificate.SerialNumber is { Length: > 2 } serial && serial.StartsWith("00", StringComparison.Ordinal) ? serial[2..] : certificate.SerialNumber;

    /// <summary>When a certificate begins to be valid; .NET has it in local time.</summary>
    public static DateTimeOffset Begin(X509Certificate2 certificate) => new DateTimeOffset(certificate.NotBefore).ToUniversalTime();

    /// <summary>When it ends.</summary>
    public static DateTimeOffset End(X509Certificate2 certificate) => new DateTimeOffset(certificate.NotAfter).ToUniversalTime();

    /// <summary>Whole days until a time; below zero as soon as it has passed.</summary>
    public static int DaysLeft(DateTimeOffset end, DateTimeOffset now) => (int)Math.Floor((end - now).TotalDays);

    /// <summary>DNS names and addresses of the subject alternative names (RFC 5280, 4.2.1.6).</summary>
    public static IReadOnlyList<string> NamesOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().ToList();
        return [.. names.SelectMany(one => one.EnumerateDnsNames()), .. names.SelectMany(one => one.EnumerateIPAddresses()).Select(address => address.ToString())];
    }

    public static bool IsSelfSigned(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    private static (string Algorithm, int? Size) KeyOf(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        using var ecdsa = rsa is null ? certificate.GetECDsaPublicKey() : null;
        return rsa is not null ? ("RSA", rsa.KeySize)
            : ecdsa is not null ? ("ECDSA", ecdsa.KeySize)
            : (certificate.PublicKey.Oid.FriendlyName ?? certificate.PublicKey.Oid.Value ?? "", null);
    }
}
