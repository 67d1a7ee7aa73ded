using System.Security.Cryptography;
using System.Text;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Certificates.Acme;

/// <summary>
/// Keeps account keys: a file for each directory of an authority, in the operator's own data and never in the inventory, which is meant to be shared. A key
/// that is there is never overwritten.
/// </summary>
/// <param name="folder">Folder for all of them.</param>
internal sealed class AccountKeyFile(string folder)
{
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = ~(Mine | UnixFileMode.UserExecute);

    /// <summary><c>dentropy/acme</c> below <c>XDG_DATA_HOME</c> or <c>~/.local/share</c>; on Windows below <c>%LOCALAPPDATA%</c>.</summary>
    public static AccountKeyFile OfOperator()
    {
        var data = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        if (OperatingSystem.IsWindows() || !Path.IsPathRooted(data))
            data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data is { Length: > 0 } ? new AccountKeyFile(Path.Join(data, "dentropy", "acme")) : throw new DentropyException(
            "AccountKeyUnavailable", DentropyErrorCategory.ObjectNotFound, "XDG_DATA_HOME", "The account's key has no place, because this account has no home folder. Set XDG_DATA_HOME; nothing was sent.");
    }

    /// <summary>Where the key for a directory is.</summary>
    public string PathOf(Uri directory)
    {
        var sum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(directory.AbsoluteUri)))[..12];
        return Path.Join(folder, $"{directory.IdnHost.Replace(':', '_')}-{sum}", "account.key");
    }

    /// <summary>The key for a directory; a new one is made and kept where there is none.</summary>
    /// <exception cref="DentropyException"><c>AccountKeyUnavailable</c>, <c>AccountKeyExposed</c>.</exception>
    public async Task<AccountKey> OpenAsync(Uri directory, CancellationToken cancellationToken)
    {
        var path = PathOf(directory);
        try
        {
            if (!File.Exists(path))
                Make(path);
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
                throw Exposed(path);
            var key = ECDsa.Create();
            key.ImportFromPem(await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false));
            return key.KeySize == 256 ? new AccountKey(key) : throw new CryptographicException("it is no key on P-256");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException || InventoryErrors.IsFileFailure(e))
        {
            throw new DentropyException(
                "AccountKeyUnavailable",
                DentropyErrorCategory.ReadError,
                path,
                $"The account's key {path} cannot be used: {e.Message.TrimEnd('.')}. It was left as it is, and nothing was sent. Bring a copy back, or move it away, and a new account is made.",
                e);
        }
    }

    // Renamed in whole, and only where nobody else was faster: then that one's key is the account's.
    private static void Make(string path)
    {
        DurableFile.MakeFolder(Path.GetDirectoryName(path)!);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = Mine;
            using (var file = new FileStream(temporary, options))
            {
                file.Write(Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: false);
            DurableFile.SyncFolder(Path.GetDirectoryName(path)!);
        }
        catch (IOException) when (File.Exists(path))
        {
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static DentropyException Exposed(string path) => new(
        "AccountKeyExposed",
        DentropyErrorCategory.PermissionDenied,
        path,
        $"The account's key {path} can be read by others, so it may have been copied. Nothing was sent. Look who could read it; chmod 600 it, or move it away, and a new account is made.");
}
