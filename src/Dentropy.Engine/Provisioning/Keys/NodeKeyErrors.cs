using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Engine.Provisioning.Keys;

/// <summary>What can go wrong with keys of accounts, worded in one place.</summary>
internal static class NodeKeyErrors
{
    public static DentropyException FileExists(string path) => new(
        "KeyFileExists", DentropyErrorCategory.ResourceExists, path, $"{path} is there already and was left as it is. Choose another name.");

    public static DentropyException FileNotMade(string path, string said) => new(
        "KeyFileNotMade", DentropyErrorCategory.WriteError, path, $"ssh-keygen could not make {path}: {Shown.Text(said.TrimEnd('.'))}. Check the folder and its permissions.");

    public static DentropyException FileInvalid(string path, string problem) => new(
        "KeyFileInvalid", DentropyErrorCategory.InvalidData, path, $"{path} {problem}. Name a file that New-DcNodeKey or ssh-keygen made; nothing was changed.");

    public static DentropyException Local() => new(
        "NodeKeyLocalNode", DentropyErrorCategory.InvalidArgument, DcNode.LocalName, "localhost is reached without SSH, so it has no key for that. Name other nodes.");

    public static DentropyException Elsewhere(string node, string path) => new(
        "NodeKeysElsewhere", DentropyErrorCategory.NotImplemented, node,
        $"sshd on node '{node}' reads the account's keys from {Shown.Text(path)}, which is not in the account's home. Change them where they come from. Nothing was changed.");

    public static DentropyException Unreadable(string node, string said) => new(
        "NodeKeysUnreadable", DentropyErrorCategory.InvalidResult, node, $"Node '{node}' did not tell its account's keys: {said.TrimEnd('.')}. Nothing was changed.");

    public static DentropyException NotWritten(string node, string said) => new(
        said.Contains("No space left", StringComparison.Ordinal) ? "ProvisionDiskFull" : "NodeKeysNotWritten", DentropyErrorCategory.WriteError, node,
        $"The keys of node '{node}' could not be written: {said.TrimEnd('.')}. Those that were there stay; mend that, then run this again.");

    public static DentropyException Busy(string node) => new(
        "NodeKeysBusy", DentropyErrorCategory.ResourceBusy, node, $"Somebody else is changing the keys of node '{node}'. Nothing was changed by this run; run it again.");

    public static DentropyException NotProved(string node, string fingerprint, bool taken, Exception? cause) => new(
        "NodeKeyNotProved", DentropyErrorCategory.AuthenticationError, node,
        $"A login on node '{node}' with key {fingerprint} and no other does not work: {cause?.Message.TrimEnd('.') ?? "the server took another key"}. {(taken ? "It was taken away again" : "It was there before and stays")}, and the other keys stay as they were. Look at the key's file and at what sshd says, then run this again.", cause);

    public static DentropyException Unknown(string node) => new(
        "NodeKeyUnknown", DentropyErrorCategory.InvalidResult, node,
        $"ssh does not say which key it comes to node '{node}' with, so none was taken away. Set -IdentityFile of the node, or use a newer ssh.");

    public static DentropyException StillNeeded(string node, string fingerprint, Exception cause) => new(
        "NodeKeyStillNeeded", DentropyErrorCategory.AuthenticationError, node,
        $"Without key {fingerprint} a login on node '{node}' as the inventory says does not work, so it was put back: {cause.Message.TrimEnd('.')}. Set -IdentityFile of the node to a key that works (Set-DcNode {node} -IdentityFile ...), then run this again.", cause);

    public static DentropyException NotPutBack(string node, string fingerprint, Exception cause) => new(
        "NodeKeyNotPutBack", DentropyErrorCategory.ConnectionError, node,
        $"Key {fingerprint} was taken from node '{node}', after that a login did not work, and it could not be put back: {cause.Message.TrimEnd('.')}. The new key was proved before; try it by hand.", cause);

    public static DentropyException InUse(string node, string fingerprint) => new(
        "NodeKeyInUse", DentropyErrorCategory.ResourceBusy, node,
        $"Key {fingerprint} is the one that you come to node '{node}' with. It was left, so that you can come back. To change it, use Update-DcNodeKey -RevokeOld; or set another -IdentityFile that works, and remove it then.");

    public static DentropyException NotFound(string node, string key) => new(
        "NodeKeyNotFound", DentropyErrorCategory.ObjectNotFound, node, $"The account of node '{node}' has no key '{Shown.Text(key)}'. Get-DcNodeKey lists them by fingerprint and comment.");

    public static DentropyException Ambiguous(string node, string key) => new(
        "NodeKeyAmbiguous", DentropyErrorCategory.InvalidArgument, node, $"Several keys of node '{node}' have the comment '{Shown.Text(key)}'. Name one by its fingerprint.");
}
