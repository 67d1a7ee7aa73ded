using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Dentropy.Engine.Certificates.Inspection;

/// <summary>Reads certificates from the bytes of a file: PEM with any number of them, DER, and PKCS #12 without a password.</summary>
internal static class CertificateReader
{
    private const string PemStart = "-----BEGIN ";

    /// <summary>The certificates, in the file's order; those of a PKCS #12 file with the leaf first. The caller disposes them.</summary>
    /// <param name="content">The file's content.</param>
    /// <param name="path">What errors name.</param>
    /// <exception cref="DentropyException"><c>CertificateUnreadable</c>.</exception>
    public static X509Certificate2Collection Read(byte[] content, string path)
    {
        try
        {
            if (content.Length == 0)
                throw CertificateErrors.Unreadable(path, "it is empty");
            var found = new X509Certificate2Collection();
            if (content.AsSpan().IndexOf(Encoding.ASCII.GetBytes(PemStart)) >= 0)
            {
                found.ImportFromPem(Encoding.Latin1.GetString(content));
                return found.Count > 0 ? found : throw CertificateErrors.Unreadable(path, "it is PEM with no certificate in it");
            }

            switch (X509Certificate2.GetCertContentType(content))
            {
                case X509ContentType.Cert:
                    found.Add(X509CertificateLoader.LoadCertificate(content));
                    break;
                case X509ContentType.Pkcs12:
                    found = LeafFirst(X509CertificateLoader.LoadPkcs12Collection(content, password: null, X509KeyStorageFlags.EphemeralKeySet));
                    break;
                default:
                    throw CertificateErrors.Unreadable(path, "it is neither PEM nor DER nor PKCS #12");
            }

            return found.Count > 0 ? found : throw CertificateErrors.Unreadable(path, "it is empty");
        }
        catch (CryptographicException e)
        {
            throw CertificateErrors.Unreadable(path, e.Message, e);
        }
    }

    // A leaf is what nothing else in there was signed by.
    private static X509Certificate2Collection LeafFirst(X509Certificate2Collection all) =>
        [.. all.OrderBy(one => all.Any(other => !ReferenceEquals(one, other) && other.IssuerName.RawData.AsSpan().SequenceEqual(one.SubjectName.RawData)) ? 1 : 0)];
}
