using Dentropy.Engine.Certificates.Issue;
using Dentropy.Engine.Certificates.Issuers;

namespace Dentropy.Engine.Certificates;

/// <summary>Names that an operator may type, from the inventory's files alone.</summary>
public static class CertificateNames
{
    /// <summary>Issuers of <c>cloud.yaml</c>.</summary>
    /// <param name="cloud">The cloud folder.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>.</exception>
    public static async Task<IReadOnlyList<string>> IssuersAsync(string cloud, CancellationToken cancellationToken) =>
        [.. (await CertificateIssuer.ReadAllAsync(cloud, cancellationToken).ConfigureAwait(false)).Select(issuer => issuer.Name)];

    /// <summary>Certificates that the inventory records.</summary>
    /// <param name="cloud">The cloud folder.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<IReadOnlyList<string>> IssuedAsync(string cloud, CancellationToken cancellationToken) =>
        [.. (await new CertificateRecords(cloud).ReadAllAsync(cancellationToken).ConfigureAwait(false)).Select(one => one.Record?.Name).OfType<string>()];
}
