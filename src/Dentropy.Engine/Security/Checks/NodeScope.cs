using Dentropy.Engine.Inventory;
using Dentropy.Engine.Security.Expect;
using Dentropy.Engine.Security.Look;
using Dentropy.Nodes;
using Dentropy.Security;

namespace Dentropy.Engine.Security.Checks;

/// <summary>One node as checks see it: what the inventory says of it, and what was seen.</summary>
/// <param name="Node">The node.</param>
/// <param name="Look">What was seen.</param>
/// <param name="Expected">What the inventory expects.</param>
/// <param name="Settings">Limits.</param>
internal sealed record NodeScope(DcNode Node, NodeLook Look, ExpectedCloud Expected, SecurityAuditSettings Settings)
{
    /// <summary>What its ports showed of TLS.</summary>
    public NodeTls Tls { get; init; } = NodeTls.None;

    private const int MostShown = 6;

    /// <summary>A finding of this node.</summary>
    public DcSecurityFinding Finding(DcSecuritySeverity severity, string check, string evidence, string meaning, string? remedy) => new()
    {
        Severity = severity,
        Node = Node.Name,
        Cloud = Node.Cloud,
        Check = check,
        Evidence = evidence,
        Meaning = meaning,
        Remedy = remedy,
    };

    /// <summary>That something could not be looked at, so that silence never passes for safety; none where it could.</summary>
    /// <param name="check">The check.</param>
    /// <param name="part">What the node's script calls it.</param>
    /// <param name="what">What is not known, to be put behind <c>not checked:</c>.</param>
    public IEnumerable<DcSecurityFinding> Unseen(string check, string part, string what) =>
        Look.Unseen.TryGetValue(part, out var why) ? [NotChecked(check, what, why)] : [];

    /// <summary>That something could not be looked at.</summary>
    public DcSecurityFinding NotChecked(string check, string what, string why) =>
        Finding(
            DcSecuritySeverity.Information,
            check,
            $"not checked: {what}, because {Shown.Text(why)}",
            "Nothing is known of it; that it is not told does not mean that it is well." + (Look.IsRoot ? "" : " Let the account be root, or become it by sudo without a password."),
            remedy: null) with { NotChecked = true };

    /// <summary>A path, whole where it is plain: one that is cut cannot be found again.</summary>
    public static string Path(string path) => path.Length <= 300 && path.All(c => c is > ' ' and < '\u007f') ? path : Shown.Text(path);

    /// <summary>Names in a sentence: the first few of them.</summary>
    public static string List(IEnumerable<string> names)
    {
        var all = names.ToList();
        var shown = string.Join(", ", all.Take(MostShown).Select(Shown.Text));
        return all.Count > MostShown ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{shown} and {all.Count - MostShown} more") : shown;
    }
}
