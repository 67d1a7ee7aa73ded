using Dentropy.Cli.Cluster;
using Dentropy.Nodes;

namespace Dentropy.Cli.Nodes;

// What a look at a node found, in JSON and YAML. Times are in seconds, sizes in bytes; what the node could not tell is null.
internal sealed record NodeTestView(
    string Node,
    bool Healthy,
    bool Reachable,
    bool? HostKeyKnown,
    bool? KeyAccepted,
    double? ConnectTime,
    double? RoundTrip,
    string? OperatingSystem,
    string? OsId,
    string? OsVersion,
    string? Kernel,
    string? Architecture,
    double? Uptime,
    string? BootId,
    bool? Sudo,
    IReadOnlyList<NodeDiskView> Disks,
    long? MemoryTotal,
    long? MemoryAvailable,
    IReadOnlyList<double> Load,
    int? Cpus,
    double? Temperature,
    double? ClockSkewMs,
    double? ClockSkewUncertaintyMs,
    bool? Docker,
    string? DockerVersion,
    bool? Serf,
    string? SerfVersion,
    bool? RebootRequired,
    IReadOnlyList<string> Problems,
    double Duration,
    FailureView? Failure)
{
    public static NodeTestView Of(DcNodeTest test) => new(
        test.Node,
        test.Healthy,
        test.Reachable,
        test.HostKeyKnown,
        test.KeyAccepted,
        Seconds(test.ConnectTime),
        Seconds(test.RoundTrip),
        test.OperatingSystem,
        test.OsId,
        test.OsVersion,
        test.Kernel,
        test.Architecture,
        Seconds(test.Uptime),
        test.BootId,
        test.Sudo,
        [.. test.Disks.Select(disk => new NodeDiskView(disk.Path, disk.Size, disk.Free, disk.UsedPercent))],
        test.MemoryTotal,
        test.MemoryAvailable,
        test.Load,
        test.Cpus,
        test.Temperature,
        test.ClockSkewMs,
        test.ClockSkewUncertaintyMs,
        test.Docker,
        test.DockerVersion,
        test.Serf,
        test.SerfVersion,
        test.RebootRequired,
        test.Problems,
        Math.Round(test.Duration.TotalSeconds, 3),
        FailureView.Of(test.Failure));

    private static double? Seconds(TimeSpan? time) => time is { } known ? Math.Round(known.TotalSeconds, 6) : null;
}
