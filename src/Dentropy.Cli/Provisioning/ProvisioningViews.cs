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
