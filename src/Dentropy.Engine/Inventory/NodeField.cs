namespace Dentropy.Engine.Inventory;

/// <summary>The fields of a node file, in the order in which they are written.</summary>
internal enum NodeField
{
    Name,
    Address,
    Port,
    User,
    IdentityFile,
    ProxyJump,
    DockerHost,
    DockerCertPath,
    Roles,
    Tags,
    Hardware,
    Architecture,
    Switch,
    Power,
    Site,
    Metadata,
    Revision,
}

/// <summary>The fields' keys.</summary>
internal static class NodeFields
{
    /// <summary>Keys by field.</summary>
    public static readonly string[] Keys =
    [
        "name", "address", "port", "user", "identityFile", "proxyJump", "dockerHost", "dockerCertPath",
        "roles", "tags", "hardware", "architecture", "switch", "power", "site", "metadata", "revision",
    ];

    public static string Key(this NodeField field) => Keys[(int)field];

    public static NodeField? Find(string key)
    {
        var index = Array.IndexOf(Keys, key);
        return index < 0 ? null : (NodeField)index;
    }

    /// <summary>What the writer of an unknown key most likely meant; null where nothing is near.</summary>
    public static string? Nearest(string key)
    {
        var best = Keys.Select(k => (Key: k, Distance: Distance(k.ToLowerInvariant(), key.ToLowerInvariant()))).MinBy(c => c.Distance);
        if (best.Distance <= Math.Max(1, Math.Min(best.Key.Length, key.Length) / 3))
            return best.Key;

        return key.Length >= 3 ? Array.Find(Keys, k => k.StartsWith(key, StringComparison.OrdinalIgnoreCase)) : null;
    }

    // Levenshtein's distance; keys are short, so the table is too. A key of a screenful is near to nothing.
    private static int Distance(string a, string b)
    {
        if (b.Length > 32)
            return int.MaxValue;

        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
