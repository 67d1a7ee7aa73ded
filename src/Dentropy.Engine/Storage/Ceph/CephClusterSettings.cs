using Dentropy.Engine.Inventory;
using Dentropy.Engine.Secrets;

namespace Dentropy.Engine.Storage.Ceph;

/// <summary>A Ceph cluster as <c>cloud.yaml</c> names it, below <c>ceph:</c>.</summary>
internal sealed class CephClusterSettings
{
    private const string Section = "ceph";
    private static readonly string[] s_keys = ["nodes", "sudo", "conf", "keyring", "name", "dashboard", "user", "password", "ca"];

    /// <summary>Its name; null where it was reached by a node only.</summary>
    public string? Name { get; init; }

    /// <summary>Names or node sets of the nodes that are asked, in turn until one answers.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];

    /// <summary>Whether the command runs as root; null for where the account cannot read the keyring.</summary>
    public bool? Sudo { get; init; }

    /// <summary>Configuration file on the node; null for Ceph's own place.</summary>
    public string? Conf { get; init; }

    /// <summary>Keyring on the node; null for Ceph's own places.</summary>
    public string? Keyring { get; init; }

    /// <summary>Who asks.</summary>
    public string Client { get; init; } = "client.admin";

    /// <summary>Address of the dashboard; null where nodes are asked.</summary>
    public Uri? Dashboard { get; init; }

    /// <summary>Account of the dashboard.</summary>
    public string? User { get; init; }

    /// <summary>Its password.</summary>
    public SecretReference? Password { get; init; }

    /// <summary>File with the authority that signed the dashboard's certificate; null for those that this machine trusts.</summary>
    public string? Authority { get; init; }

    /// <summary>The clusters of a cloud, in the file's order.</summary>
    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>.</exception>
    public static async Task<IReadOnlyList<CephClusterSettings>> ReadAllAsync(string cloud, CancellationToken cancellationToken)
    {
        if (await CloudFile.ReadAsync(cloud, Section, cancellationToken).ConfigureAwait(false) is not { } section)
            return [];
        return [.. CloudFile.Keys(cloud, section, Section).Select(entry => Read(cloud, entry.Key, entry.Value))];
    }

    private static CephClusterSettings Read(string cloud, string name, YamlPiece piece)
    {
        if (!CloudFile.IsName(name))
            throw CloudFile.InvalidIn(cloud, piece.Line, $"'{Shown.Text(name)}' cannot be the name of a Ceph cluster: letters, digits, - and _ can");
        if (piece is not YamlMap map)
            throw CloudFile.InvalidIn(cloud, piece.Line, $"Ceph cluster {name}: keys with values belong here, nodes or dashboard");
        var keys = new CloudKeys(cloud, $"Ceph cluster {name}", map, s_keys);
        var settings = new CephClusterSettings
        {
            Name = name,
            Nodes = keys.Texts("nodes"),
            Sudo = keys.Flag("sudo"),
            Conf = OnNode(keys, "conf"),
            Keyring = OnNode(keys, "keyring"),
            Client = keys.Text("name") ?? "client.admin",
            Dashboard = keys.Url("dashboard"),
            User = keys.Text("user"),
            Password = keys.Secret("password"),
            Authority = keys.FilePath("ca"),
        };
        if (!settings.Client.Contains('.', StringComparison.Ordinal))
            throw keys.Wrong("name", "is no name of a client such as client.admin");
        if (settings.Dashboard is null == (settings.Nodes.Count == 0))
            throw keys.Wrong("needs either nodes or dashboard");
        if (settings.Dashboard is not null && (settings.User is null || settings.Password is null))
            throw keys.Wrong("dashboard", "needs user and password beside it");
        return settings;
    }

    // It is read on the node, whatever its folder is here.
    private static string? OnNode(CloudKeys keys, string key) =>
        keys.Text(key) is not { } path ? null : path.StartsWith('/') ? path : throw keys.Wrong(key, "is no absolute path on the node");
}
