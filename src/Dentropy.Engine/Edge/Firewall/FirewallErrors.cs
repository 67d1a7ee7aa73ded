using System.Globalization;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Edge.Firewall;

/// <summary>The errors of a node's firewall, worded in one place.</summary>
internal static class FirewallErrors
{
    public static DentropyException InvalidName(string name) => new(
        "InvalidFirewallName", DentropyErrorCategory.InvalidArgument, name, $"'{name}' is no name for a rule. It has 1 to 64 letters, digits, dots, hyphens and underscores, and begins with a letter or digit.");

    public static DentropyException InvalidRange(string text) => new(
        "InvalidAddressRange", DentropyErrorCategory.InvalidArgument, text, $"'{text}' is neither an address, nor a network such as 10.77.0.0/16 or 2001:db8::/64, nor a node of the inventory.");

    public static DentropyException InvalidPort(string text) => new(
        "InvalidPort", DentropyErrorCategory.InvalidArgument, text, $"'{text}' is no port. Ports are numbers from 1 to 65535, and ranges such as 8000-8100.");

    public static DentropyException InvalidInterface(string text) => new(
        "InvalidInterface", DentropyErrorCategory.InvalidArgument, text, $"'{text}' is no name of a network interface.");

    public static DentropyException InvalidRate(string text) => new(
        "InvalidRateLimit", DentropyErrorCategory.InvalidArgument, text, $"'{text}' is no limit. Write a number up to 10000 and a time, such as 200/s, 30/m, 100/h or 500/d.");

    public static DentropyException InvalidRule(string name, string why) => new(
        "InvalidFirewallRule", DentropyErrorCategory.InvalidArgument, name, $"The rule '{name}' cannot be: {why}. Nothing was changed.");

    public static DentropyException InvalidRaw(string name, string why) => new(
        "InvalidRawRule", DentropyErrorCategory.InvalidArgument, name, $"The raw rule '{name}' cannot be: {why}. Nothing was changed.");

    public static DentropyException InvalidLimit(TimeSpan limit) => new(
        "InvalidConfirmLimit", DentropyErrorCategory.InvalidArgument, limit.ToString(), "The confirmation may take from 5 seconds to 10 minutes.");

    public static DentropyException TooLarge(string name, int lines, int most) => new(
        "InvalidFirewallRule", DentropyErrorCategory.InvalidArgument, name, string.Create(CultureInfo.InvariantCulture, $"The rule '{name}' would become {lines} lines of the packet filter, and {most} is the most. Give it fewer combinations of addresses and ports."));

    public static DentropyException Exists(string kind, string name, string node, string set) => new(
        kind + "Exists", DentropyErrorCategory.ResourceExists, name, $"Node '{node}' has another {(kind == "FirewallRule" ? "rule" : "port forward")} '{name}' already. Change it with {set}, or replace it with -Force.");

    public static DentropyException NotFound(string kind, string name, string node) => new(
        kind + "NotFound", DentropyErrorCategory.ObjectNotFound, name, $"Node '{node}' has no {(kind == "FirewallRule" ? "rule" : "port forward")} '{name}'.");

    public static DentropyException NoInterface(string node, string name, IEnumerable<string> known) => new(
        "InterfaceNotFound", DentropyErrorCategory.ObjectNotFound, name, $"Node '{node}' has no network interface '{name}'. It has {string.Join(", ", known)}. Nothing was changed.");

    public static DentropyException NoIPv6(string node, string name) => new(
        "FirewallNoIPv6", DentropyErrorCategory.NotImplemented, node, $"'{name}' is for IPv6 only, and node '{node}' has no ip6tables that works. Nothing was changed.");

    public static DentropyException NftInUse(string node, string tables) => new(
        "FirewallNftInUse", DentropyErrorCategory.ResourceBusy, node, $"Node '{node}' has an nftables rule set of its own ({Shown.Text(tables)}), which iptables does not see. Rules of both together would be hard to foresee, so nothing was changed. Keep the rules there, or remove that rule set first (nft delete table).");

    public static DentropyException Pending(string node, string until) => new(
        "FirewallBusy", DentropyErrorCategory.ResourceBusy, node, $"Another change of the firewall of node '{node}' waits for its confirmation{(until.Length > 0 ? $" until {until} of the node's clock" : "")}. Nothing was changed; try again then.");

    public static DentropyException Unconfirmed(string node, TimeSpan limit, string why, string state, Exception? cause) => new(
        "FirewallNotConfirmed", DentropyErrorCategory.OperationTimeout, node, $"No new connection to node '{node}' got through the new rules within {limit.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s{(why.Length > 0 ? $" ({why.TrimEnd('.')})" : "")}. {state}", cause);

    public static DentropyException Unknown(string node, string detail) => new(
        "FirewallUnreadable", DentropyErrorCategory.InvalidData, node, $"What Dentropy keeps in {FirewallScript.Folder}/rules of node '{node}' cannot be understood: {Shown.Text(detail)}. Restore that file, or remove it and make the rules anew.");

    /// <summary>What a script on the node said.</summary>
    public static DentropyException Of(string node, string word, string detail)
    {
        return word switch
        {
            "missing" => New("FirewallToolsMissing", DentropyErrorCategory.ObjectNotFound, "it has no iptables that works. Install it (Debian: apt install iptables). Nothing was changed"),
            "tool" => New("FirewallToolsMissing", DentropyErrorCategory.ObjectNotFound, $"it has no {Shown.Text(detail)}. Install it. Nothing was changed"),
            "busy" => New("FirewallBusy", DentropyErrorCategory.ResourceBusy, "somebody else is changing its firewall. Nothing was changed; try again"),
            "changed" => New("FirewallChanged", DentropyErrorCategory.ResourceBusy, "somebody else has changed its firewall meanwhile. Nothing was changed; try again"),
            "cut" => New("FirewallNotWritten", DentropyErrorCategory.ConnectionError, "the new rules did not arrive whole. Nothing was changed; try again"),
            "nospace" => New("FirewallNotWritten", DentropyErrorCategory.WriteError, $"its disk with {FirewallScript.Folder} is full. The former rules are in force"),
            "write" => New("FirewallNotWritten", DentropyErrorCategory.WriteError, $"the new rules could not be written: {Shown.Text(detail)}. The former ones are in force"),
            "rules" => New("FirewallRefused", DentropyErrorCategory.InvalidResult, $"iptables does not take the new rules: {Shown.Text(detail.Trim())}. The former ones are in force"),
            "nft" => New("FirewallNftInUse", DentropyErrorCategory.ResourceBusy, $"it has {Shown.Text(detail)}. Nothing was changed"),
            "sysctl" => New("FirewallRefused", DentropyErrorCategory.InvalidResult, $"its kernel does not take a setting: {Shown.Text(detail)}. The former rules are in force"),
            "guard" => New("FirewallNotArmed", DentropyErrorCategory.InvalidResult, "the timer that would put the former rules back did not start. Nothing was changed"),
            "undo" => New("FirewallNotUndone", DentropyErrorCategory.InvalidResult, $"the former rules could not be put back: {Shown.Text(detail)}. A timer on the node goes on trying; a restart of the node brings them back as well"),
            "denied" => New("FirewallDenied", DentropyErrorCategory.PermissionDenied, $"the account may not change its firewall: {Shown.Text(detail)}. Nothing was changed; give it sudo without a password"),
            _ => New("FirewallFailed", DentropyErrorCategory.InvalidResult, $"the change failed: {Shown.Text(detail)}"),
        };

        DentropyException New(string id, DentropyErrorCategory category, string problem) => new(id, category, node, $"Node {node}: {problem}.");
    }
}
