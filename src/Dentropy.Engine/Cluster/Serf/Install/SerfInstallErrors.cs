using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Engine.Cluster.Serf.Install;

/// <summary>Errors of installing agents.</summary>
internal static class SerfInstallErrors
{
    public static DentropyException Settings(string what, string problem) => new(
        "InvalidSerfSettings", DentropyErrorCategory.InvalidArgument, what, $"{what} {problem}. Nothing was done.");

    public static DentropyException Local() => new(
        "SerfLocalNode", DentropyErrorCategory.InvalidArgument, DcNode.LocalName,
        "localhost has no name that other members could know it by. Add this machine to the inventory with its address (New-DcNode) and name that node.");

    public static DentropyException TagTaken(string node, string key) => new(
        "SerfTagTaken", DentropyErrorCategory.InvalidArgument, node,
        $"Metadata '{key}' of node '{node}' cannot become a tag, because the inventory's own field of that name already is one. Leave it out, or rename it.");

    public static DentropyException TagsTooLong(string node, int size, int largest) => new(
        "SerfTagsTooLong", DentropyErrorCategory.InvalidArgument, node,
        $"The tags of node '{node}' take {size} bytes, and Serf carries no more than {largest}. Leave metadata or tags out.");

    public static DentropyException NoAddress(string node, string name) => new(
        "SerfAddressUnknown", DentropyErrorCategory.InvalidData, node,
        $"Node '{node}' does not say by which of its addresses it is reached, and '{Shown.Text(name)}' is a name. Write its IP address into the inventory: Set-DcNode {node} -Address ...");

    public static DentropyException NeedsRoot(string node, string said) => new(
        "SerfNeedsRoot", DentropyErrorCategory.PermissionDenied, node,
        $"Node '{node}' lets its account do nothing as root: {said.TrimEnd('.')}. Use an account that is root, or that may run sudo without a password.");

    public static DentropyException NoProgram(string node) => new(
        "SerfProgramMissing", DentropyErrorCategory.ObjectNotFound, node,
        $"Node '{node}' has no serf, and no apt-get to install it with. Put the program at /usr/local/bin/serf there by its own system's means, then run this again.");

    public static DentropyException OtherAgent(string node) => new(
        "SerfAgentTaken", DentropyErrorCategory.ResourceBusy, node,
        $"On node '{node}' the package's own service serf.service runs an agent that Dentropy did not install. Stop it (systemctl disable --now serf), then run this again.");

    public static DentropyException KeyDiffers(string node, string there, string given) => new(
        "SerfKeyDiffers", DentropyErrorCategory.ResourceExists, node,
        $"The agent on node '{node}' has key {there} and not {given}; with another key it would lose the others. Update-DcSerfKey changes the key of all members; to give this node alone the other one, say -ReplaceKey.");

    public static DentropyException KeyringBroken(string node) => new(
        "SerfKeyringBroken", DentropyErrorCategory.InvalidData, node,
        $"The keyring {SerfPaths.Keyring} on node '{node}' cannot be read; a full disk leaves it like that. Name the cluster's key with -EncryptKey, and it is written anew.");

    public static DentropyException NotUnderstood(string node, string said) => new(
        "SerfInspectFailed", DentropyErrorCategory.InvalidResult, node,
        $"Node '{node}' did not say what is there: {said}. Nothing was changed on it.");

    public static DentropyException Package(string node, string said) => new(
        "SerfPackageFailed", DentropyErrorCategory.InvalidResult, node,
        $"apt-get could not install the package serf on node '{node}': {said.TrimEnd('.', ' ')}. Give the node a way to a package archive, or install it there by hand, then run this again. Its agent was not touched.");

    public static DentropyException Config(string node, string said) => new(
        "SerfConfigRefused", DentropyErrorCategory.InvalidArgument, node,
        $"Serf on node '{node}' does not take the configuration: {said.TrimEnd('.', ' ')}. The one before stays, and its agent was not touched.");

    public static DentropyException Write(string node, string said) => new(
        "SerfInstallFailed", DentropyErrorCategory.WriteError, node,
        $"The files of the agent could not be written on node '{node}': {said.TrimEnd('.', ' ')}. What was there before stays; mend that, then run this again.");

    public static DentropyException Start(string node, string said, bool back) => new(
        "SerfStartFailed", DentropyErrorCategory.InvalidResult, node,
        $"The agent on node '{node}' does not answer with the new configuration: {(said.Length == 0 ? "it says nothing" : said.TrimEnd('.', ' '))}. {(back ? "The one before was put back and runs" : "What was installed was taken away again")}; mend that, then run this again.");

    public static DentropyException Busy(string node) => new(
        "SerfNodeBusy", DentropyErrorCategory.ResourceBusy, node,
        $"Somebody else works on the agent of node '{node}'. It was left alone; look at what it has now and run this again.");

    public static DentropyException Unknown(string node) => new(
        "SerfInstallUnknown", DentropyErrorCategory.OperationTimeout, node,
        $"The link to node '{node}' was lost while its agent took over the new configuration. It does so, or puts the one before back, without us; run this again to see which.");

    public static DentropyException NotJoined(string node, IEnumerable<string> missing, bool encrypted) => new(
        "SerfNotJoined", DentropyErrorCategory.InvalidResult, node,
        $"The agent on node '{node}' runs, and it and {string.Join(", ", missing.Take(5))} do not see each other. {(encrypted ? "They may have different keys (Get-DcSerfKey shows fingerprints), or" : "The others may use a key (-EncryptKey), or")} a packet filter stands between them (TCP and UDP).");

    public static DentropyException NoAnswer(string node, string said) => new(
        "SerfAgentSilent", DentropyErrorCategory.InvalidResult, node,
        $"The agent on node '{node}' was installed and does not say who its members are: {said.TrimEnd('.', ' ')}. Look at its log.");

    public static DentropyException Remove(string node, string said) => new(
        "SerfUninstallFailed", DentropyErrorCategory.InvalidResult, node,
        $"The agent of node '{node}' could not be taken away: {said.TrimEnd('.', ' ')}. Mend that, then run this again.");
}
