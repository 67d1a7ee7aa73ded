using System.Globalization;
using System.Text;
using Dentropy.Certificates;
using Dentropy.Engine.Certificates.Inspection;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Certificates.Issue;

/// <summary>
/// What was issued, as files <c>certificates/NAME.yaml</c> of the inventory: what a renewal needs, and no secrets. A file is written whole or not at all.
/// </summary>
/// <param name="cloud">The cloud folder.</param>
/// <param name="clock">The clock that days are counted by.</param>
public sealed class CertificateRecords(string cloud, TimeProvider? clock = null)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    private string Folder => Path.Join(cloud, "certificates");

    /// <summary>Reads all of them, sorted by name. Each that cannot be read is a failure of its own.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<(DcIssuedCertificate? Record, DentropyException? Failure)>> ReadAllAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Folder))
            return [];
        var all = new List<(DcIssuedCertificate?, DentropyException?)>();
        foreach (var path in Directory.EnumerateFiles(Folder, "*.yaml").Where(path => !Path.GetFileName(path).StartsWith('.')).Order(StringComparer.Ordinal))
        {
            try
            {
                all.Add((await ReadAsync(path, cancellationToken).ConfigureAwait(false), null));
            }
            catch (DentropyException e)
            {
                all.Add((null, e));
            }
        }

        return all;
    }

    /// <summary>The record of a name; null where there is none.</summary>
    /// <param name="name">The certificate's name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DentropyException"><c>CertificateFileInvalid</c>.</exception>
    public async Task<DcIssuedCertificate?> FindAsync(string name, CancellationToken cancellationToken) =>
        File.Exists(PathOf(name)) ? await ReadAsync(PathOf(name), cancellationToken).ConfigureAwait(false) : null;

    /// <summary>Writes one.</summary>
    /// <exception cref="DentropyException"><c>InventoryBusy</c>, <c>InventoryReadOnly</c>, <c>InventoryWriteFailed</c>.</exception>
    internal async Task SaveAsync(DcIssuedCertificate record, CancellationToken cancellationToken)
    {
        try
        {
            DurableFile.MakeFolder(Folder);
            using var taken = await InventoryLock.TakeAsync(cloud, s_patience, cancellationToken).ConfigureAwait(false);
            DurableFile.Save(PathOf(record.Name), CertificateYaml.Write(record));
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw InventoryErrors.Write(cloud, e);
        }
    }

    private string PathOf(string name) => Path.Join(Folder, InstallPaths.FileName(name) + ".yaml");

    private async Task<DcIssuedCertificate> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var record = CertificateYaml.Read(path, await File.ReadAllTextAsync(path, new UTF8Encoding(false, throwOnInvalidBytes: true), cancellationToken).ConfigureAwait(false));
            return Dated(record) with { Cloud = cloud };
        }
        catch (Exception e) when (e is DecoderFallbackException || InventoryErrors.IsFileFailure(e))
        {
            throw CertificateErrors.RecordInvalid(path, 1, e.Message.TrimEnd('.'));
        }
    }

    /// <summary>The record with what follows from its dates.</summary>
    internal DcIssuedCertificate Dated(DcIssuedCertificate record) => record with
    {
        RenewAfter = record.NotAfter - ((record.NotAfter - record.NotBefore) / 3),
        DaysLeft = CertificateFacts.DaysLeft(record.NotAfter, _clock.GetUtcNow()),
    };
}
