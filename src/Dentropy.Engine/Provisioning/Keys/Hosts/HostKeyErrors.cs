using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Engine.Provisioning.Keys.Hosts;

/// <summary>What can go wrong with host keys, worded in one place.</summary>
internal static class HostKeyErrors
{
    public static DentropyException Local() => new(
        "HostKeyLocalNode", DentropyErrorCategory.InvalidArgument, DcNode.LocalName, "localhost is reached without SSH, so nobody asks for its host key. Name other nodes.");

    public static DentropyException NoCloud(string node) => new(
        "HostKeyNoCloud", DentropyErrorCategory.InvalidArgument, node, $"Node '{node}' is in no inventory, so there is no known_hosts for it. Add it with New-DcNode.");

    public static DentropyException Unreadable(string node, string said) => new(
        "HostKeysUnreadable", DentropyErrorCategory.InvalidResult, node, $"sshd on node '{node}' did not tell its host keys: {said.TrimEnd('.')}. Nothing was changed; mend that (sshd -t), then run this again.");

    public static DentropyException None(string node) => new(
        "HostKeysUnreadable", DentropyErrorCategory.InvalidResult, node, $"sshd on node '{node}' names no host key that could be read. Nothing was changed; look at HostKey in its configuration.");

    public static DentropyException NotServed(string node, Exception cause) => new(
        "HostKeyNotServed", DentropyErrorCategory.AuthenticationError, node,
        $"sshd on node '{node}' does not show the keys that its configuration names ({cause.Message.TrimEnd('.')}), so no old key was taken from known_hosts. Restart or reload sshd there, then run this again.", cause);

    public static DentropyException OtherKind(string node, string type) => new(
        "HostKeyKindUnknown", DentropyErrorCategory.NotImplemented, node, $"Node '{node}' has a host key of type {Shown.Text(type)}, and such a key cannot be made anew. Take it out of sshd's configuration first. Nothing was changed.");

    public static DentropyException InAgent(string node) => new(
        "HostKeyInAgent", DentropyErrorCategory.NotImplemented, node, $"sshd on node '{node}' takes its host keys from an agent (HostKeyAgent), so they are made there. Nothing was changed.");

    public static DentropyException NotProved(string node, string what, Exception cause, bool back) => new(
        "HostKeyNotProved", DentropyErrorCategory.AuthenticationError, node,
        $"A login on node '{node}' that trusts {what} alone does not work: {cause.Message.TrimEnd('.')}. {(back ? "What sshd had before was put back" : "The node puts back by itself what sshd had before")}. Look at what sshd says there, then run this again.", cause);

    /// <summary>What a script says.</summary>
    public static DentropyException Script(string node, string word, string why)
    {
        why = why.TrimEnd('.', ' ');
        return word switch
        {
            _ when why.Contains("No space left", StringComparison.Ordinal) => ProvisionErrors.Step(node, "host", "keys", "full", why),
            "refused" => new("SshdRefused", DentropyErrorCategory.InvalidData, node, $"sshd on node '{node}' does not take what was put there: {why}. What it had before is back, and it was not reloaded."),
            "overruled" => new("SshdOverruled", DentropyErrorCategory.InvalidData, node, $"sshd on node '{node}' does not read what was put there: {why}. What it had before is back. /etc/ssh/sshd_config has to include sshd_config.d at its top."),
            "late" => new("HostKeyNotProved", DentropyErrorCategory.OperationTimeout, node, $"On node '{node}' nobody proved in time that sshd shows what was put there, so it was taken back. Run this again."),
            "reload" => new("SshdNotReloaded", DentropyErrorCategory.InvalidResult, node, $"sshd on node '{node}' could not be reloaded: {why}. What it had before is back."),
            _ => ProvisionErrors.Step(node, "host", "keys", word, why),
        };
    }
}
