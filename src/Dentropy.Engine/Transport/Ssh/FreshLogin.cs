using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Dentropy.Nodes;

namespace Dentropy.Engine.Transport.Ssh;

/// <summary>One login over a connection of its own. Which key the server took is read from what ssh says at its first level of detail.</summary>
internal static partial class FreshLogin
{
    private const int Attempts = 6;

    public static async Task<string?> ProveAsync(DcNode node, LinkOptions options, string? proxyCommand, string? onlyKey, CancellationToken cancellationToken)
    {
        var arguments = Arguments(node, options, proxyCommand, onlyKey);
        for (var attempt = 1; ; attempt++)
        {
            var (exit, printed) = await RunAsync(options, arguments, cancellationToken).ConfigureAwait(false);
            if (exit == 0)
                return Accepted().Matches(printed) is [.., var last] ? last.Groups["key"].Value : null;
            var said = string.Join('\n', printed.Split('\n').Where(line => !line.StartsWith("debug", StringComparison.Ordinal)));
            if (attempt == Attempts || !SshFailure.IsRefusedAtStart(said))
                throw SshFailure.From(node, said);
            // As for links: a full MaxStartups drops connections at random.
            await Task.Delay((100 << attempt) + Random.Shared.Next(100 << attempt), cancellationToken).ConfigureAwait(false);
        }
    }

    // ssh takes the first value of an option, so these win over the common ones and over ssh_config.
    private static List<string> Arguments(DcNode node, LinkOptions options, string? proxyCommand, string? onlyKey)
    {
        List<string> arguments = ["-S", "none", "-o", "ControlMaster=no", "-o", "LogLevel=DEBUG1", "-o", "PreferredAuthentications=publickey"];
        if (onlyKey is not null)
        {
            node = node with { IdentityFile = onlyKey };
            // A key whose private half is not in a file can only be the agent's.
            if (!onlyKey.EndsWith(".pub", StringComparison.Ordinal))
                arguments.AddRange(["-o", "IdentityAgent=none"]);
        }

        return [.. arguments, .. SshArguments.Common(node, options, proxyCommand), "-T", "--", SshArguments.Destination(node), "true"];
    }

    private static async Task<(int Exit, string Printed)> RunAsync(LinkOptions options, List<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(options.SshProgram, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            try
            {
                var output = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, cancellationToken);
                var printed = await process.StandardError.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
                await output.ConfigureAwait(false);
                await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
                return (process.ExitCode, printed);
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

    [GeneratedRegex(@"Server accepts key: .*(?<key>SHA256:[A-Za-z0-9+/]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Accepted();
}
