using Dentropy.Nodes;

namespace Dentropy.Engine.Cluster.Serf.Install;

/// <summary>A member's tags, from what the inventory says of its node.</summary>
internal static class SerfTags
{
    // memberlist's MetaMaxSize. Serf's tags are one byte of type and a MessagePack map.
    private const int Largest = 512;

    /// <summary>The tags, sorted by key. A field that is not set gives none.</summary>
    /// <exception cref="DentropyException"><c>SerfTagsTooLong</c>, <c>SerfTagTaken</c>.</exception>
    public static SortedDictionary<string, string> Of(DcNode node, SerfInstallSettings settings)
    {
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Add("role", string.Join(',', node.Roles));
        Add("hardware", node.Hardware);
        Add("architecture", node.Architecture);
        Add("switch", node.Switch);
        Add("power", node.Power);
        Add("site", node.Site);
        if (settings.WithTags)
            Add("tags", string.Join(',', node.Tags));
        foreach (var (key, value) in node.Metadata.Where(pair => settings.Metadata.Any(wanted => wanted == "*" || string.Equals(wanted, pair.Key, StringComparison.OrdinalIgnoreCase))))
        {
            if (tags.ContainsKey(key))
                throw SerfInstallErrors.TagTaken(node.Name, key);
            Add(key, value);
        }

        var size = Size(tags);
        return size <= Largest ? tags : throw SerfInstallErrors.TagsTooLong(node.Name, size, Largest);

        void Add(string key, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                tags[key] = value;
        }
    }

    /// <summary>Bytes that the tags take in a member's announcement.</summary>
    internal static int Size(IReadOnlyDictionary<string, string> tags) =>
        1 + (tags.Count < 16 ? 1 : 3) + tags.Sum(pair => Text(pair.Key) + Text(pair.Value));

    // The old MessagePack that Serf speaks has no str8: 31 bytes fit the short form, anything longer has a length of two bytes.
    private static int Text(string text)
    {
        var length = System.Text.Encoding.UTF8.GetByteCount(text);
        return length + (length < 32 ? 1 : 3);
    }
}
