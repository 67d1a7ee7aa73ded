namespace Dentropy.Engine.Edge.Firewall;

/// <summary>What a change does to the packet filter, line by line.</summary>
internal static class FirewallDifference
{
    public static IReadOnlyList<string> Of(FirewallFacts facts, FirewallSet after, string file, IReadOnlyDictionary<string, string> settings)
    {
        var (old, now) = (Texts(facts.Set, facts), Texts(after, facts));
        var difference = Without(old, now).Select(line => "- " + line).Concat(Without(now, old).Select(line => "+ " + line)).ToList();
        foreach (var (key, value) in settings.Where(pair => !facts.Set.Former.ContainsKey(pair.Key)))
            difference.Add($"+ sysctl {key}={value}");
        foreach (var (key, value) in facts.Set.Former.Where(pair => !settings.ContainsKey(pair.Key)))
            difference.Add($"- sysctl {key} back to {value}");
        if (difference.Count > 0)
            return difference;
        if (!old.SequenceEqual(now, StringComparer.Ordinal))
            return ["~ the order of the rules"];
        // What is written there and what the kernel has may differ, since others can change the packet filter too.
        if (!facts.Set.IsEmpty && FirewallViews.Drifted(facts))
            return ["~ rules that somebody has changed or removed are put back"];
        return file.Length > 0 && file != facts.File.Trim('\n') + "\n" ? ["~ the file with the rules"] : [];
    }

    // Chains for Docker's ports are shown only where Docker is.
    private static List<string> Texts(FirewallSet set, FirewallFacts facts) =>
        [.. FirewallFile.Lines(set).Where(line => (line.Chain != FirewallChains.Docker || facts.Saved.HasDocker) && (line.Version == 4 || facts.HasIPv6)).Select(line => line.Command)];

    private static IEnumerable<string> Without(List<string> lines, List<string> others)
    {
        var left = others.GroupBy(line => line, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        foreach (var line in lines)
        {
            if (left.GetValueOrDefault(line) is var count && count > 0)
                left[line] = count - 1;
            else
                yield return line;
        }
    }
}
