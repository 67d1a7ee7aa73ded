using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Dentropy.Engine.Certificates.Acme;
using Dentropy.Engine.Certificates.Inspection;
using Dentropy.Engine.Certificates.Issuers;

namespace Dentropy.Engine.Certificates.Issue;

/// <summary>A certificate's new key. It is in this process's memory only, until it is installed.</summary>
internal sealed class KeyMaterial(string algorithm) : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(CertificateSettings.Curve(algorithm));

    /// <summary>The request for a certificate (RFC 2986) with the names in it (RFC 8555, 7.4), in DER.</summary>
    public byte[] Request(IReadOnlyList<string> names)
    {
        var hash = _key.KeySize > 256 ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256;
        // No common name: it is limited to 64 characters, and no authority needs it beside the alternative names.
        var request = new CertificateRequest(new X500DistinguishedName([0x30, 0x00]), _key, hash);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
                alternatives.AddIpAddress(address);
            else
                alternatives.AddDnsName(name);
        }

        request.CertificateExtensions.Add(alternatives.Build());
        return request.CreateSigningRequest();
    }

    /// <summary>Puts the files together, after a look at whether the certificate is the one that was asked for.</summary>
    /// <param name="chain">What the authority sent, in PEM.</param>
    /// <param name="names">Names that were asked for.</param>
    /// <param name="issuer">The authority, for messages.</param>
    /// <exception cref="DentropyException"><c>CertificateAuthorityBroken</c>.</exception>
    public InstallFiles Files(string chain, IReadOnlyList<string> names, CertificateIssuer issuer)
    {
        var all = Read(chain, issuer);
        try
        {
            var leaf = all[0];
            using var given = leaf.GetECDsaPublicKey();
            if (given is null || !given.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(_key.ExportSubjectPublicKeyInfo()))
                throw AcmeErrors.BadAnswer(issuer, "the certificate that it sent is for another key");
            if (names.FirstOrDefault(name => !CertificateTrust.Matches(leaf, name)) is { } missing)
                throw AcmeErrors.BadAnswer(issuer, $"the certificate that it sent is not for {missing}");
            var certificate = leaf.ExportCertificatePem() + "\n";
            var above = string.Concat(all.Skip(1).Select(one => one.ExportCertificatePem() + "\n"));
            return new InstallFiles(
                Encoding.ASCII.GetBytes(_key.ExportPkcs8PrivateKeyPem() + "\n"),
                Encoding.ASCII.GetBytes(certificate),
                Encoding.ASCII.GetBytes(above),
                Encoding.ASCII.GetBytes(certificate + above),
                CertificateFacts.SerialOf(leaf),
                CertificateFacts.Begin(leaf),
                CertificateFacts.End(leaf));
        }
        finally
        {
            foreach (var one in all)
                one.Dispose();
        }
    }

    public void Dispose() => _key.Dispose();

    private static X509Certificate2Collection Read(string chain, CertificateIssuer issuer)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(chain);
        }
        catch (CryptographicException)
        {
            // Told below.
        }

        return all.Count > 0 ? all : throw AcmeErrors.BadAnswer(issuer, "what it sent as the certificate is none");
    }
}

/// <summary>What is installed.</summary>
/// <param name="PrivateKey">The key, in PEM.</param>
/// <param name="Certificate">The certificate.</param>
/// <param name="Chain">The certificates above it.</param>
/// <param name="FullChain">Both.</param>
/// <param name="SerialNumber">Its serial number in hexadecimal.</param>
/// <param name="NotBefore">When it begins to be valid.</param>
/// <param name="NotAfter">When it ends.</param>
internal sealed record InstallFiles(byte[] PrivateKey, byte[] Certificate, byte[] Chain, byte[] FullChain, string SerialNumber, DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    // A record would print what it holds; the key must never be shown.
    public override string ToString() => SerialNumber;
}
