using System.Diagnostics;
using System.Globalization;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport.Ssh;
using Dentropy.Provisioning;

namespace Dentropy.Engine.Provisioning.Keys.Certificates;

/// <summary>
/// A certificate authority's key: in a file without a passphrase, or in an agent. OpenSSH signs; the key is never read here, and no passphrase passes through.
/// </summary>
internal sealed class CaKey
{
    private const string PublicEnding = ".pub";

    private readonly string _file;
    private readonly bool _inAgent;

    private CaKey(string file, bool inAgent, AuthorizedKey key) => (_file, _inAgent, Key) = (file, inAgent, key);

    /// <summary>Its public half.</summary>
    public AuthorizedKey Key { get; }

    /// <summary>Finds out how it can be used.</summary>
    /// <param name="path">Absolute path of either half.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DentropyException"><c>CaKeyNotFound</c>, <c>CaKeyUnreadable</c>, <c>CaKeyLocked</c>, <c>SshMissing</c>.</exception>
    public static async Task<CaKey> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var secret = path.EndsWith(PublicEnding, StringComparison.Ordinal) ? path[..^PublicEnding.Length] : path;
        var isHere = File.Exists(secret);
        if (!isHere && !File.Exists(secret + PublicEnding))
            throw CertificateErrors.CaNotFound(path);
        if (isHere)
        {
            // An empty passphrase is none; with it ssh-keygen never asks for one.
            var (exit, printed, said) = await KeygenAsync(["-y", "-P", "", "-f", secret], cancellationToken).ConfigureAwait(false);
            if (exit == 0 && AuthorizedKey.Parse(printed) is { } key)
                return new CaKey(secret, inAgent: false, key);
            if (!said.Contains("passphrase", StringComparison.Ordinal) || !File.Exists(secret + PublicEnding))
                throw CertificateErrors.CaUnreadable(secret, SshFailure.LastLine(said));
        }

        var locked = ReadPublic(secret + PublicEnding);
        var (listed, keys, _) = await SshProgram.RunAsync(new ProcessStartInfo("ssh-add", ["-L"]), cancellationToken).ConfigureAwait(false);
        return listed == 0 && AuthorizedKey.ReadAll(keys).Any(locked.Is) ? new CaKey(secret + PublicEnding, inAgent: true, locked) : throw CertificateErrors.CaLocked(secret, isHere);
    }

    /// <summary>Has ssh-keygen sign.</summary>
    /// <returns>The certificate, as the line of its file.</returns>
    /// <exception cref="DentropyException"><c>SshCertificateNotSigned</c>.</exception>
    public async Task<string> SignAsync(CertificateRequest request, ulong serial, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("dentropy-sign-");
        try
        {
            var file = Path.Combine(folder.FullName, "key");
            await File.WriteAllTextAsync(file + PublicEnding, request.PublicKey + "\n", cancellationToken).ConfigureAwait(false);
            var (exit, _, said) = await KeygenAsync([.. Arguments(request, serial), file + PublicEnding], cancellationToken).ConfigureAwait(false);
            var made = file + "-cert.pub";
            return exit == 0 && File.Exists(made)
                ? (await File.ReadAllTextAsync(made, cancellationToken).ConfigureAwait(false)).Trim()
                : throw CertificateErrors.NotSigned(_file, SshFailure.LastLine(said));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private List<string> Arguments(CertificateRequest request, ulong serial)
    {
        // Seconds from now on (ssh-keygen(1), -V).
        var validity = string.Create(CultureInfo.InvariantCulture, $"-{(int)CertificateValidity.Backdate.TotalSeconds}s:+{(long)request.ValidFor.TotalSeconds}s");
        List<string> arguments = ["-q", "-s", _file, "-I", request.Identity, "-n", string.Join(',', request.Principals), "-V", validity, "-z", serial.ToString(CultureInfo.InvariantCulture)];
        arguments.AddRange(_inAgent ? ["-U"] : ["-P", ""]);
        if (request.Kind == DcSshCertificateKind.Host)
            arguments.Add("-h");
        if (request.SourceAddress.Count > 0)
            arguments.AddRange(["-O", "source-address=" + string.Join(',', request.SourceAddress)]);
        if (request.ForceCommand is { } command)
            arguments.AddRange(["-O", "force-command=" + command]);
        return arguments;
    }

    private static AuthorizedKey ReadPublic(string path)
    {
        try
        {
            return AuthorizedKey.ReadAll(File.ReadAllText(path)).FirstOrDefault() ?? throw CertificateErrors.CaUnreadable(path, "it holds no public key");
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw CertificateErrors.CaUnreadable(path, e.Message);
        }
    }

    private static Task<(int Exit, string Output, string Said)> KeygenAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        SshProgram.RunAsync(new ProcessStartInfo("ssh-keygen", arguments), cancellationToken);
}
