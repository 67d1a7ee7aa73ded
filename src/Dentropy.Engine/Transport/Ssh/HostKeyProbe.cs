using System.ComponentModel;
using System.Diagnostics;
using Dentropy.Nodes;

namespace Dentropy.Engine.Transport.Ssh;

/// <summary>
/// Learns the key that a host shows. ssh itself does it, not ssh-keyscan: so jump hosts and <c>ssh_config</c> count, and the
/// host is named in the result exactly as ssh will look it up.
/// </summary>
internal static class HostKeyProbe
{
    public static async Task<HostKey> GatherAsync(DcNode node, LinkOptions options, string? proxyCommand, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("dentropy-key-");
        try
        {
            var found = Path.Combine(folder.FullName, "known_hosts");
            var printed = await RunAsync(node, options, proxyCommand, found, cancellationToken).ConfigureAwait(false);
            var lines = File.Exists(found) ? await File.ReadAllLinesAsync(found, cancellationToken).ConfigureAwait(false) : [];
            return lines.Select(HostKey.Parse).OfType<HostKey>().FirstOrDefault() ?? throw SshFailure.From(node, printed);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> RunAsync(DcNode node, LinkOptions options, string? proxyCommand, string found, CancellationToken cancellationToken)
    {
        // ssh takes the first value of an option, so these win over the common ones.
        string[] arguments =
        [
            "-o", "StrictHostKeyChecking=accept-new",
            "-o", $"UserKnownHostsFile=\"{found}\"",
            "-o", "GlobalKnownHostsFile=/dev/null",
            "-o", "HashKnownHosts=no",
            "-o", "CheckHostIP=no",
            "-o", "PreferredAuthentications=none",
            "-o", "PubkeyAuthentication=no",
            "-S", "none",
            .. SshArguments.Common(node, options, proxyCommand),
            "-T", "--", SshArguments.Destination(node), "true",
        ];
        var start = new ProcessStartInfo(options.SshProgram, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            try
            {
                var printed = await process.StandardError.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
                await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
                return printed;
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
        catch (Win32Exception)
        {
            throw LinkErrors.Missing(start.FileName);
        }
    }
}
