using Dentropy.Nodes;

namespace Dentropy.Engine.Inventory;

/// <summary>A value that the rules refuse, with its field and line.</summary>
internal sealed class NodeFieldException(int line, string? field, string message) : Exception(message)
{
    public int Line { get; } = line;

    public string? Field { get; } = field;
}

/// <summary>Makes a node of a YAML document. Every scalar is taken as the text it was written as, so <c>yes</c> and <c>1.0</c> stay what they are.</summary>
internal static class NodeYamlMapper
{
    /// <summary>Makes the node.</summary>
    /// <param name="document">The document; null for an empty file.</param>
    /// <param name="name">The name that the file's own name gives the node; null where any name is good.</param>
    /// <param name="cloud">The cloud folder.</param>
    /// <exception cref="NodeFieldException">A field cannot be used.</exception>
    public static DcNode Map(YamlPiece? document, string? name, string cloud)
    {
        if (document is null or YamlText { Text: null })
            throw new NodeFieldException(1, NodeField.Name.Key(), "the file is empty; write name: and the other fields, or delete it");
        if (document is not YamlMap map)
            throw new NodeFieldException(document.Line, null, "this is not a map of fields; write lines such as name: pi1");

        var draft = new NodeDraft();
        var lines = new Dictionary<NodeField, int>();
        foreach (var (keyPiece, value) in map.Entries)
        {
            var field = FieldOf(keyPiece);
            if (!lines.TryAdd(field, keyPiece.Line))
                throw new NodeFieldException(keyPiece.Line, field.Key(), $"the field is there twice, first on line {lines[field]}; keep one");

            Take(draft, field, value, keyPiece.Line);
        }

        CheckName(draft, name, lines);
        if (draft.CheckJumps() is { } loop)
            throw new NodeFieldException(lines[NodeField.ProxyJump], NodeField.ProxyJump.Key(), loop);

        return draft.ToNode(cloud);
    }

    private static NodeField FieldOf(YamlPiece piece)
    {
        if (piece is not YamlText { Text: { } key })
            throw new NodeFieldException(piece.Line, null, "a field's name is missing or is not plain text");
        if (NodeFields.Find(key) is { } field)
            return field;

        var hint = NodeFields.Nearest(key) is { } near
            ? $"did you mean {near}?"
            : $"there are {string.Join(", ", NodeFields.Keys)}; your own keys go below metadata";
        throw new NodeFieldException(piece.Line, key, $"there is no such field; {hint}");
    }

    private static void Take(NodeDraft draft, NodeField field, YamlPiece value, int keyLine)
    {
        // What is set to nothing is not set; only a null's own line may lie after the key's.
        if (value is YamlText { Text: null })
            return;

        switch (field)
        {
            case NodeField.Metadata:
                TakeMetadata(draft, value);
                break;
            case NodeField.Roles or NodeField.Tags:
                TakeList(draft, field, value);
                break;
            default:
                var text = value as YamlText
                    ?? throw new NodeFieldException(value.Line, field.Key(), "a list or a map stands where one value belongs; write one value");
                Refuse(Math.Max(keyLine, text.Line), field.Key(), draft.Set(field, text.Text!));
                break;
        }
    }

    private static void TakeList(NodeDraft draft, NodeField field, YamlPiece value)
    {
        if (value is YamlMap)
            throw new NodeFieldException(value.Line, field.Key(), "a map stands where a list belongs; write [one, two]");

        foreach (var item in value is YamlList list ? list.Items : [value])
        {
            if (item is not YamlText { Text: { } text })
                throw new NodeFieldException(item.Line, field.Key(), "an item of the list is empty or no plain text; write [one, two]");

            Refuse(item.Line, field.Key(), draft.Add(field, text));
        }
    }

    private static void TakeMetadata(NodeDraft draft, YamlPiece value)
    {
        var field = NodeField.Metadata.Key();
        if (value is not YamlMap map)
            throw new NodeFieldException(value.Line, field, "keys with values belong here; write each as key: value on a line of its own, indented");

        foreach (var (keyPiece, item) in map.Entries)
        {
            if (keyPiece is not YamlText key)
                throw new NodeFieldException(keyPiece.Line, field, "a key is not plain text");
            if (item is not YamlText text)
                throw new NodeFieldException(item.Line, $"{field}.{key.Text}", "a list or a map stands where one value belongs; write one value, or quote it");

            Refuse(keyPiece.Line, field, draft.AddMetadata(key.Text ?? "", text.Text ?? ""));
        }
    }

    private static void CheckName(NodeDraft draft, string? name, Dictionary<NodeField, int> lines)
    {
        if (draft.Name is null)
        {
            var hint = NodeRules.IsName(name) ? $"write name: {name}" : "write one, and name the file after it";
            throw new NodeFieldException(1, NodeField.Name.Key(), "the name is missing; " + hint);
        }

        if (name is not null && !string.Equals(draft.Name, name, StringComparison.Ordinal))
        {
            throw new NodeFieldException(
                lines[NodeField.Name],
                NodeField.Name.Key(),
                $"'{draft.Name}' is not the name that the file has; rename the file to {draft.Name}.yaml, or write name: {Shown.Text(name)}");
        }
    }

    private static void Refuse(int line, string field, string? problem)
    {
        if (problem is not null)
            throw new NodeFieldException(line, field, problem);
    }
}
