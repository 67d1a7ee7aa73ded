using System.Globalization;
using Dentropy.Engine.Security.Look;
using Dentropy.Security;

namespace Dentropy.Engine.Security.Checks;

/// <summary>Secrets on a node that others than their owner may read.</summary>
internal sealed class SecretChecks : INodeCheck
{
    // Groups that are there to hold secrets (base-passwd, ssl-cert, ceph).
    private static readonly HashSet<string> s_trusted = new(StringComparer.Ordinal) { "root", "shadow", "ssl-cert", "ceph", "wheel" };

    public IReadOnlyList<string> Names { get; } = [SecurityChecks.ReadableSecret];

    public LookPart Parts => LookPart.Secrets;

    public IEnumerable<DcSecurityFinding> Judge(NodeScope node)
    {
        foreach (var unseen in node.Unseen(SecurityChecks.ReadableSecret, "secrets", "files with secrets that others may read"))
            yield return unseen;
        foreach (var words in node.Look.Words("secret"))
        {
            if (words is not [var kind, var door, var mode, var owner, var group, var hex] || NodeLook.Text(hex) is not { Length: > 0 } path)
                continue;
            var others = (Octal(mode) & 4) != 0;
            if (!others && (s_trusted.Contains(group) || group == owner))
                continue;
            var (severity, who) = (others, door) switch
            {
                (true, "open") => (DcSecuritySeverity.High, "Every account and every service of the node can read it."),
                (true, _) => (DcSecuritySeverity.Low, "Every account could read it; only the mode of a folder above it stands before that."),
                _ => (DcSecuritySeverity.Low, $"Everybody in the group {Inventory.Shown.Text(group)} can read it."),
            };
            // Of a path with anything else in it, what is shown is not what it is.
            var plain = path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or '+' or '@' or ':');
            yield return node.Finding(
                severity,
                SecurityChecks.ReadableSecret,
                $"{NodeScope.Path(path)}, mode {mode}, {Inventory.Shown.Text(owner)}:{Inventory.Shown.Text(group)}{(kind == "key" ? ", holds a private key" : "")}",
                who + (kind == "key" ? " Make a new key where somebody may have." : ""),
                plain ? $"Invoke-DcClusterCommand 'chmod {(others && s_trusted.Contains(group) ? "o" : "go")}-rwx {path}' -Node {node.Node.Name} -Sudo" : null);
        }
    }

    private static int Octal(string mode) => int.TryParse(mode.AsSpan(Math.Max(0, mode.Length - 1)), NumberStyles.None, CultureInfo.InvariantCulture, out var others) ? others : 0;
}
