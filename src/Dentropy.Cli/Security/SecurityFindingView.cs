using Dentropy.Cli.Common;
using Dentropy.Security;

namespace Dentropy.Cli.Security;

// A finding, in JSON and YAML.
internal sealed record SecurityFindingView(string Severity, string Node, string Check, bool NotChecked, string Evidence, string Meaning, string? Remedy)
{
    public static SecurityFindingView Of(DcSecurityFinding one) => new(
        Word(one.Severity), one.Node, one.Check, one.NotChecked, one.Evidence, Wording.Adapt(one.Meaning), one.Remedy is { } remedy ? AuditText.Command(remedy) : null);

    public static string Word(DcSecuritySeverity severity) => severity.ToString().ToLowerInvariant();
}

// A check, in JSON and YAML.
internal sealed record SecurityCheckView(string Name, string Severity, string Description)
{
    public static SecurityCheckView Of(Engine.Security.SecurityCheck one) => new(one.Name, SecurityFindingView.Word(one.Severity), one.Description);
}
