using System.ComponentModel;
using System.Diagnostics;

namespace Dentropy.Engine.Transport.Ssh;

/// <summary>Reads and rewrites a <c>known_hosts</c> file.</summary>
internal static class KnownHostsFile
{
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

    /// <summary>Puts a key into the file in place of every other of that host; the file changes in one step.</summary>
    public static async Task ReplaceAsync(string file, HostKey key, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var gate = await LockAsync(file, cancellationToken).ConfigureAwait(false);
            await using (gate.ConfigureAwait(false))
            {
                string[] lines = File.Exists(file) ? await File.ReadAllLinesAsync(file, cancellationToken).ConfigureAwait(false) : [];
                var kept = lines.Where(line => HostKey.Parse(line) is not { } other || !string.Equals(other.Host, key.Host, StringComparison.Ordinal));
                var temporary = $"{file}.{Environment.ProcessId}.tmp";
                await File.WriteAllLinesAsync(temporary, [.. kept, key.ToString()], cancellationToken).ConfigureAwait(false);
                File.Move(temporary, file, overwrite: true);
            }
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

    private static async Task<FileStream> LockAsync(string file, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new FileStream(file + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < 100 && File.Exists(file + ".lock"))
            {
                await Task.Delay(50, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
