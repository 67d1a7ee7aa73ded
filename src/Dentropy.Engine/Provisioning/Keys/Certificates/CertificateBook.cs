using System.Text.Json;
using System.Text.Json.Serialization;
using Dentropy.Engine.Inventory;
using Dentropy.Provisioning;

namespace Dentropy.Engine.Provisioning.Keys.Certificates;

/// <summary>
/// What was issued for a cloud: one line of JSON a certificate, in the file <c>ssh-certificates.jsonl</c>. It is where the serial numbers come from, so each certificate is in it
/// before anybody can use it.
/// </summary>
/// <param name="cloud">The cloud folder.</param>
internal sealed class CertificateBook(string cloud)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private string FilePath => Path.Combine(cloud, "ssh-certificates.jsonl");

    /// <summary>Everything that was issued, in that order.</summary>
    /// <exception cref="DentropyException"><c>SshCertificateRecordsBroken</c>.</exception>
    public async Task<IReadOnlyList<DcSshCertificate>> ReadAsync(CancellationToken cancellationToken)
    {
        var path = FilePath;
        if (!File.Exists(path))
            return [];
        var lines = await File.ReadAllLinesAsync(path, cancellationToken).ConfigureAwait(false);
        return [.. lines.Select((line, at) => (line, at)).Where(one => one.line.Trim().Length > 0).Select(one => Read(one.line, path, one.at + 1) with { Cloud = cloud })];
    }

    /// <summary>Signs and records a certificate.</summary>
    /// <returns>What was recorded, and the certificate's line.</returns>
    /// <exception cref="DentropyException"><c>SshCertificateNotSigned</c>, <c>SshCertificateRecordsBroken</c>, <c>SshCertificateNotRecorded</c>, <c>InventoryBusy</c>.</exception>
    public async Task<(DcSshCertificate Record, string Line)> IssueAsync(CaKey ca, CertificateRequest request, CancellationToken cancellationToken)
    {
        try
        {
            DurableFile.MakeFolder(cloud);
            using var turn = await InventoryLock.TakeAsync(cloud, s_patience, cancellationToken).ConfigureAwait(false);
            var issued = await ReadAsync(cancellationToken).ConfigureAwait(false);
            var serial = issued.Select(one => one.Serial).DefaultIfEmpty().Max() + 1;
            var line = await ca.SignAsync(request, serial, cancellationToken).ConfigureAwait(false);
            // What the certificate says counts, and not what was asked for.
            var made = CertificateLine.Parse(line) is { } read && read.Serial == serial ? read : throw CertificateErrors.NotSigned(ca.Key.Fingerprint, "it made a certificate that cannot be read");
            var record = new DcSshCertificate
            {
                Kind = request.Kind,
                Serial = serial,
                Identity = made.Identity,
                Principals = made.Principals,
                ValidFrom = made.From,
                ValidUntil = made.Until,
                Fingerprint = AuthorizedKey.Parse(request.PublicKey)!.Fingerprint,
                CaFingerprint = ca.Key.Fingerprint,
                SourceAddress = request.SourceAddress,
                ForceCommand = request.ForceCommand,
                Node = request.Node,
                Path = request.Path,
            };
            DurableFile.Save(FilePath, string.Concat(issued.Append(record).Select(one => JsonSerializer.Serialize(one with { Cloud = null }, CertificateBookContext.Default.DcSshCertificate) + "\n")));
            return (record with { Cloud = cloud }, line);
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw CertificateErrors.NotRecorded(FilePath, e);
        }
    }

    private static DcSshCertificate Read(string line, string path, int number)
    {
        try
        {
            return JsonSerializer.Deserialize(line, CertificateBookContext.Default.DcSshCertificate) ?? throw CertificateErrors.RecordsBroken(path, number);
        }
        catch (JsonException)
        {
            throw CertificateErrors.RecordsBroken(path, number);
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(DcSshCertificate))]
internal sealed partial class CertificateBookContext : JsonSerializerContext;
