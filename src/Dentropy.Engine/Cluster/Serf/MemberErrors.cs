using Dentropy.Cluster;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Cluster.Serf;

/// <summary>The errors of single members.</summary>
internal static class MemberErrors
{
    public static DentropyException NotFound(string name) => new(
        "SerfMemberNotFound",
        DentropyErrorCategory.ObjectNotFound,
        name,
        $"The cluster has no member '{Shown.Text(name)}'. Get-DcClusterMember lists those that it has.");

    public static DentropyException NodeNotMember(string node) => new(
        "SerfMemberNotFound",
        DentropyErrorCategory.ObjectNotFound,
        node,
        $"Node '{node}' is no member of the Serf cluster, so nothing was run there. Install an agent on it, or leave -Via out.");

    public static DentropyException NotAlive(string name, DcMemberStatus status) => new(
        "SerfMemberNotAlive",
        DentropyErrorCategory.ConnectionError,
        name,
        $"Member '{name}' is {Word(status)} by Serf, so it was not asked. Look at it with Test-DcNode.");

    public static DentropyException NotFoundAlive(string name) => new(
        "SerfMemberNotAlive",
        DentropyErrorCategory.ObjectNotFound,
        name,
        $"The cluster has no member '{Shown.Text(name)}' that is alive, so nothing was changed. Get-DcClusterMember lists those that it has.");

    public static DentropyException Alive(string name) => new(
        "SerfMemberAlive",
        DentropyErrorCategory.ResourceBusy,
        name,
        $"Member '{name}' is alive and would be back at once. Stop its agent first.");

    public static DentropyException NodeUnknown(string name) => new(
        "SerfMemberNodeUnknown",
        DentropyErrorCategory.ObjectNotFound,
        name,
        $"No node of the inventory has the name or the address of member '{name}', so its agent cannot be asked. Add it with New-DcNode.");

    public static DentropyException SilentMember(string name, string query, bool acknowledged, bool asked) => new(
        "SerfMemberSilent",
        DentropyErrorCategory.OperationTimeout,
        name,
        $"Member '{name}' did not answer the query '{Shown.Text(query)}' in its time"
        + (acknowledged ? ", although it came there. Does its agent have a handler for it (query:NAME=COMMAND), and is a longer -Timeout needed?"
            : asked ? ", nor did it say that the query came. Look at it with Test-DcNode."
            : ". Does its agent have a handler for it (query:NAME=COMMAND)? -Acknowledge tells whether the query comes there."));

    public static DentropyException NobodyAsked(string query) => new(
        "SerfMemberNotFound",
        DentropyErrorCategory.ObjectNotFound,
        query,
        $"No member that is alive fits, so the query '{Shown.Text(query)}' was not sent. Get-DcClusterMember lists members with their tags and status.");

    public static string Word(DcMemberStatus status) => status.ToString().ToLowerInvariant();
}
