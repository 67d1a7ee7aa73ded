using System.Text.Json.Nodes;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Engine.Provisioning.CloudInit;

/// <summary>The section <c>firstBoot</c> of <c>cloud.yaml</c> as it counts for one node: what is said for all, and in its place what <c>nodes:</c> says for the node.</summary>
internal sealed class SeedSection
{
    private const string Section = "firstBoot";
    private const string Nodes = "nodes";
    private static readonly string[] s_keys = ["user", "keys", "packages", "upgrade", "timezone", "locale", "domain", "commands", "vendorData", "network"];

    private readonly IReadOnlyList<CloudKeys> _layers;

    private SeedSection(IReadOnlyList<CloudKeys> layers) => _layers = layers;

    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>.</exception>
    public static async Task<SeedSection> ReadAsync(string cloud, DcNode node, CancellationToken cancellationToken)
    {
        if (await CloudFile.ReadAsync(cloud, Section, cancellationToken).ConfigureAwait(false) is not { } map)
            return new SeedSection([]);
        var all = new CloudKeys(cloud, Section, map, [.. s_keys, Nodes]);
        var layers = new List<CloudKeys> { all };
        if (all.Piece(Nodes) is { } piece)
        {
            var nodes = CloudFile.Keys(cloud, piece as YamlMap ?? throw all.Wrong(Nodes, "is no map of nodes"), $"{Nodes} of {Section}");
            if (nodes.FirstOrDefault(one => string.Equals(one.Key, node.Name, StringComparison.OrdinalIgnoreCase)) is { Value: { } own })
                layers.Insert(0, new CloudKeys(cloud, $"node {node.Name} of {Section}", own as YamlMap ?? throw CloudFile.InvalidIn(cloud, own.Line, $"node {node.Name}: keys with values belong here"), s_keys));
        }

        return new SeedSection(layers);
    }

    public string? Text(string key, Func<string, bool> isGood, string what) => With(key) is not { } keys ? null
        : keys.Needed(key) is var text && isGood(text) ? text : throw keys.Wrong(key, $"has '{Shown.Text(text)}', which is no {what}");

    public IReadOnlyList<string> Texts(string key, Func<string, bool> isGood, string what)
    {
        if (With(key) is not { } keys)
            return [];
        var texts = keys.Texts(key);
        return texts.FirstOrDefault(text => !isGood(text)) is { } bad ? throw keys.Wrong(key, $"has '{Shown.Text(bad)}', which is no {what}") : texts;
    }

    public bool? Flag(string key) => With(key)?.Flag(key);

    /// <summary>A path that starts at the cloud folder; null where there is none.</summary>
    public string? FilePath(string key) => With(key)?.FilePath(key);

    /// <summary>Public keys, written out or in files.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync(CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        foreach (var text in With("keys") is { } layer ? layer.Texts("keys") : [])
        {
            if (SeedRules.IsPublicKey(text))
                keys.Add(text);
            else
                keys.AddRange(await SeedRules.KeysAsync(Path.Combine(_layers[0].Cloud, text), cancellationToken).ConfigureAwait(false));
        }

        return keys;
    }

    public JsonObject Network(DcNode node) => With("network") is not { } keys ? SeedNetwork.Default(node)
        : SeedNetwork.Read(keys.Cloud, "network", keys.Piece("network") as YamlMap ?? throw keys.Wrong("network", "is no map of interfaces"), node);

    private CloudKeys? With(string key) => _layers.FirstOrDefault(layer => layer.Piece(key) is not null);
}
