using System.Diagnostics;
using Dentropy.Nodes;

namespace Dentropy.Engine.Transport.Ssh;

/// <summary>Asks ssh by which name it looks a node's host key up, <c>ssh_config</c> included.</summary>
internal static class KnownName
{
    private const string UsualPort = "22";

    public static async Task<HostNames> OfAsync(DcNode node, LinkOptions options, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(options.SshProgram, ["-G", .. SshArguments.Common(node, options, proxyCommand: null), "--", SshArguments.Destination(node)]);
        var (exit, printed, said) = await SshProgram.RunAsync(start, cancellationToken).ConfigureAwait(false);
        if (exit != 0)
            throw SshFailure.From(node, said);
        string? host = null, port = null, alias = null;
        foreach (var words in printed.Split('\n').Select(line => line.Split(' ', 2)).Where(words => words.Length == 2))
        {
            switch (words[0])
            {
                case "hostname": host = words[1].Trim().ToLowerInvariant(); break;
                case "port": port = words[1].Trim(); break;
                case "hostkeyalias" when words[1].Trim() is not "none": alias = words[1].Trim().ToLowerInvariant(); break;
            }
        }

        // An alias stands for host and port (ssh_config(5), HostKeyAlias).
        host ??= SshArguments.Destination(node);
        return alias is not null ? new HostNames(alias, alias) : new HostNames(port is null or UsualPort ? host : $"[{host}]:{port}", host);
    }
}
