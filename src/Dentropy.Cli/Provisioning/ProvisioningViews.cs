using System.Globalization;
using Dentropy.Cli.Cluster;
using Dentropy.Provisioning;

namespace Dentropy.Cli.Provisioning;

// A step of a profile on a node, in JSON and YAML.
internal sealed record ProvisionStepView(string Node, string Profile, string Step, string Name, string Status, string Detail, string? Diff, double Duration, FailureView? Failure)
{
    public static ProvisionStepView Of(DcProvisionStep one) => new(
        one.Node, one.Profile, one.Step, one.Name, Word(one.Status), one.Detail, one.Diff, Math.Round(one.Duration.TotalSeconds, 3), FailureView.Of(one.Failure));

    public static string Word(DcProvisionStatus status) => status switch
    {
        DcProvisionStatus.Changed => "changed",
        DcProvisionStatus.WouldChange => "would-change",
        DcProvisionStatus.Failed => "failed",
        DcProvisionStatus.Skipped => "skipped",
        _ => "unchanged",
    };
}

// A profile.
internal sealed record ProfileView(string Name, string? Description, IReadOnlyList<string> Extends, IReadOnlyList<string> Steps, bool BuiltIn, string? Path, FailureView? Failure)
{
    public static ProfileView Of(DcProfile one) => new(one.Name, one.Description, one.Extends, one.Steps, one.BuiltIn, one.Path, FailureView.Of(one.Failure));
}

// A key of a node's account.
internal sealed record NodeKeyView(string Node, string User, string Fingerprint, string Type, string Comment, string Options, bool InUse, bool IsAuthority, string? Path)
{
    public static NodeKeyView Of(DcNodeKey one) => new(one.Node, one.User, one.Fingerprint, one.Type, one.Comment, one.Options, one.InUse, one.IsAuthority, one.Path);
}

// What was done to the keys of a node's account.
internal sealed record NodeKeyChangeView(string Node, string? User, bool Changed, IReadOnlyList<string> Steps, string? Proved, IReadOnlyList<string> Removed, FailureView? Failure)
{
    public static NodeKeyChangeView Of(DcNodeKeyChange one) => new(one.Node, one.User, one.Changed, one.Steps, one.Proved, one.Removed, FailureView.Of(one.Failure));
}

// A host key of a node.
internal sealed record HostKeyView(string Node, string Host, string Type, int Bits, string Fingerprint, string? Path, bool OnNode, bool Known, string? CertifiedUntil, IReadOnlyList<string> CertifiedNames)
{
    public static HostKeyView Of(DcHostKey one) => new(
        one.Node, one.Host, one.Type, one.Bits, one.Fingerprint, one.Path, one.OnNode, one.Known, one.CertifiedUntil is { } until ? Time(until) : null, one.CertifiedNames);

    // A certificate without an end has the largest time there is.
    public static string Time(DateTimeOffset time) => time == DateTimeOffset.MaxValue ? "forever" : time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

// What was done to the host keys of a node.
internal sealed record HostKeyChangeView(string Node, bool Changed, IReadOnlyList<string> Steps, IReadOnlyList<string> Added, IReadOnlyList<string> Removed, FailureView? Failure)
{
    public static HostKeyChangeView Of(DcHostKeyChange one) => new(one.Node, one.Changed, one.Steps, one.Added, one.Removed, FailureView.Of(one.Failure));
}

// An SSH certificate that was issued.
internal sealed record SshCertificateView(
    string Kind, ulong Serial, string Identity, IReadOnlyList<string> Principals, string ValidFrom, string ValidUntil, string Fingerprint, string CaFingerprint, IReadOnlyList<string> SourceAddress,
    string? ForceCommand, string? Node, string? Path)
{
    public static SshCertificateView Of(DcSshCertificate one) => new(
        one.Kind == DcSshCertificateKind.Host ? "host" : "user", one.Serial, one.Identity, one.Principals, HostKeyView.Time(one.ValidFrom), HostKeyView.Time(one.ValidUntil), one.Fingerprint, one.CaFingerprint,
        one.SourceAddress, one.ForceCommand, one.Node, one.Path);
}

// A new pair of keys.
internal sealed record KeyFileView(string Path, string PublicPath, string Fingerprint, string Comment);
