using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Engine.Transport.Local;

namespace Dentropy.Engine.Docker;

/// <summary>Finds out why a socket of a node could not be opened, and the program there that can stand between.</summary>
internal static class SocketRelay
{
    /// <summary>The command line of a relay. Whether a daemon listens is known only when it runs.</summary>
    /// <param name="link">The node's link.</param>
    /// <param name="node">The node's name.</param>
    /// <param name="path">The socket.</param>
    /// <param name="refusal">Why the socket itself could not be opened.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="DentropyException"><c>DockerUnreachable</c>, <c>DockerNotInstalled</c>, <c>DockerPermissionDenied</c>, <c>DockerRelayMissing</c>, <c>LinkLost</c>.</exception>
    public static async Task<string> FindAsync(INodeLink link, string node, string path, DentropyException refusal, CancellationToken cancellationToken)
    {
        var facts = (await link.AskAsync(Question(path), cancellationToken).ConfigureAwait(false)).Split(' ', StringSplitOptions.TrimEntries);
        if (facts is not [var access, var program, var account])
        {
            throw DockerErrors.Unreachable(node, path, refusal.Message, refusal);
        }

        var needsRoot = access != "open";
        if (!needsRoot && link is LocalLink)
        {
            // Nothing stands between us and this machine's sockets: nobody listens.
            throw DockerErrors.Unreachable(node, path, "nothing listens on that socket", refusal);
        }

        if (needsRoot && await link.AskAsync(RootCommand.Wrap($"[ -S {ShellQuote.Word(path)} ] && echo there || echo none"), cancellationToken).ConfigureAwait(false) is var seen && seen != "there")
        {
            throw access switch
            {
                "absent" => DockerErrors.NotInstalled(node, path, refusal),
                "none" => DockerErrors.Unreachable(node, path, "there is no such socket", refusal),
                _ => DockerErrors.PermissionDenied(node, path, account),
            };
        }

        if (Relay(program, path) is not { } relay)
        {
            throw needsRoot
                ? DockerErrors.NoRelay(node, path)
                : DockerErrors.Unreachable(node, path, "nothing listens on that socket, or sshd there forwards no sockets (AllowStreamLocalForwarding)", refusal);
        }

        return needsRoot ? RootCommand.Wrap("exec " + relay) : "exec " + relay;
    }

    private static string Question(string path)
    {
        var socket = ShellQuote.Word(path);
        var script = $"a=none; PATH=$PATH:/usr/sbin:/sbin command -v dockerd >/dev/null 2>&1 || a=absent; [ -S {socket} ] && a=shut; [ -w {socket} ] && a=open; "
            + "p=none; for c in python3 perl docker; do command -v $c >/dev/null 2>&1 && p=$c; done; echo $a $p $(id -un 2>/dev/null || echo unknown)";
        return "exec /bin/sh -c " + ShellQuote.Word(script);
    }

    private static string? Relay(string program, string path) => program switch
    {
        "docker" => ShellQuote.Words(["docker", "--host", DockerHostRules.Unix + path, "system", "dial-stdio"]),
        "perl" => RelayProgram.Perl(path),
        "python3" => RelayProgram.Python(path),
        _ => null,
    };
}
