using System.Text.RegularExpressions;
using Dentropy.Nodes;

namespace Dentropy.Engine.Provisioning.Profiles;

/// <summary>Replaces <c>{{node.name}}</c> and the like by what the inventory says of a node. What has no value is an error, never an empty text.</summary>
internal sealed partial class ProfileVariables
{
    private readonly DcNode? _node;
    private readonly SortedDictionary<string, string?> _values = new(StringComparer.Ordinal);

    /// <summary>Makes the variables of a node; null leaves every text as it is, to be looked at.</summary>
    public ProfileVariables(DcNode? node)
    {
        _node = node;
        if (node is null)
            return;
        _values["node.name"] = node.Name;
        _values["node.address"] = node.Address ?? node.Name;
        _values["node.user"] = node.User;
        _values["node.architecture"] = node.Architecture;
        _values["node.hardware"] = node.Hardware;
        _values["node.site"] = node.Site;
        _values["node.switch"] = node.Switch;
        _values["node.power"] = node.Power;
        _values["node.roles"] = string.Join(',', node.Roles);
        _values["node.tags"] = string.Join(',', node.Tags);
    }

    /// <summary>A text with its variables replaced.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">Its file, for messages.</param>
    /// <param name="line">Its line, for messages.</param>
    /// <exception cref="DentropyException"><c>ProfileVariableUnknown</c>.</exception>
    public string Replace(string text, string path, int line) => _node is { } node && text.Contains("{{", StringComparison.Ordinal)
        ? Variable().Replace(text, match => Value(match.Groups["name"].Value) ??
            throw ProfileErrors.Unknown(path, line, match.Groups["name"].Value, node.Name, _values.Where(pair => pair.Value is not null).Select(pair => pair.Key)))
        : text;

    private string? Value(string name)
    {
        if (_node is not { } node)
            return null;
        if (name.StartsWith("tags.", StringComparison.Ordinal))
            return node.Tags.Contains(name["tags.".Length..], StringComparer.OrdinalIgnoreCase) ? "true" : "false";
        if (name.StartsWith("metadata.", StringComparison.Ordinal))
            return node.Metadata.FirstOrDefault(pair => string.Equals(pair.Key, name["metadata.".Length..], StringComparison.OrdinalIgnoreCase)).Value;
        return _values.GetValueOrDefault(name);
    }

    // Words with a dot between them: {{.Name}} of Go's templates and ${{ }} of others are left as they are.
    [GeneratedRegex(@"\{\{ *(?<name>[A-Za-z][\w-]*(\.[\w-]+)+) *\}\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();
}
