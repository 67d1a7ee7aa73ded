using System.Runtime.CompilerServices;
using Dentropy.Certificates;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Certificates.Issue;

/// <summary>What came of one certificate.</summary>
/// <param name="Record">The certificate as it is recorded now; null where its record cannot be read.</param>
/// <param name="Failure">Why it was not renewed; null where it was, or has time left.</param>
public sealed record CertificateRenewalOutcome(DcIssuedCertificate? Record, DentropyException? Failure);

/// <summary>Renews certificates of the inventory before they end. One that cannot be renewed stays in place, and how often that failed is counted.</summary>
/// <param name="store">The inventory.</param>
/// <param name="issuing">Has certificates issued.</param>
public sealed class CertificateRenewal(INodeStore store, CertificateIssuing issuing)
{
    // A message of the record, which lives in git: enough to know what it was.
    private const int LongestFailure = 500;

    private CertificateRecords Records => new(store.Location, issuing.Clock);

    /// <summary>The certificates that are meant, in the order of their names.</summary>
    /// <param name="names">Their names; none for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>An outcome for each, with a failure where its record cannot be read or a name has none.</returns>
    public async Task<IReadOnlyList<CertificateRenewalOutcome>> SelectAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(names);
        var all = await Records.ReadAllAsync(cancellationToken).ConfigureAwait(false);
        if (names.Count == 0)
            return [.. all.Select(one => new CertificateRenewalOutcome(one.Record, one.Failure))];
        var known = all.Select(one => one.Record).OfType<DcIssuedCertificate>().ToList();
        return [.. names.Distinct(StringComparer.OrdinalIgnoreCase).Select(name => known.Find(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase)) is { } found
            ? new CertificateRenewalOutcome(found, null)
            : new CertificateRenewalOutcome(null, all.Select(one => one.Failure).FirstOrDefault(failure => Path.GetFileName(failure?.Target) == InstallPaths.FileName(name) + ".yaml")
                ?? CertificateErrors.NotRecorded(name, NearNames.Find(name, known.Select(one => one.Name)))))];
    }

    /// <summary>Whether less than a third of its lifetime is left.</summary>
    /// <param name="record">The certificate.</param>
    public bool IsDue(DcIssuedCertificate record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return issuing.Clock.GetUtcNow() >= record.RenewAfter;
    }

    /// <summary>Renews certificates, one after the other.</summary>
    /// <param name="records">The certificates.</param>
    /// <param name="cancellationToken">Ends it; the one that is being worked on stays as it was.</param>
    /// <returns>An outcome for each as soon as it is known; <c>CertificateRenewalFailed</c> where it failed.</returns>
    public async IAsyncEnumerable<CertificateRenewalOutcome> RenewAsync(IReadOnlyList<DcIssuedCertificate> records, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        foreach (var record in records)
            yield return await RenewAsync(record, cancellationToken).ConfigureAwait(false);
    }

    private async Task<CertificateRenewalOutcome> RenewAsync(DcIssuedCertificate record, CancellationToken cancellationToken)
    {
        try
        {
            return new CertificateRenewalOutcome(await issuing.IssueAsync(Settings(record), cancellationToken).ConfigureAwait(false), null);
        }
        catch (DentropyException e)
        {
            var said = e.Message.Length > LongestFailure ? e.Message[..LongestFailure] + "..." : e.Message;
            var failed = Records.Dated(record) with { Failures = record.Failures + 1, LastFailure = said, Action = DcCertificateAction.None };
            var failure = CertificateErrors.RenewalFailed(record.Name, record.Node, failed.Failures, failed.DaysLeft, e);
            try
            {
                await Records.SaveAsync(failed, CancellationToken.None).ConfigureAwait(false);
            }
            catch (DentropyException)
            {
                // The renewal's failure is the one that somebody has to hear of.
            }

            return new CertificateRenewalOutcome(failed, failure);
        }
    }

    private static CertificateSettings Settings(DcIssuedCertificate record) => new()
    {
        Names = record.Names,
        Issuer = record.Issuer,
        Node = record.Node,
        InstallPath = record.InstallPath,
        ReloadCommand = record.ReloadCommand,
        Sudo = record.Sudo,
        KeyAlgorithm = record.KeyAlgorithm,
        WebRoot = record.WebRoot,
        StandalonePort = record.StandalonePort,
    };
}
