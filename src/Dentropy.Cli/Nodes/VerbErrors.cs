namespace Dentropy.Cli.Nodes;

// What only verbs of this command can run into.
internal static class VerbErrors
{
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
