using System.Diagnostics;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Transport.Ssh;

/// <summary>Reads and rewrites a <c>known_hosts</c> file.</summary>
internal static class KnownHostsFile
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Every key of a host in a file, hashed names included.</summary>
    public static async Task<List<HostKey>> FindAsync(string file, string host, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            return [];
        }

        // ssh-keygen knows hashed names and patterns.
        var (_, printed, _) = await SshProgram.RunAsync(new ProcessStartInfo("ssh-keygen", ["-F", host, "-f", file]), cancellationToken).ConfigureAwait(false);
        return [.. printed.Split('\n').Select(HostKey.Parse).OfType<HostKey>()];
    }

    /// <summary>Puts a key into an inventory's file in place of every other of that host.</summary>
    public static Task ReplaceAsync(string cloud, HostKey key, CancellationToken cancellationToken) =>
        EditAsync(cloud, lines => lines.Where(line => HostKey.Parse(line) is not { } other || !string.Equals(other.Host, key.Host, StringComparison.Ordinal)).Append(key.ToString()), cancellationToken);

    /// <summary>Changes an inventory's file in one step; where nothing differs it is left alone.</summary>
    /// <returns>Whether it was changed.</returns>
    /// <exception cref="DentropyException"><c>InventoryReadOnly</c>, <c>InventoryBusy</c>.</exception>
    public static async Task<bool> EditAsync(string cloud, Func<IReadOnlyList<string>, IEnumerable<string>> edit, CancellationToken cancellationToken)
    {
        var file = HostKeys.FileIn(cloud);
        try
        {
            DurableFile.MakeFolder(cloud);
            using var turn = await InventoryLock.TakeAsync(cloud, Patience, cancellationToken).ConfigureAwait(false);
            string[] lines = File.Exists(file) ? await File.ReadAllLinesAsync(file, cancellationToken).ConfigureAwait(false) : [];
            string[] edited = [.. edit(lines)];
            if (lines.AsSpan().SequenceEqual(edited))
                return false;
            DurableFile.Save(file, string.Concat(edited.Select(line => line + "\n")));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DentropyException(
                "InventoryReadOnly",
                DentropyErrorCategory.PermissionDenied,
                file,
                $"The host key could not be recorded in {file}: {e.Message} Make the folder writable, or name another inventory with -Cloud.",
                e);
        }
    }
}
