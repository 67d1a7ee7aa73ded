using Dentropy.Cluster;

namespace Dentropy.Cli.Cluster.Serf;

// What an installation did to a node, in JSON and YAML.
internal sealed record SerfInstallationView(
    string Node,
    bool Changed,
    IReadOnlyList<string> Steps,
    string? Version,
    string? Address,
    string? Supervisor,
    string? KeyFingerprint,
    int Members,
    IReadOnlyList<string> Notes,
    double Duration,
    FailureView? Failure)
{
    public static SerfInstallationView Of(DcSerfInstallation one) => new(
        one.Node,
        one.Changed,
        one.Steps,
        one.Version,
        one.Address,
        one.Supervisor switch { DcSerfSupervisor.Systemd => "systemd", DcSerfSupervisor.Background => "background", _ => null },
        one.KeyFingerprint,
        one.Members,
        one.Notes,
        Math.Round(one.Duration.TotalSeconds, 3),
        FailureView.Of(one.Failure));
}

// A key and who has it.
internal sealed record SerfKeyView(string Fingerprint, int Count, bool Everywhere, IReadOnlyList<string> Nodes, IReadOnlyList<string> UsedBy, IReadOnlyList<string> Missing, string Via)
{
    public static SerfKeyView Of(DcSerfKey one) => new(one.Fingerprint, one.Count, one.Everywhere, one.Nodes, one.UsedBy, one.Missing, one.Via);
}

// A new key's file.
internal sealed record SerfKeyFileView(string Path, string Fingerprint);

// What a change of the key did.
internal sealed record SerfKeyRotationView(
    string Fingerprint,
    bool Changed,
    IReadOnlyList<string> Steps,
    IReadOnlyList<string> Removed,
    IReadOnlyList<string> Kept,
    IReadOnlyList<string> Members,
    IReadOnlyList<string> LeftOut,
    string Via,
    double Duration)
{
    public static SerfKeyRotationView Of(DcSerfKeyRotation one) =>
        new(one.Fingerprint, one.Changed, one.Steps, one.Removed, one.Kept, one.Members, one.LeftOut, one.Via, Math.Round(one.Duration.TotalSeconds, 3));
}
