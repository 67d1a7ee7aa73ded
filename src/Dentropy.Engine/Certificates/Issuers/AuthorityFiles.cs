using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dentropy.Engine.Http;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Certificates.Issuers;

/// <summary>The operator's own authorities: those whose certificates an issuer names with <c>caFile</c>.</summary>
internal static class AuthorityFiles
{
    /// <summary>Their certificates. The caller disposes them.</summary>
    /// <exception cref="DentropyException"><c>CaFileUnreadable</c>, <c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>.</exception>
    public static async Task<X509Certificate2Collection> ReadAsync(string cloud, CancellationToken cancellationToken)
    {
        var roots = new X509Certificate2Collection();
        foreach (var file in (await CertificateIssuer.ReadAllAsync(cloud, cancellationToken).ConfigureAwait(false)).Select(issuer => issuer.CaFile).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            try
            {
                roots.ImportFromPem(await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception e) when (e is CryptographicException || InventoryErrors.IsFileFailure(e))
            {
                throw ApiErrors.CaFileUnreadable(file, e.Message, e);
            }
        }

        return roots;
    }
}
