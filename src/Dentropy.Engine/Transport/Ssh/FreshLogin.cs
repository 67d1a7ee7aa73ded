using System.Diagnostics;
using System.Text.RegularExpressions;
using Dentropy.Nodes;

namespace Dentropy.Engine.Transport.Ssh;

/// <summary>One login over a connection of its own. Which key the server took is read from what ssh says at its first level of detail.</summary>
internal static partial class FreshLogin
{
    private const int Attempts = 6;

    public static async Task<string?> ProveAsync(DcNode node, LinkOptions options, string? proxyCommand, string? onlyKey, CancellationToken cancellationToken) =>
        Accepted().Matches(await LoginAsync(node, options, Arguments(node, options, proxyCommand, onlyKey), cancellationToken).ConfigureAwait(false)) is [.., var last] ? last.Groups["key"].Value : null;

    /// <summary>The same where only some lines of <c>known_hosts</c> count, so that it fails unless the host shows what they say.</summary>
    public static async Task ProveHostAsync(DcNode node, LinkOptions options, string? proxyCommand, IReadOnlyList<string> lines, string? algorithms, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("dentropy-key-");
        try
        {
            var known = Path.Combine(folder.FullName, "known_hosts");
            await File.WriteAllLinesAsync(known, lines, cancellationToken).ConfigureAwait(false);
            List<string> arguments = ["-o", $"GlobalKnownHostsFile=\"{known}\"", "-o", "UserKnownHostsFile=/dev/null", "-o", "CheckHostIP=no", "-o", "VerifyHostKeyDNS=no", "-o", "KnownHostsCommand=none"];
            if (algorithms is not null)
                arguments.AddRange(["-o", "HostKeyAlgorithms=" + algorithms]);
            await LoginAsync(node, options, [.. arguments, .. Arguments(node, options, proxyCommand, onlyKey: null)], cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // What ssh said.
    private static async Task<string> LoginAsync(DcNode node, LinkOptions options, List<string> arguments, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (exit, _, printed) = await SshProgram.RunAsync(new ProcessStartInfo(options.SshProgram, arguments), cancellationToken).ConfigureAwait(false);
            if (exit == 0)
                return printed;
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

    [GeneratedRegex(@"Server accepts key: .*(?<key>SHA256:[A-Za-z0-9+/]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Accepted();
}
