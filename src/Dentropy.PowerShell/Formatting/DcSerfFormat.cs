using Dentropy.Cluster;

namespace Dentropy.PowerShell.Formatting;

// Columns of the views of Serf's records.
public static class DcSerfFormat
{
    public static string Steps(DcSerfInstallation? one) =>
        one is null ? "" : one.Failure is { } failure ? failure.ErrorId : string.Join("; ", one.Steps);

    public static string Names(IReadOnlyList<string>? names) => names is null ? "" : string.Join(", ", names);
}
