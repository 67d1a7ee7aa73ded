using System.Globalization;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Security.Look;
using Dentropy.Security;

namespace Dentropy.Engine.Security.Checks;

/// <summary>Security updates that are not installed, and what says nothing of them.</summary>
internal sealed class UpdateChecks : INodeCheck
{
    public IReadOnlyList<string> Names { get; } = [SecurityChecks.UpdatesPending, SecurityChecks.UpdatesUnknown, SecurityChecks.RebootRequired];

    public LookPart Parts => LookPart.Updates;

    public IEnumerable<DcSecurityFinding> Judge(NodeScope node)
    {
        var look = node.Look;
        var name = node.Node.Name;
        foreach (var unseen in node.Unseen(SecurityChecks.UpdatesPending, "updates", "security updates"))
            yield return unseen;
        var pending = look.Lines("upgrade").Where(IsSecurity).Select(line => line.Split(' ')[0]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (pending.Count > 0)
            yield return node.Finding(
                DcSecuritySeverity.High, SecurityChecks.UpdatesPending, string.Create(CultureInfo.InvariantCulture, $"{pending.Count} not installed: {NodeScope.List(pending)}"),
                "Holes that are mended and published are still open here. The profile base has nodes install such updates by themselves.",
                $"Invoke-DcClusterCommand 'apt-get update && DEBIAN_FRONTEND=noninteractive apt-get -y --with-new-pkgs upgrade' -Node {name} -Sudo");
        if (Stale(node) is { } stale)
            yield return node.Finding(
                DcSecuritySeverity.Medium, SecurityChecks.UpdatesUnknown, stale, "Updates that came out since then are not known to the node, so it may lack some.", $"Invoke-DcClusterCommand 'apt-get update' -Node {name} -Sudo");
        foreach (var packages in look.Lines("reboot").Take(1))
            yield return node.Finding(
                DcSecuritySeverity.Medium, SecurityChecks.RebootRequired, packages.Trim() is { Length: > 0 } which ? $"for {Shown.Text(which)}" : "/run/reboot-required is there",
                "What was updated is not in use before the restart.", $"Restart-DcNode {name}");
    }

    // apt-get(8), -s: "libc6 [2.36-9] (2.36-9+deb12u9 Debian-Security:12/stable-security [amd64])"; Ubuntu's is "Ubuntu:24.04/noble-security".
    private static bool IsSecurity(string line)
    {
        var open = line.IndexOf('(', StringComparison.Ordinal);
        var origins = open < 0 ? "" : line[open..];
        return origins.Contains("Debian-Security:", StringComparison.OrdinalIgnoreCase) || origins.Contains("-security", StringComparison.OrdinalIgnoreCase);
    }

    private static string? Stale(NodeScope node)
    {
        if (node.Look.Lines("lists").FirstOrDefault() is not { } lists)
            return null;
        if (lists == "none")
            return "apt has no lists of packages";
        if (!Time(lists, out var at) || !Time(node.Look.Lines("now").FirstOrDefault(), out var now) || now - at <= node.Settings.ListAge)
            return null;
        return string.Create(CultureInfo.InvariantCulture, $"apt's lists of packages are {(now - at).TotalDays:0} days old");
    }

    private static bool Time(string? text, out TimeSpan time)
    {
        var read = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < uint.MaxValue;
        time = TimeSpan.FromSeconds(read ? seconds : 0);
        return read;
    }
}
