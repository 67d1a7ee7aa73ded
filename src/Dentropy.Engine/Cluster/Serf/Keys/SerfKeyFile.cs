using System.Text;
using Dentropy.Cluster;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Cluster.Serf.Keys;

/// <summary>New keys.</summary>
public static class SerfKeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a key of 32 bytes and writes it to a new file that only its owner can read.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its path and the key's fingerprint.</returns>
    /// <exception cref="DentropyException"><c>SerfKeyFileExists</c>: there is such a file, and what it holds may be in use. <c>SerfKeyFileFailed</c>.</exception>
    public static DcSerfKeyFile Create(string path)
    {
        var key = SerfKey.Create();
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = OwnerOnly;
            using var file = new FileStream(path, options);
            file.Write(Encoding.ASCII.GetBytes(key.Text + "\n"));
            file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw File.Exists(path) ? SerfKeyErrors.FileExists(path) : SerfKeyErrors.FileFailed(path, e);
        }

        return new DcSerfKeyFile { Path = path, Fingerprint = key.Fingerprint };
    }

    /// <summary>Makes a key of 32 bytes and hands it over in Base64, for whoever keeps it somewhere else than in a file.</summary>
    public static string CreateText() => SerfKey.Create().Text;
}
