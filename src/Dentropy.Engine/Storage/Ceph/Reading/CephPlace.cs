namespace Dentropy.Engine.Storage.Ceph.Reading;

/// <summary>Whose objects are read.</summary>
/// <param name="Cluster">Name of the cluster.</param>
/// <param name="Cloud">Folder of the inventory.</param>
/// <param name="Nodes">Names of the inventory's nodes, by every name that a host of them may have.</param>
internal sealed record CephPlace(string Cluster, string? Cloud, IReadOnlyDictionary<string, string> Nodes)
{
    /// <summary>The node of the inventory that a host of the CRUSH map is; null where there is none.</summary>
    public string? NodeOf(string? host) => host is not null && (Nodes.TryGetValue(host, out var node) || Nodes.TryGetValue(host.Split('.')[0], out node)) ? node : null;
}
