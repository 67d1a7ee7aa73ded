namespace Dentropy.Engine.Edge.Firewall;

/// <summary>What a node says of its packet filter.</summary>
internal sealed class FirewallFacts
{
    private static readonly string[] s_tables = ["filter", "nat", "mangle", "raw", "security"];

    private readonly Dictionary<string, string> _parts = new(StringComparer.Ordinal);

    public FirewallFacts(string node, string text)
    {
        Node = node;
        foreach (var part in text.Split("\n" + FirewallScript.Part).Skip(1))
        {
            var end = part.IndexOf('\n', StringComparison.Ordinal);
            _parts[end < 0 ? part : part[..end]] = end < 0 ? "" : part[(end + 1)..] + "\n";
        }

        if (!_parts.ContainsKey("end"))
            throw FirewallErrors.Of(node, "failed", "what it printed is not whole");
        Set = FirewallFile.Read(node, File);
        Saved = new SavedRules(V4, HasIPv6 ? _parts["v6"] : "", Applied("applied4"), Applied("applied6"));
        Settings = Lines("sysctl").Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
    }

    public string Node { get; }

    /// <summary>Version and backend of iptables; empty where there is none.</summary>
    public string Tool => _parts["tool"].Trim();

    public IReadOnlyList<string> Interfaces => Lines("interfaces");

    /// <summary>Checksum of our file.</summary>
    public string Sum => _parts["sum"].Trim();

    public string File => _parts["file"];

    public FirewallSet Set { get; }

    public SavedRules Saved { get; }

    /// <summary>Settings of the kernel that we may change.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    public bool HasIPv6 => !_parts["v6"].Contains("#none", StringComparison.Ordinal);

    /// <summary>The run that waits for its confirmation, and until when; empty where there is none.</summary>
    public IReadOnlyList<string> Pending => Lines("pending");

    /// <summary>Tables with hooks that iptables does not own, and a drill neither.</summary>
    public IReadOnlyList<string> ForeignTables => [.. Lines("nft").Where(IsForeign).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether iptables says of a table that it cannot read it.</summary>
    public bool HasIncompatible => (V4 + _parts["v6"]).Split('\n').Any(line => line.StartsWith("# Table ", StringComparison.Ordinal) && line.Contains("incompatible", StringComparison.Ordinal));

    /// <summary>Whether the other backend of iptables holds rules too.</summary>
    public bool HasOtherBackend => _parts.GetValueOrDefault("other", "0").Trim() is not ("0" or "");

    private string V4 => _parts["v4"];

    private static bool IsForeign(string table)
    {
        var words = table.Split(' ');
        return table != "inet dentropy_drill" && words[0] is not ("arp" or "bridge" or "netdev") && !(words[0] is "ip" or "ip6" && s_tables.Contains(words[^1], StringComparer.Ordinal));
    }

    private string? Applied(string name) => _parts[name].Trim().Length == 0 ? null : _parts[name];

    private IReadOnlyList<string> Lines(string name) => _parts[name].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
