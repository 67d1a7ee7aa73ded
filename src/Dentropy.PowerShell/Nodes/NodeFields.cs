using System.Collections;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Nodes;

// Turns what parameters hold into what a node holds, and says in words how two states of a node differ.
internal static class NodeFields
{
    private static readonly char[] s_separators = [',', ';'];

    // The node with those fields that parameters of their names ask for. Null or an empty text clears a field.
    public static DcNode Apply(PSCmdlet cmdlet, DcNode node, IReadOnlyDictionary<string, object?> asked)
    {
        return node with
        {
            Address = Text("Address", node.Address),
            Port = asked.TryGetValue("Port", out var port) ? (int?)port : node.Port,
            User = Text("User", node.User),
            IdentityFile = asked.ContainsKey("IdentityFile") ? Inventory.KeyPath(cmdlet, Text("IdentityFile", present: null)) : node.IdentityFile,
            ProxyJump = Text("ProxyJump", node.ProxyJump),
            DockerHost = Text("DockerHost", node.DockerHost),
            DockerCertPath = asked.ContainsKey("DockerCertPath") ? Inventory.KeyPath(cmdlet, Text("DockerCertPath", present: null)) : node.DockerCertPath,
            Roles = Words("Role", node.Roles),
            Tags = Words("Tag", node.Tags),
            Hardware = Text("Hardware", node.Hardware),
            Architecture = Text("Architecture", node.Architecture),
            Switch = Text("Switch", node.Switch),
            Power = Text("Power", node.Power),
            Site = Text("Site", node.Site),
            Metadata = asked.TryGetValue("Metadata", out var metadata) ? Merge(node.Metadata, (IDictionary?)metadata) : node.Metadata,
        };

        string? Text(string name, string? present)
        {
            if (asked.TryGetValue(name, out var value))
                return value is string text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
            return present;
        }

        IReadOnlyList<string> Words(string name, IReadOnlyList<string> present)
        {
            var words = asked.TryGetValue(name, out var value) ? Split(value) : present;
            return [.. words
                .Concat(Split(asked.GetValueOrDefault("Add" + name)))
                .Except(Split(asked.GetValueOrDefault("Remove" + name)), StringComparer.OrdinalIgnoreCase)];
        }
    }

    // Wildcards to look for. PowerShell's $null has no meaning here, and guessing one could select the wrong nodes.
    public static IReadOnlyDictionary<string, string> Patterns(IDictionary? metadata)
    {
        var patterns = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in Values.Pairs(metadata))
        {
            patterns[key] = value ?? throw new DentropyException(
                "InvalidMetadataFilter",
                DentropyErrorCategory.InvalidArgument,
                key,
                $"-Metadata asks for the key '{key}' without a value. Use '*' for any value.");
        }

        return patterns;
    }

    // One line for each field that differs, e.g. "address 10.0.0.1 -> 10.0.0.2".
    public static IReadOnlyList<string> Changes(DcNode before, DcNode after) =>
        [.. Describe(before).Zip(Describe(after))
            .Where(pair => !string.Equals(pair.First.Text, pair.Second.Text, StringComparison.Ordinal))
            .Select(pair => $"{pair.First.Field} {Shown(pair.First.Text)} -> {Shown(pair.Second.Text)}")];

    // Adds and changes keys; a key with the value null goes.
    private static ReadOnlyDictionary<string, string> Merge(IReadOnlyDictionary<string, string> present, IDictionary? changes)
    {
        var merged = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in present)
            merged[key] = value;
        foreach (var (key, value) in Values.Pairs(changes))
        {
            // Removed first, so that the key takes the new spelling.
            merged.Remove(key);
            if (value is not null)
                merged[key] = value;
        }

        return new ReadOnlyDictionary<string, string>(merged);
    }

    private static IEnumerable<(string Field, string? Text)> Describe(DcNode node) =>
    [
        ("address", node.Address),
        ("port", node.Port?.ToString(CultureInfo.InvariantCulture)),
        ("user", node.User),
        ("identityFile", node.IdentityFile),
        ("proxyJump", node.ProxyJump),
        ("dockerHost", node.DockerHost),
        ("dockerCertPath", node.DockerCertPath),
        ("roles", string.Join(',', node.Roles)),
        ("tags", string.Join(',', node.Tags)),
        ("hardware", node.Hardware),
        ("architecture", node.Architecture),
        ("switch", node.Switch),
        ("power", node.Power),
        ("site", node.Site),
        ("metadata", string.Join(", ", node.Metadata.Select(pair => $"{pair.Key}={pair.Value}"))),
    ];

    // One cell of a CSV file holds several words as one text.
    private static IEnumerable<string> Split(object? values) => ((values as IEnumerable<string?>) ?? [])
        .SelectMany(value => (value ?? "").Split(s_separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static string Shown(string? text) => string.IsNullOrEmpty(text) ? "(none)" : text;
}
