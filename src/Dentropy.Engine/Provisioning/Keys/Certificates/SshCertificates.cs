using Dentropy.Engine.Inventory;
using Dentropy.Provisioning;

namespace Dentropy.Engine.Provisioning.Keys.Certificates;

/// <summary>SSH certificates that are issued for a cloud. OpenSSH makes them; which there are, and their numbers, is recorded in the cloud folder.</summary>
/// <param name="cloud">The cloud folder.</param>
public sealed class SshCertificates(string cloud)
{
    /// <summary>What was issued, in that order.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException"><c>SshCertificateRecordsBroken</c>.</exception>
    public Task<IReadOnlyList<DcSshCertificate>> ListAsync(CancellationToken cancellationToken) => new CertificateBook(cloud).ReadAsync(cancellationToken);

    /// <summary>Whether a user's certificate can be asked for like this; nothing is signed.</summary>
    /// <param name="settings">The certificate.</param>
    /// <returns>The file that it would be written to: beside the public key, as ssh looks for it.</returns>
    /// <exception cref="DentropyException"><c>ValidForInvalid</c>, <c>SshCertificateInvalid</c>, <c>KeyFileInvalid</c>.</exception>
    public static string Check(UserCertificateSettings settings) => Request(settings).Path!;

    /// <summary>Signs a user's key, records that, and writes the certificate beside the public key.</summary>
    /// <param name="settings">The certificate.</param>
    /// <param name="cancellationToken">Ends it before it is signed.</param>
    /// <returns>What was issued.</returns>
    /// <exception cref="DentropyException">
    /// <c>ValidForInvalid</c>, <c>SshCertificateInvalid</c>, <c>KeyFileInvalid</c>, <c>CaKeyNotFound</c>, <c>CaKeyUnreadable</c>, <c>CaKeyLocked</c>, <c>SshCertificateNotSigned</c>,
    /// <c>SshCertificateRecordsBroken</c>, <c>SshCertificateNotRecorded</c>, <c>SshCertificateNotWritten</c>.
    /// </exception>
    public async Task<DcSshCertificate> SignUserAsync(UserCertificateSettings settings, CancellationToken cancellationToken)
    {
        var request = Request(settings);
        var ca = await CaKey.OpenAsync(settings.CaKey, cancellationToken).ConfigureAwait(false);
        var (record, line) = await new CertificateBook(cloud).IssueAsync(ca, request, cancellationToken).ConfigureAwait(false);
        try
        {
            DurableFile.Save(request.Path!, line + "\n");
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw CertificateErrors.NotWritten(request.Path!, record.Serial, e);
        }

        return record;
    }

    private static CertificateRequest Request(UserCertificateSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        const string ending = ".pub";
        var (key, _) = KeyFiles.Read(settings.PublicKey);
        var file = settings.PublicKey.EndsWith(ending, StringComparison.Ordinal) ? settings.PublicKey[..^ending.Length] : settings.PublicKey;
        return new CertificateRequest(DcSshCertificateKind.User, key.ToString(), settings.Identity ?? key.Comment, settings.Principals, CertificateValidity.Parse(settings.ValidFor))
        {
            SourceAddress = settings.SourceAddress,
            ForceCommand = settings.ForceCommand,
            Path = file + "-cert.pub",
        }.Checked();
    }
}
