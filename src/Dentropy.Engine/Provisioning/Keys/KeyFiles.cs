using System.ComponentModel;
using System.Diagnostics;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Provisioning;

namespace Dentropy.Engine.Provisioning.Keys;

/// <summary>Pairs of keys in files on this machine.</summary>
public static class KeyFiles
{
    private const string PublicEnding = ".pub";

    /// <summary>Makes a new pair of Ed25519 keys with ssh-keygen, without a passphrase: whoever can read the file can use it.</summary>
    /// <param name="path">Absolute path of the private half; the public one gets <c>.pub</c>.</param>
    /// <param name="comment">What stands behind the public key.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DentropyException"><c>KeyFileExists</c>, <c>KeyFileNotMade</c>, <c>SshMissing</c>.</exception>
    public static async Task<DcKeyFile> CreateAsync(string path, string comment, CancellationToken cancellationToken)
    {
        if (Path.Exists(path))
            throw NodeKeyErrors.FileExists(path);
        if (Path.Exists(path + PublicEnding))
            throw NodeKeyErrors.FileExists(path + PublicEnding);
        var start = new ProcessStartInfo("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", path]) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var said = await process.StandardError.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            if (process.ExitCode != 0)
                throw NodeKeyErrors.FileNotMade(path, said.Trim());
        }
        catch (Win32Exception)
        {
            throw LinkErrors.Missing("ssh-keygen");
        }

        var (key, _) = Read(path);
        return new DcKeyFile(path, path + PublicEnding, key.Fingerprint, key.Comment);
    }

    /// <summary>Reads a key by either half.</summary>
    /// <param name="path">Absolute path of the private or the public half.</param>
    /// <returns>The public key, and what ssh logs in with: the private half; the public one where that is not here, so that an agent may have it.</returns>
    /// <exception cref="DentropyException"><c>KeyFileInvalid</c>.</exception>
    internal static (AuthorizedKey Key, string Identity) Read(string path)
    {
        var secret = path.EndsWith(PublicEnding, StringComparison.Ordinal) ? path[..^PublicEnding.Length] : path;
        var open = secret + PublicEnding;
        try
        {
            if (!File.Exists(open))
                throw NodeKeyErrors.FileInvalid(open, "is not there");
            var key = AuthorizedKey.ReadAll(File.ReadAllText(open)).ToList();
            return key is [{ Options.Length: 0 } only] ? (only, File.Exists(secret) ? secret : open) : throw NodeKeyErrors.FileInvalid(open, "does not hold one public key");
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw NodeKeyErrors.FileInvalid(open, $"cannot be read: {e.Message.TrimEnd('.')}");
        }
    }
}
