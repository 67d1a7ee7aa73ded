using System.Globalization;
using Dentropy.Cli.Output;
using Dentropy.Nodes;

namespace Dentropy.Cli.Nodes;

// Nodes in words, for people.
internal static class NodeText
{
    public static IReadOnlyList<Column<DcNode>> Columns { get; } =
    [
        new("Name", node => node.Name),
        new("Address", Endpoint),
        new("Roles", node => Words(node.Roles)),
        new("Hardware", node => node.Hardware),
        new("Switch", node => node.Switch),
        new("Power", node => node.Power),
        new("Metadata", node => Pairs(node.Metadata)),
    ];

    // Every field that a node file has, in its order; the text is null where the field is not set.
    public static IReadOnlyList<(string Name, string? Text)> Fields(DcNode node) =>
    [
        ("address", node.Address),
        ("port", node.Port?.ToString(CultureInfo.InvariantCulture)),
        ("user", node.User),
        ("identityFile", node.IdentityFile),
        ("proxyJump", node.ProxyJump),
        ("dockerHost", node.DockerHost),
        ("dockerCertPath", node.DockerCertPath),
        ("roles", NullIfEmpty(Words(node.Roles))),
        ("tags", NullIfEmpty(Words(node.Tags))),
        ("hardware", node.Hardware),
        ("architecture", node.Architecture),
        ("switch", node.Switch),
        ("power", node.Power),
        ("site", node.Site),
        ("metadata", NullIfEmpty(Pairs(node.Metadata))),
    ];

    // What a new node is, e.g. "address 10.0.0.1".
    public static IReadOnlyList<string> Set(DcNode node) =>
        [.. Fields(node).Where(field => field.Text is not null).Select(field => $"{field.Name} {field.Text}")];

    // One text for each field that differs, e.g. "address 10.0.0.1 -> 10.0.0.2".
    public static IReadOnlyList<string> Changes(DcNode before, DcNode after) =>
        [.. Fields(before).Zip(Fields(after))
            .Where(pair => !string.Equals(pair.First.Text, pair.Second.Text, StringComparison.Ordinal))
            .Select(pair => $"{pair.First.Name} {pair.First.Text ?? "(none)"} -> {pair.Second.Text ?? "(none)"}")];

    // Where ssh goes: only what the node itself sets.
    private static string? Endpoint(DcNode node)
    {
        var address = node.Address ?? "";
        if (node.Port is { } port)
            address = (address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address) + ":" + port.ToString(CultureInfo.InvariantCulture);
        return node.User is { } user ? $"{user}@{address}" : address;
    }

    private static string Words(IReadOnlyList<string> words) => string.Join(", ", words);

    private static string Pairs(IReadOnlyDictionary<string, string> pairs) => string.Join(", ", pairs.Select(pair => $"{pair.Key}={pair.Value}"));

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
