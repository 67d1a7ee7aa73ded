namespace Dentropy.Engine.Storage.Ceph.Margins;

/// <summary>What of a cluster says how much more may fail.</summary>
/// <param name="Pools">Its pools, by their number.</param>
/// <param name="Osds">Its OSDs, and whether each runs.</param>
/// <param name="Hosts">The host bucket of each OSD; null where the CRUSH map could not be had.</param>
/// <param name="Groups">Its placement groups; null where they could not be had.</param>
/// <param name="HasUnknown">Whether some placement groups have not been reported by any OSD.</param>
internal sealed record ClusterMap(
    IReadOnlyDictionary<int, MapPool> Pools,
    IReadOnlyDictionary<int, bool> Osds,
    IReadOnlyDictionary<int, string>? Hosts,
    IReadOnlyList<MapGroup>? Groups,
    bool HasUnknown)
{
    /// <summary>The host of an OSD; one that is in no host bucket stands alone. Where no host is known, all are taken to be on one.</summary>
    public string HostOf(int osd) => Hosts is null ? "?" : Hosts.TryGetValue(osd, out var host) ? host : OsdName(osd);

    /// <summary>Name of an OSD.</summary>
    public static string OsdName(int osd) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"osd.{osd}");
}
