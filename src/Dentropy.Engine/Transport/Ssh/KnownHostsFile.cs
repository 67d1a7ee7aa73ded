using System.ComponentModel;
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
        var start = new ProcessStartInfo("ssh-keygen") { ArgumentList = { "-F", host, "-f", file }, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var printed = await process.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return [.. printed.Split('\n').Select(HostKey.Parse).OfType<HostKey>()];
        }
        catch (Win32Exception)
        {
            throw LinkErrors.Missing("ssh-keygen");
        }
    }

    /// <summary>Puts a key into an inventory's file in place of every other of that host; the file changes in one step.</summary>
    public static async Task ReplaceAsync(string cloud, HostKey key, CancellationToken cancellationToken)
    {
        var file = HostKeys.FileIn(cloud);
        try
        {
            DurableFile.MakeFolder(cloud);
            using var turn = await InventoryLock.TakeAsync(cloud, Patience, cancellationToken).ConfigureAwait(false);
            string[] lines = File.Exists(file) ? await File.ReadAllLinesAsync(file, cancellationToken).ConfigureAwait(false) : [];
            var kept = lines.Where(line => HostKey.Parse(line) is not { } other || !string.Equals(other.Host, key.Host, StringComparison.Ordinal));
            DurableFile.Save(file, string.Concat(kept.Append(key.ToString()).Select(line => line + "\n")));
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
