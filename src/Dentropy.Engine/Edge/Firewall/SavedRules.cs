using System.Globalization;
using Dentropy.Edge;

namespace Dentropy.Engine.Edge.Firewall;

/// <summary>One of our lines as the kernel has it.</summary>
/// <param name="Version">4 or 6.</param>
/// <param name="Table">Its table.</param>
/// <param name="Chain">Its chain.</param>
/// <param name="Tag">Its comment.</param>
/// <param name="Text">The line without counters.</param>
/// <param name="Packets">How many packets it has matched.</param>
/// <param name="Bytes">Their bytes.</param>
internal sealed record SavedLine(int Version, string Table, string Chain, string Tag, string Text, long Packets, long Bytes);

/// <summary>Our chains as <c>iptables-save -c</c> prints them (iptables-save(8)), beside what it printed when they were put there.</summary>
internal sealed class SavedRules
{
    private readonly ILookup<string, SavedLine> _lines;
    private readonly ILookup<string, SavedLine>? _applied;
    private readonly HashSet<(int, string, string)> _hooked = [];

    public SavedRules(string v4, string v6, string? applied4, string? applied6)
    {
        var now = Lines(4, v4).Concat(Lines(6, v6)).ToList();
        foreach (var hook in now.Where(line => line.Tag == "dentropy/hook"))
            _hooked.Add((hook.Version, hook.Table, hook.Text[(hook.Text.LastIndexOf(' ') + 1)..]));
        HasDocker = HasDockerChain(v4) || HasDockerChain(v6);
        // Docker puts its own rules before those that it finds, so ours have to be reached from its chain.
        IsBypassed = (HasDockerChain(v4) && Bypassed(now, 4)) || (HasDockerChain(v6) && Bypassed(now, 6));
        _lines = now.Where(line => _hooked.Contains((line.Version, line.Table, line.Chain))).ToLookup(line => line.Tag, StringComparer.Ordinal);
        _applied = applied4 is null && applied6 is null ? null : Lines(4, applied4 ?? "").Concat(Lines(6, applied6 ?? "")).ToLookup(line => line.Tag, StringComparer.Ordinal);
    }

    /// <summary>Whether Docker's chain for rules of users is there.</summary>
    public bool HasDocker { get; }

    /// <summary>Whether Docker came after our rules, and has put its own before them.</summary>
    public bool IsBypassed { get; }

    /// <summary>Packets and bytes of all lines with these tags.</summary>
    public (long Packets, long Bytes) Count(params ReadOnlySpan<string> tags)
    {
        var (packets, bytes) = (0L, 0L);
        foreach (var tag in tags)
        {
            foreach (var line in _lines[tag])
                (packets, bytes) = (packets + line.Packets, bytes + line.Bytes);
        }

        return (packets, bytes);
    }

    /// <summary>Whether what belongs to a name is as it was put there.</summary>
    /// <param name="tag">The tag; parts of it behind a slash belong to it.</param>
    /// <param name="expected">What was to be put there, without what only Docker has.</param>
    public DcFirewallState Status(string tag, IReadOnlyList<RuleLine> expected)
    {
        var now = Of(_lines, tag);
        if (now.Count == 0)
            return expected.Count == 0 ? DcFirewallState.Active : DcFirewallState.Missing;
        if (_applied is null)
            return now.Count(line => line.Chain != FirewallChains.Docker) == expected.Count(line => line.Chain != FirewallChains.Docker) ? DcFirewallState.Active : DcFirewallState.Changed;
        return now.Select(line => (line.Version, line.Table, line.Text)).SequenceEqual(Of(_applied, tag).Select(line => (line.Version, line.Table, line.Text))) ? DcFirewallState.Active : DcFirewallState.Changed;
    }

    private static List<SavedLine> Of(ILookup<string, SavedLine> lines, string tag) =>
        [.. lines.Where(group => group.Key == tag || (group.Key.StartsWith(tag, StringComparison.Ordinal) && group.Key[tag.Length] == '/')).OrderBy(group => group.Key, StringComparer.Ordinal).SelectMany(group => group)];

    private static bool Bypassed(List<SavedLine> lines, int version) =>
        lines.Exists(line => line.Version == version && line.Chain == FirewallChains.Forward) && !lines.Exists(line => line.Version == version && line.Tag == "dentropy/hook" && line.Chain == "DOCKER-USER");

    private static bool HasDockerChain(string save) => save.Contains("\n:DOCKER-USER ", StringComparison.Ordinal);

    private static IEnumerable<SavedLine> Lines(int version, string save)
    {
        var table = "";
        foreach (var line in save.Split('\n'))
        {
            if (line.StartsWith('*'))
                table = line[1..];
            if (FirewallTag.In(line) is not { } tag)
                continue;
            var (text, packets, bytes) = (line, 0L, 0L);
            if (line.StartsWith('[') && line.IndexOf(']', StringComparison.Ordinal) is var end && end > 0)
            {
                var counts = line[1..end].Split(':');
                (packets, bytes, text) = (Number(counts[0]), Number(counts[^1]), line[(end + 2)..]);
            }

            var words = text.Split(' ', 3);
            if (words[0] == "-A")
                yield return new(version, table, words[1], tag, text, packets, bytes);
        }
    }

    private static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
