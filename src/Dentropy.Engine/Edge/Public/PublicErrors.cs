using System.Globalization;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Edge.Public;

/// <summary>What can go wrong with public endpoints.</summary>
internal static class PublicErrors
{
    public static DentropyException InvalidPort(string text) => new(
        "InvalidPublicPort", DentropyErrorCategory.InvalidArgument, text, $"'{Shown.Text(text)}' is no port. Write a number from 1 to 65535, or PUBLIC:TARGET such as 443:8443 where the load balancers have another one.");

    public static DentropyException PortTwice(int port) => new(
        "InvalidPublicPort", DentropyErrorCategory.InvalidArgument, port.ToString(CultureInfo.InvariantCulture), $"Public port {port} is given twice, for different ports of the load balancers. Give it once.");

    public static DentropyException InvalidSettings(string target, string problem) => new("InvalidPublicEndpoint", DentropyErrorCategory.InvalidArgument, target, problem);

    public static DentropyException NotFound(string node) => new(
        "PublicEndpointNotFound", DentropyErrorCategory.ObjectNotFound, node, $"Node '{node}' has no public endpoint of Dentropy.");

    public static DentropyException ToolMissing(string node, string tool, string package, string what) => new(
        "PublicToolsMissing", DentropyErrorCategory.ObjectNotFound, node, $"Node '{node}' has no {tool}, which {what}. Install it (Debian: apt install {package}), or put the package into the node's profile and run Initialize-DcNode. Nothing was changed.");

    public static DentropyException NoWireGuard(string node) => new(
        "PublicToolsMissing", DentropyErrorCategory.ObjectNotFound, node, $"The kernel of node '{node}' has no WireGuard, and the program wireguard-go is not installed there. Install it (Debian: apt install wireguard-go), or use -Tunnel Ssh. Nothing was changed.");

    public static DentropyException PortTaken(string node, string port, string who) => new(
        "PublicPortTaken", DentropyErrorCategory.ResourceBusy, node, $"Port {port} of node '{node}' is taken by {(who.Length > 0 ? Shown.Text(who) : "another program")}. Stop that, or choose another port. Nothing was changed.");

    public static DentropyException NoHostKeys(string node) => new(
        "PublicHostKeysUnknown", DentropyErrorCategory.InvalidResult, node, $"sshd of node '{node}' does not say what its host keys are (sshd -T), so the load balancers could not tell it from another. Mend its configuration (sshd -t). Nothing was changed.");

    public static DentropyException StateBroken(string node) => new(
        "PublicEndpointUnreadable", DentropyErrorCategory.InvalidData, node, $"{PublicPaths.StateFile} of node '{node}' cannot be understood. Take the endpoint away (Remove-DcPublicEndpoint -Force, with -To naming its load balancers) and set it anew.");

    public static DentropyException Busy(string node, string who) => new(
        "PublicEndpointBusy", DentropyErrorCategory.ResourceBusy, node, $"Somebody else is changing the public endpoint of node '{node}'{(who.Length > 0 ? $" ({Shown.Text(who)})" : "")}. Nothing was changed; try again.");

    public static DentropyException Changed(string node) => new(
        "PublicEndpointChanged", DentropyErrorCategory.ResourceBusy, node, $"Somebody else has changed the public endpoint of node '{node}' meanwhile. Nothing was changed; look at it and try again.");

    public static DentropyException NeedsRoot(string node, string said) => new(
        "PublicNeedsRoot", DentropyErrorCategory.PermissionDenied, node, $"Node '{node}' lets its account do nothing as root: {said.TrimEnd('.')}. Use an account that is root, or that may run sudo without a password.");

    public static DentropyException NotUnderstood(string node, string said) => new(
        "PublicLookFailed", DentropyErrorCategory.InvalidResult, node, $"Node '{node}' did not say what it has: {said.TrimEnd('.')}. Nothing was changed.");

    public static DentropyException NotServing(string balancer, string node, string ports, string why) => new(
        "PublicTunnelSilent", DentropyErrorCategory.OperationTimeout, balancer, $"Nothing of load balancer '{balancer}' answers at port {ports} through its tunnel to node '{node}'{(why.Length > 0 ? $" (the tunnel says: {why.TrimEnd('.')})" : "")}. See that something serves that port there, that PROXY protocol is as it expects it, and that '{balancer}' can reach '{node}'. The endpoint is as it was before.");

    public static DentropyException Unknown(string node) => new(
        "PublicEndpointUnknown", DentropyErrorCategory.OperationTimeout, node, $"The link to node '{node}' was lost while it took over its new configuration. It does so, or goes back to the one before, without us; run this again, and it is finished.");

    public static DentropyException Unreachable(string balancer, string node, Exception cause) => new(
        "PublicBalancerUnreachable", DentropyErrorCategory.ConnectionError, balancer, $"Load balancer '{balancer}' cannot be reached, so its part of the endpoint of '{node}' cannot be taken away: {cause.Message} Nothing was changed; -Force leaves its part there, where it can do nothing any more.", cause);

    /// <summary>What a script on a node said.</summary>
    public static DentropyException Of(string node, string word, string detail)
    {
        // A script that had nothing to add is known by its mark alone.
        detail = detail.StartsWith("dentropy:", StringComparison.Ordinal) ? "" : Shown.Text(detail.Trim().TrimEnd('.'));
        return word switch
        {
            "write" => New("PublicEndpointNotWritten", DentropyErrorCategory.WriteError, $"its files could not be written: {detail}"),
            "account" => New("PublicEndpointFailed", DentropyErrorCategory.InvalidResult, $"an account could not be made or removed: {detail}"),
            "sshd" => New("PublicSshdRefused", DentropyErrorCategory.InvalidResult, $"its sshd does not take the settings in {PublicPaths.Sshd}: {detail}"),
            "overruled" => New("PublicSshdRefused", DentropyErrorCategory.InvalidResult, $"the settings in {PublicPaths.Sshd} do not count for its sshd ('{detail}'). Have /etc/ssh/sshd_config include /etc/ssh/sshd_config.d/*.conf before its own Match blocks"),
            "config" => New("PublicEndpointRefused", DentropyErrorCategory.InvalidResult, $"haproxy does not take the new configuration: {detail}"),
            "start" => New("PublicEndpointNotStarted", DentropyErrorCategory.InvalidResult, $"it does not serve with the new configuration{(detail.Length > 0 ? ": " + detail : "")}"),
            _ => New("PublicEndpointFailed", DentropyErrorCategory.InvalidResult, $"the change failed: {detail}"),
        };

        DentropyException New(string id, DentropyErrorCategory category, string problem) => new(id, category, node, $"Node '{node}': {problem}. The endpoint is as it was before.");
    }
}
