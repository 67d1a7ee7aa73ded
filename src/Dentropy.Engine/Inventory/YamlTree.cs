using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Dentropy.Engine.Inventory;

/// <summary>A piece of a YAML document with the line where it starts.</summary>
internal abstract record YamlPiece(int Line);

/// <summary>A single value; its text is null where it is plain and says nothing, <c>~</c> or <c>null</c>. What is quoted, or a block, is text whatever it looks like.</summary>
internal sealed record YamlText(int Line, string? Text, bool Quoted = false) : YamlPiece(Line);

internal sealed record YamlList(int Line, List<YamlPiece> Items) : YamlPiece(Line);

internal sealed record YamlMap(int Line, List<(YamlPiece Key, YamlPiece Value)> Entries) : YamlPiece(Line);

/// <summary>A document that is no YAML, or YAML that no file of ours needs.</summary>
internal sealed class YamlProblemException(int line, string message) : Exception(message)
{
    public int Line { get; } = line;
}

/// <summary>Builds the pieces of one document from YamlDotNet's events, which know the line of everything and let nesting be bounded.</summary>
internal sealed class YamlTree
{
    // A node file is three levels deep, a compose file eight; a hostile one could be deep enough to end the process.
    private const int Deepest = 32;
    private const string CoreTags = "tag:yaml.org,2002:";

    private readonly Dictionary<string, YamlPiece> _anchors = new(StringComparer.Ordinal);
    private readonly Parser _parser;
    private int _depth;

    private YamlTree(Parser parser) => _parser = parser;

    /// <summary>Reads the one document of a text; null where there is none.</summary>
    /// <exception cref="YamlProblemException">The text is no YAML, has several documents, nests too deep, or has a tag of its own.</exception>
    public static YamlPiece? Read(string text)
    {
        var tree = new YamlTree(new Parser(new StringReader(text)));
        try
        {
            return tree.ReadDocument();
        }
        catch (YamlException e)
        {
            var message = e.InnerException?.Message ?? e.Message;
            throw new YamlProblemException(Math.Max(1, (int)e.Start.Line), "this is not valid YAML: " + message.TrimEnd('.'));
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet's scanner throws it where a list or map in brackets is still open and the next line begins with a key.
            throw new YamlProblemException(Math.Max(1, LineOf(tree._parser.Current)), "this is not valid YAML: a list or a map in brackets has no end");
        }
    }

    private YamlPiece? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
            return null;

        _parser.Consume<DocumentStart>();
        var piece = ReadPiece();
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
            throw new YamlProblemException(LineOf(second), "a second document starts here; keep one in a file");

        return piece;
    }

    private YamlPiece ReadPiece()
    {
        if (++_depth > Deepest)
            throw new YamlProblemException(LineOf(_parser.Current!), "lists or maps are nested too deep");

        var piece = ReadNext();
        _depth--;
        return piece;
    }

    private YamlPiece ReadNext()
    {
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return _anchors.TryGetValue(alias.Value.Value, out var target)
                ? target
                : throw new YamlProblemException(LineOf(alias), $"*{alias.Value.Value} refers to an anchor that is not above it");
        }

        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            CheckTag(scalar, "str", "int", "float", "bool", "null", "timestamp");
            return Keep(scalar, new YamlText(LineOf(scalar), SaysNothing(scalar) ? null : scalar.Value, scalar.Style != ScalarStyle.Plain));
        }

        if (_parser.TryConsume<SequenceStart>(out var sequence))
        {
            CheckTag(sequence, "seq");
            var list = Keep(sequence, new YamlList(LineOf(sequence), []));
            while (!_parser.TryConsume<SequenceEnd>(out _))
                list.Items.Add(ReadPiece());
            return list;
        }

        var start = _parser.Consume<MappingStart>();
        CheckTag(start, "map");
        var map = Keep(start, new YamlMap(LineOf(start), []));
        while (!_parser.TryConsume<MappingEnd>(out _))
            map.Entries.Add((ReadPiece(), ReadPiece()));
        return map;
    }

    private T Keep<T>(NodeEvent node, T piece)
        where T : YamlPiece
    {
        if (!node.Anchor.IsEmpty)
            _anchors[node.Anchor.Value] = piece;
        return piece;
    }

    private static void CheckTag(NodeEvent node, params ReadOnlySpan<string> known)
    {
        if (node.Tag.IsEmpty || node.Tag.IsNonSpecific)
            return;

        foreach (var name in known)
        {
            if (string.Equals(node.Tag.Value, CoreTags + name, StringComparison.Ordinal))
                return;
        }

        throw new YamlProblemException(LineOf(node), $"the tag {Shown.Text(node.Tag.Value)} means nothing here; take it out");
    }

    private static bool SaysNothing(Scalar scalar) =>
        scalar is { Style: ScalarStyle.Plain, Tag.IsEmpty: true, Value: "" or "~" or "null" or "Null" or "NULL" };

    private static int LineOf(ParsingEvent? parsed) => (int)(parsed?.Start.Line ?? 1);
}
