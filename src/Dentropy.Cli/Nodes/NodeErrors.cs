using Dentropy.Engine.Inventory;

namespace Dentropy.Cli.Nodes;

internal static class NodeErrors
{
    public static DentropyException NotFound(INodeStore store, string name) => new(
        "NodeNotFound",
        DentropyErrorCategory.ObjectNotFound,
        name,
        $"There is no node {name} in {store.Location}. See the nodes with dentropy node list, or name another folder with --cloud.");

    public static DentropyException Exists(INodeStore store, string name) => new(
        "NodeExists",
        DentropyErrorCategory.ResourceExists,
        name,
        $"There is a node {name} in {store.Location} already. Change it with dentropy node set, or choose another name.");

    // A fan-out to nobody is more often a mistyped role than what was meant, and a script should notice.
    public static DentropyException NoneChosen(INodeStore store) => new(
        "NoNodeMatches",
        DentropyErrorCategory.ObjectNotFound,
        store.Location,
        $"No node in {store.Location} is what was asked for, and nothing was done. See the nodes with dentropy node list.");

    public static DentropyException Local() => new(
        "InvalidNodeName",
        DentropyErrorCategory.InvalidArgument,
        "localhost",
        "localhost is always this machine and has no entry that could be changed. Nothing was done. Name other nodes.");

    public static DentropyException Stale(string name, long yours, long stored) => new(
        "StaleRevision",
        DentropyErrorCategory.ResourceBusy,
        name,
        $"Node {name} was changed meanwhile: --revision says {yours}, the stored one is {stored}. Nothing was written. Look at it with dentropy node show {name} and repeat the change.");
}
