using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Cluster.Serf;

/// <summary>The errors of Serf, worded in one place.</summary>
internal static class SerfErrors
{
    private const int LongestSaid = 300;

    public static DentropyException AuthenticationFailed(string node, bool hadKey) => new(
        "SerfAuthenticationFailed",
        DentropyErrorCategory.AuthenticationError,
        node,
        hadKey
            ? $"The Serf agent of node '{node}' refused the key. Let authKey of the serf section in cloud.yaml lead to the same key as rpc_auth of the agent."
            : $"The Serf agent of node '{node}' asks for a key, and there is none. Set authKey in the serf section of cloud.yaml, e.g. authKey: file:serf-rpc.key.");

    public static DentropyException NotReachable(string? node, string why, Exception? cause = null) => new(
        "SerfNotReachable",
        DentropyErrorCategory.ConnectionError,
        node,
        $"No Serf agent answered: {why}. Check that an agent runs there (serf members), and that the serf section of cloud.yaml names its nodes and port.",
        cause);

    public static DentropyException Silent(string node, string command, TimeSpan limit) => new(
        "SerfNotReachable",
        DentropyErrorCategory.OperationTimeout,
        node,
        $"The Serf agent of node '{node}' did not answer '{command}' within {limit.TotalSeconds:0} seconds. Look at the agent there, or name another node with -Via.");

    public static DentropyException Lost(string node, Exception? cause = null) => new(
        "SerfConnectionLost",
        DentropyErrorCategory.ConnectionError,
        node,
        $"The Serf agent of node '{node}' closed the connection before it had answered{Because(cause)}. Check whether the agent and the node still run, then try again.",
        cause);

    public static DentropyException Protocol(string node, string what, Exception? cause = null) => new(
        "SerfProtocol",
        DentropyErrorCategory.InvalidData,
        node,
        $"What answers as Serf agent on node '{node}' does not speak Serf's RPC protocol: {what}. Check the port in the serf section of cloud.yaml; Serf's own is 7373.",
        cause);

    public static DentropyException TooLarge(string what, int size, int limit) => new(
        "SerfPayloadTooLarge",
        DentropyErrorCategory.InvalidArgument,
        what,
        $"The {what} is {size} bytes with its name, and Serf's gossip carries {limit}. Nothing was sent; send less, or use Invoke-DcClusterCommand -Via Serf, which travels by SSH.");

    /// <summary>What an agent said where it did not do what was asked.</summary>
    public static DentropyException Refused(string node, string command, string said) => said switch
    {
        "Invalid authentication token" => AuthenticationFailed(node, hadKey: true),
        "Authentication required" => AuthenticationFailed(node, hadKey: false),
        "Unsupported command" or "Unsupported IPC version" => new DentropyException(
            "SerfUnsupported",
            DentropyErrorCategory.NotImplemented,
            node,
            $"The Serf agent of node '{node}' does not know '{command}' ({said}). Install a newer one there."),
        _ when said.Contains("exceeds", StringComparison.Ordinal) && said.Contains("limit", StringComparison.Ordinal) => new DentropyException(
            "SerfPayloadTooLarge",
            DentropyErrorCategory.InvalidArgument,
            node,
            $"The Serf agent of node '{node}' refused '{command}': {Shown.Text(said)}. Nothing was sent; send less, to fewer named members, or use Invoke-DcClusterCommand -Via Serf."),
        _ => new DentropyException(
            "SerfRefused",
            DentropyErrorCategory.InvalidResult,
            node,
            $"The Serf agent of node '{node}' refused '{command}': {Shown.Text(said.Length > LongestSaid ? said[..LongestSaid] + "..." : said)}."),
    };

    private static string Because(Exception? cause) => cause is null ? "" : $" ({cause.Message.TrimEnd('.')})";
}
