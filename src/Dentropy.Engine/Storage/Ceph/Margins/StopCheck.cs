namespace Dentropy.Engine.Storage.Ceph.Margins;

/// <summary>
/// Which OSDs may be stopped: those by whose stop no group gets fewer than <c>min_size</c> whole copies, and that have none that is not served already. It is the rule of
/// <c>ceph osd ok-to-stop</c> (<c>DaemonServer::_check_offlines_pgs</c>, src/mgr/DaemonServer.cc).
/// </summary>
internal static class StopCheck
{
    /// <summary>For each OSD; those are missing of which it is not certain.</summary>
    public static IReadOnlyDictionary<int, bool> Of(ClusterMap map)
    {
        var (refused, unsure) = (new HashSet<int>(), new HashSet<int>());
        foreach (var group in map.Groups ?? [])
        {
            if (!group.IsActive || group.Copies.Count - 1 < group.Pool.MinSize)
                (group.IsCertain ? refused : unsure).UnionWith(group.Copies);
            else if (group.Whole - 1 < group.Pool.MinSize)
                unsure.UnionWith(group.Copies);
        }

        return map.Osds.Keys
            .Where(osd => map.HasUnknown || refused.Contains(osd) || !unsure.Contains(osd))
            .ToDictionary(osd => osd, osd => !map.HasUnknown && !refused.Contains(osd));
    }
}
