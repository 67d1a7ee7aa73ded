using Dentropy.Backups;

namespace Dentropy.Cli.Backups;

// What came of a restore or a move, in JSON and YAML. Times are in seconds.
internal sealed record RestoreView(
    string App,
    string Node,
    string Source,
    IReadOnlyList<RestoredVolumeView> Volumes,
    IReadOnlyList<string> Containers,
    IReadOnlyList<string> Hostnames,
    string Health,
    double? Downtime,
    double Duration,
    IReadOnlyList<string> Warnings)
{
    public static RestoreView Of(DcRestoreResult result) => new(
        result.App,
        result.Node,
        result.Source,
        [.. result.Volumes.Select(volume => new RestoredVolumeView(volume.Name, volume.Target, volume.IsBind, volume.Driver))],
        result.Containers,
        result.Hostnames,
        result.Health.ToString().ToLowerInvariant(),
        result.Downtime is { } downtime ? Math.Round(downtime.TotalSeconds, 3) : null,
        Math.Round(result.Duration.TotalSeconds, 3),
        result.Warnings);
}

internal sealed record RestoredVolumeView(string Name, string Target, bool IsBind, string? Driver);
