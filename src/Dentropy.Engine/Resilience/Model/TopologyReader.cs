using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Resilience.Model;

/// <summary>Reads <c>topology:</c>. Names are only looked at by themselves here; what they mean is for <see cref="NetworkBuilder"/>.</summary>
internal static class TopologyReader
{
    private const string Section = "topology";

    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>.</exception>
    public static async Task<TopologySection> ReadAsync(string cloud, CancellationToken cancellationToken)
    {
        if (await CloudFile.ReadAsync(cloud, Section, cancellationToken).ConfigureAwait(false) is not { } map)
            return new TopologySection();
        var section = new ModelKeys(cloud, Section, map, "switches", "power", "uplinks", "nodes", "users");
        return new TopologySection
        {
            Switches = Entries(section, "switches", IsName, ["power", "links", "site"], (name, keys) => new TopologySwitch(name, keys.Line, keys.Words("power"), keys.Words("links"), keys.Text("site"))),
            Feeds = Entries(section, "power", IsName, ["from", "site"], (name, keys) => new TopologyFeed(name, keys.Line, keys.Words("from"), keys.Text("site"))),
            Uplinks = Entries(section, "uplinks", IsName, ["switch", "node", "power"], (name, keys) => new TopologyUplink(name, keys.Line, keys.Words("switch"), keys.Words("node"), keys.Words("power"))) ?? [],
            Nodes = Entries(section, "nodes", static _ => true, ["switches", "power", "internet"], Nodes) ?? [],
            Users = section.Words("users"),
        };
    }

    // The words of parts have a colon after the kind, and those of links a hyphen between the ends.
    private static bool IsName(string text) => text.Length > 0 && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static TopologyNodes Nodes(string set, ModelKeys keys)
    {
        var (switches, internet) = (keys.Words("switches"), keys.Flag("internet") ?? false);
        if (internet && switches.Count > 0)
            throw keys.Wrong("internet", "says that the node stands on the internet itself; it cannot hang on switches here as well");
        return new TopologyNodes(new YamlText(keys.Line, set), switches, keys.Words("power"), internet);
    }

    private static List<T>? Entries<T>(ModelKeys section, string key, Func<string, bool> isName, string[] known, Func<string, ModelKeys, T> read)
    {
        if (section.Piece(key) is not { } piece)
            return null;
        if (piece is YamlText { Text: null })
            return [];
        if (piece is not YamlMap map)
            throw section.Wrong(key, "is no map: names with what is said of each belong there");
        var found = new List<T>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in CloudFile.Keys(section.Cloud, map, $"{key} of {Section}"))
        {
            if (!isName(name))
                throw CloudFile.InvalidIn(section.Cloud, value.Line, $"'{Shown.Text(name)}' cannot be a name here: letters, digits, - _ and . can");
            if (!names.Add(name))
                throw CloudFile.InvalidIn(section.Cloud, value.Line, $"'{Shown.Text(name)}' is in {key} twice, in different letter case");
            found.Add(read(name, new ModelKeys(section.Cloud, $"{name} of {key}", value switch
            {
                YamlMap inner => inner,
                YamlText { Text: null } => new YamlMap(value.Line, []),
                _ => throw CloudFile.InvalidIn(section.Cloud, value.Line, $"{name} of {key}: keys with values belong here; there are {string.Join(", ", known)}"),
            }, known)));
        }

        return found;
    }
}
