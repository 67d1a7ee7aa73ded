using System.Globalization;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Engine.Transport.Ssh;

/// <summary>
/// The options that every ssh of ours gets. What the node's entry leaves open is left to the operator's own
/// <c>ssh_config</c>; what must never differ (no prompts, no forwards, strict host keys) is set here and wins over it.
/// </summary>
internal static class SshArguments
{
    /// <summary>What ssh is asked to connect to: the address, so that <c>Host</c> blocks apply to what the operator would type.</summary>
    public static string Destination(DcNode node) => node.Address is { Length: > 0 } address ? address : node.Name;

    public static List<string> Common(DcNode node, LinkOptions options, string? proxyCommand)
    {
        List<string> arguments =
        [
            "-o", "BatchMode=yes",
            "-o", "StrictHostKeyChecking=yes",
            "-o", "UpdateHostKeys=no",
            "-o", "PasswordAuthentication=no",
            "-o", "KbdInteractiveAuthentication=no",
            "-o", "ConnectTimeout=" + Seconds(options.ConnectTimeout),
            "-o", "ServerAliveInterval=" + Seconds(options.KeepAliveInterval),
            "-o", "ServerAliveCountMax=" + options.KeepAliveCount.ToString(CultureInfo.InvariantCulture),
            "-o", "ClearAllForwardings=yes",
            "-o", "ForwardAgent=no",
            "-o", "ForwardX11=no",
            "-o", "PermitLocalCommand=no",
            "-o", "RemoteCommand=none",
            "-o", "RequestTTY=no",
            "-o", "LogLevel=ERROR",
        ];
        if (SshDefaults.FitFor(node) && options.DefaultsFile?.Value is { } defaults)
        {
            arguments.AddRange(["-F", defaults]);
        }

        if (KnownHosts(node) is { } knownHosts)
        {
            // Added to the global files, not the user's, so that the user's own known_hosts goes on counting.
            arguments.AddRange(["-o", $"GlobalKnownHostsFile={knownHosts} /etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2"]);
        }

        if (node.Port is { } port)
        {
            arguments.AddRange(["-p", port.ToString(CultureInfo.InvariantCulture)]);
        }

        if (node.User is { Length: > 0 } user)
        {
            arguments.AddRange(["-l", user]);
        }

        if (node.IdentityFile is { Length: > 0 } identity)
        {
            arguments.AddRange(["-i", identity, "-o", "IdentitiesOnly=yes"]);
        }

        if (proxyCommand is not null)
        {
            arguments.AddRange(["-o", "ProxyCommand=" + proxyCommand]);
        }

        return arguments;
    }

    /// <summary>The command by which ssh goes on from this node to the host in <c>%h</c> and <c>%p</c>.</summary>
    public static string ProxyCommand(DcNode node, LinkOptions options, string? proxyCommand, string? controlPath)
    {
        List<string> words = [options.SshProgram, .. Common(node, options, proxyCommand)];
        if (controlPath is not null)
        {
            words.AddRange(["-o", "ControlMaster=no", "-S", controlPath]);
        }

        // ssh replaces %h and %p here and hands the line to a shell; every other % must be doubled to stay itself.
        var quoted = words.Select(word => ShellQuote.Word(word).Replace("%", "%%", StringComparison.Ordinal));
        return $"{string.Join(' ', quoted)} -W '[%h]:%p' -- {ShellQuote.Word(Destination(node))}";
    }

    private static string? KnownHosts(DcNode node) =>
        // ssh splits the option's value at spaces and takes quotes around a path.
        node.Cloud is { Length: > 0 } cloud ? $"\"{HostKeys.FileIn(cloud)}\"" : null;

    private static string Seconds(TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
