using Dentropy.Storage;

namespace Dentropy.Cli.Storage;

// Ceph clusters in JSON and YAML.
internal sealed record CephHealthView(
    string Cluster,
    string ClusterId,
    string Status,
    string Summary,
    IReadOnlyList<CephCheckView> Checks,
    IReadOnlyList<CephMonitorView> Monitors,
    string? ActiveManager,
    IReadOnlyList<string> StandbyManagers,
    int Osds,
    int OsdsUp,
    int OsdsIn,
    IReadOnlyList<CephGroupStateView> GroupStates,
    CephMarginView? Margin,
    CephCapacityView? Capacity,
    string? Version,
    IReadOnlyList<string> Notes,
    DateTimeOffset Time,
    string Source)
{
    public static CephHealthView Of(DcCephHealth one) => new(
        one.Cluster, one.ClusterId, CephCheckView.Word(one.Status), one.Summary, [.. one.Checks.Select(CephCheckView.Of)],
        [.. one.Monitors.Select(monitor => new CephMonitorView(monitor.Name, monitor.Address, monitor.InQuorum, monitor.IsLeader))],
        one.ActiveManager, one.StandbyManagers, one.Osds, one.OsdsUp, one.OsdsIn, [.. one.GroupStates.Select(state => new CephGroupStateView(state.State, state.Count))],
        one.Margin is { } margin ? CephMarginView.Of(margin) : null, one.Capacity is { } space ? CephCapacityView.Of(space) : null, one.Version, one.Notes, one.Time, one.Source);
}

internal sealed record CephCheckView(string Code, string Severity, string Message, IReadOnlyList<string> Detail, string Meaning, string NextStep, bool IsKnown, bool IsMuted, int? Count)
{
    public static CephCheckView Of(DcCephCheck one) => new(one.Code, Word(one.Severity), one.Message, one.Detail, one.Meaning, one.NextStep, one.IsKnown, one.IsMuted, one.Count);

    public static string Word(DcCephStatus status) => status switch { DcCephStatus.Ok => "HEALTH_OK", DcCephStatus.Warning => "HEALTH_WARN", _ => "HEALTH_ERR" };
}

internal sealed record CephMonitorView(string Name, string? Address, bool InQuorum, bool IsLeader);

internal sealed record CephGroupStateView(string State, int Count);

internal sealed record CephMarginView(
    int OsdsUntilUnavailable, int OsdsUntilLost, int HostsUntilUnavailable, int HostsUntilLost, int? Monitors, IReadOnlyList<string> WorstOsds, IReadOnlyList<string> WorstHosts, IReadOnlyList<string> Reasons)
{
    public static CephMarginView Of(DcCephMargin one) => new(
        one.OsdsUntilUnavailable, one.OsdsUntilLost, one.HostsUntilUnavailable, one.HostsUntilLost, one.Monitors, one.WorstOsds, one.WorstHosts, one.Reasons);
}

internal sealed record CephCapacityView(
    string Cluster,
    long Total,
    long Used,
    long Available,
    double UsedPercent,
    double NearFullPercent,
    double FullPercent,
    string? FullestOsd,
    double? FullestPercent,
    DateTimeOffset? NearFullTime,
    double? GrowthPerDay,
    double? ObservedSeconds,
    bool? FitsAfterHostLoss)
{
    public static CephCapacityView Of(DcCephCapacity one) => new(
        one.Cluster, one.Total, one.Used, one.Available, one.UsedPercent, one.NearFullPercent, one.FullPercent, one.FullestOsd, one.FullestPercent, one.NearFullTime, one.GrowthPerDay,
        one.Observed?.TotalSeconds, one.FitsAfterHostLoss);
}

internal sealed record CephOsdView(
    string Cluster,
    int Id,
    string Name,
    string? Host,
    string? Node,
    IReadOnlyList<string> Location,
    string? DeviceClass,
    bool IsUp,
    bool IsIn,
    double Weight,
    double Reweight,
    long? Size,
    long? Used,
    double? UsedPercent,
    int? Groups,
    bool? CanStop)
{
    public static CephOsdView Of(DcCephOsd one) => new(
        one.Cluster, one.Id, one.Name, one.Host, one.Node, one.Location, one.DeviceClass, one.IsUp, one.IsIn, one.Weight, one.Reweight, one.Size, one.Used, one.UsedPercent, one.Groups, one.CanStop);
}

internal sealed record CephPoolView(
    string Cluster,
    string Name,
    int Id,
    bool IsErasureCoded,
    int Size,
    int MinSize,
    int Groups,
    string? Rule,
    string? FailureDomain,
    IReadOnlyList<string> Applications,
    long? Objects,
    long? Stored,
    long? Used,
    long? Available,
    double? UsedPercent,
    CephMarginView? Margin)
{
    public static CephPoolView Of(DcCephPool one) => new(
        one.Cluster, one.Name, one.Id, one.IsErasureCoded, one.Size, one.MinSize, one.Groups, one.Rule, one.FailureDomain, one.Applications, one.Objects, one.Stored, one.Used, one.Available,
        one.UsedPercent, one.Margin is { } margin ? CephMarginView.Of(margin) : null);
}
