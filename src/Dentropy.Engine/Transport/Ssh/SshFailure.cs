using System.Text.RegularExpressions;
using Dentropy.Nodes;

namespace Dentropy.Engine.Transport.Ssh;

/// <summary>Turns what a failed ssh printed into an error that names the node and the way out.</summary>
internal static partial class SshFailure
{
    /// <summary>Whether the server dropped the connection before it looked at a key, as a full MaxStartups does.</summary>
    public static bool IsRefusedAtStart(string printed) =>
        AtStart().IsMatch(printed) && !printed.Contains("Permission denied", StringComparison.Ordinal);

    public static DentropyException From(DcNode node, string printed)
    {
        var where = $"node '{node.Name}' ({SshArguments.Destination(node)})";
        var said = LastLine(printed);
        return printed switch
        {
            _ when printed.Contains("HOST IDENTIFICATION HAS CHANGED", StringComparison.Ordinal) || printed.Contains("DNS SPOOFING", StringComparison.Ordinal) => new(
                "HostKeyChanged",
                DentropyErrorCategory.AuthenticationError,
                node.Name,
                $"The host key of {where} is not the one that is known{KnownIn(printed)}. Either the node was set up anew or somebody stands in between. " +
                $"If you know why it changed, compare the fingerprint on the node itself (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub) and trust it with Set-DcNode {node.Name} -TrustHostKey SHA256:... (dentropy node set {node.Name} --trust-host-key SHA256:...)."),
            _ when printed.Contains("Host key verification failed", StringComparison.Ordinal) || printed.Contains("host key is known for", StringComparison.Ordinal) => new(
                "HostKeyUnknown",
                DentropyErrorCategory.AuthenticationError,
                node.Name,
                $"The host key of {where} is not known. Trust it with Set-DcNode {node.Name} -TrustHostKey SHA256:... (the fingerprint read on the node), or accept the one that it shows now with -AcceptNewHostKey."),
            _ when KeyRefused().IsMatch(printed) => new(
                "KeyRefused",
                DentropyErrorCategory.AuthenticationError,
                node.Name,
                $"{Sentence(where)} refused the key: {said}. Put the public key into the account's authorized_keys, or name the right -User and -IdentityFile; Dentropy never asks for a password."),
            _ when printed.Contains("Could not resolve hostname", StringComparison.Ordinal) => new(
                "NodeUnreachable",
                DentropyErrorCategory.ConnectionError,
                node.Name,
                $"The address of {where} could not be resolved: {said}. Correct it with Set-DcNode {node.Name} -Address."),
            _ when TimedOut().IsMatch(printed) => TimeOut(node),
            _ when Unreachable().IsMatch(printed) || IsRefusedAtStart(printed) => new(
                "NodeUnreachable",
                DentropyErrorCategory.ConnectionError,
                node.Name,
                $"{Sentence(where)} could not be reached: {said}. Check that it is on, that its address and port are right, and that sshd runs there."),
            _ => new(
                "SshFailed",
                DentropyErrorCategory.ConnectionError,
                node.Name,
                $"ssh to {where} failed: {(said.Length > 0 ? said : "it gave no reason")}. Try the same with: ssh -v {SshArguments.Destination(node)} true"),
        };
    }

    public static DentropyException TimeOut(DcNode node) => new(
        "ConnectTimeout",
        DentropyErrorCategory.ConnectionError,
        node.Name,
        $"Node '{node.Name}' ({SshArguments.Destination(node)}) did not answer in time. Check that it is on and that nothing drops its packets.");

    [GeneratedRegex(@"kex_exchange_identification|Connection (closed|reset) by|banner exchange: Connection to .*(reset|closed)|Not allowed at this time", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AtStart();

    [GeneratedRegex(@"Permission denied|Too many authentication failures|UNPROTECTED PRIVATE KEY|no such identity|No supported authentication methods", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KeyRefused();

    [GeneratedRegex(@"timed out", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TimedOut();

    [GeneratedRegex(@"Connection refused|No route to host|Network is unreachable|Host is down|Broken pipe", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Unreachable();

    [GeneratedRegex(@"Offending .* in (?<place>.+?:\d+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Offending();

    private static string KnownIn(string printed) =>
        Offending().Match(printed) is { Success: true } match ? $" from {match.Groups["place"].Value}" : "";

    /// <summary>The last thing that was said, without its full stop.</summary>
    public static string LastLine(string printed) =>
        printed.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault()?.TrimEnd('.') ?? "";

    private static string Sentence(string where) => char.ToUpperInvariant(where[0]) + where[1..];
}
