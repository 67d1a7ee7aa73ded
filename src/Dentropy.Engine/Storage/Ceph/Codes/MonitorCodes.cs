namespace Dentropy.Engine.Storage.Ceph.Codes;

/// <summary>Codes of monitors.</summary>
internal static class MonitorCodes
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<CephCode> All { get; } =
    [
        new("MON_DOWN", "One or more monitors are not in the quorum; the cluster works on as long as more than half of them are.", "Look at the monitor's host and start it: systemctl start ceph-mon@NAME; ceph quorum_status shows who is missing."),
    ];
}
