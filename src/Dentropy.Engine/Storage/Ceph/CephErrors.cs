using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Storage.Ceph;

/// <summary>What can go wrong with a Ceph cluster, worded in one place.</summary>
internal static class CephErrors
{
    public static DentropyException NotConfigured(string cloud) => new(
        "CephNotConfigured",
        DentropyErrorCategory.ObjectNotFound,
        cloud,
        $"{Path.Join(cloud, CloudFile.Name)} names no Ceph cluster. Write one below ceph:, e.g. 'home: {{ nodes: [ceph1, ceph2] }}', or give -Node; see about_Dentropy_Ceph.");

    public static DentropyException ClusterNotFound(string name, IReadOnlyList<string> known) => new(
        "CephClusterNotFound",
        DentropyErrorCategory.ObjectNotFound,
        name,
        $"There is no Ceph cluster '{Shown.Text(name)}' in {CloudFile.Name}. {(known.Count > 0 ? $"There are {string.Join(", ", known)}." : "There is none; see about_Dentropy_Ceph.")}");

    public static DentropyException NotInstalled(string node) => new(
        "CephNotInstalled",
        DentropyErrorCategory.ObjectNotFound,
        node,
        $"Node '{node}' has no ceph command. Install it there (Debian: ceph-common; cephadm: 'cephadm install ceph-common'), or name a node that has it.");

    public static DentropyException KeyringUnreadable(string node, string said) => new(
        "CephKeyringUnreadable",
        DentropyErrorCategory.PermissionDenied,
        node,
        $"The ceph command on node '{node}' cannot read its configuration or the key that it needs: {said}. Let the account use sudo there, or name a keyring that it may read (ceph: keyring: in {CloudFile.Name}).");

    public static DentropyException KeyRefused(string node, string said) => new(
        "CephKeyRefused",
        DentropyErrorCategory.AuthenticationError,
        node,
        $"The Ceph cluster refused the key of node '{node}': {said}. Check that the keyring there belongs to this cluster, and what the key may do (ceph auth get).");

    public static DentropyException Unreachable(string node, string said) => new(
        "CephUnreachable",
        DentropyErrorCategory.ConnectionError,
        node,
        $"The ceph command on node '{node}' got no answer from the cluster: {said}. Check that the monitors run and that the node reaches them.");

    public static DentropyException NoQuorum(string node, string said) => new(
        "CephNoQuorum",
        DentropyErrorCategory.ConnectionError,
        node,
        $"The Ceph cluster has no quorum, so it answers nothing and serves nothing new: {said}. Start the monitors that are down; more than half of them have to see each other.");

    public static DentropyException AnswerInvalid(string where, string command, string problem) => new(
        "CephAnswerInvalid",
        DentropyErrorCategory.InvalidData,
        where,
        $"What '{command}' answered on '{where}' cannot be read: {problem}. Run it there by hand; something else than Ceph's own command may be in its place.");

    public static DentropyException Failed(string node, string command, string said) => new(
        "CephCommandFailed",
        DentropyErrorCategory.InvalidResult,
        node,
        $"'{command}' failed on node '{node}': {said}.");

    public static DentropyException Silent(string node, TimeSpan limit) => new(
        "CephUnreachable",
        DentropyErrorCategory.OperationTimeout,
        node,
        $"Node '{node}' did not answer within {limit.TotalSeconds:0} seconds. Check the node with Test-DcNode, or give it more time with -Timeout.");

    public static DentropyException WaitedInVain(string cluster, string wanted, TimeSpan time, string state) => new(
        "CephHealthTimeout",
        DentropyErrorCategory.OperationTimeout,
        cluster,
        $"Ceph cluster '{cluster}' did not reach {wanted} within {time.TotalSeconds:0} seconds. {state}");
}
