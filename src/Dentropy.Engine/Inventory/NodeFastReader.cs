using System.Buffers;
using System.Text;
using Dentropy.Nodes;

namespace Dentropy.Engine.Inventory;

/// <summary>
/// Reads the form of a node file that <see cref="NodeYamlWriter"/> writes, without a YAML parser: fields in order, plain or simply quoted
/// values, lists in one line. Reading 10,000 files in a fresh process takes a YAML parser most of a second, and this a fifth of it.
/// </summary>
/// <remarks>
/// It reads nothing that YAML would read differently: whatever it does not know for sure (other quoting, comments behind values,
/// other orders, anything but printable ASCII, every error) it leaves to the parser.
/// </remarks>
internal static class NodeFastReader
{
    private static readonly byte[][] Keys = Array.ConvertAll(NodeFields.Keys, key => Encoding.ASCII.GetBytes(key + ":"));

    private static readonly SearchValues<byte> Known =
        SearchValues.Create([(byte)'\n', .. Enumerable.Range(0x20, 0x7F - 0x20).Select(c => (byte)c)]);

    private static readonly SearchValues<byte> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/@+=%,~- "u8);

    private static readonly SearchValues<byte> PlainWord =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"u8);

    /// <summary>The node, or null where the file is for the parser.</summary>
    public static DcNode? TryRead(ReadOnlySpan<byte> text, string? name, string cloud)
    {
        if (text.Length is 0 or > NodeYaml.LargestFile || text.ContainsAnyExcept(Known))
            return null;

        var draft = new NodeDraft();
        var next = 0;
        var inMetadata = false;
        var metadataEmpty = false;
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (line.IsEmpty || line[0] == '#')
                continue;

            if (line[0] == ' ')
            {
                if (!inMetadata || !TryMetadata(line, draft))
                    return null;

                metadataEmpty = false;
                continue;
            }

            inMetadata = false;
            while (next < Keys.Length && !line.StartsWith(Keys[next]))
                next++;
            if (next == Keys.Length)
                return null;

            var field = (NodeField)next;
            line = line[Keys[next].Length..];
            next++;
            if (field == NodeField.Metadata)
            {
                if (!line.IsEmpty)
                    return null;

                inMetadata = metadataEmpty = true;
                continue;
            }

            if (line.Length < 2 || line[0] != ' ' || !TryField(field, line[1..], draft))
                return null;
        }

        return !metadataEmpty && draft.Name is { } found && (name is null || found.Equals(name, StringComparison.Ordinal)) && draft.CheckJumps() is null
            ? draft.ToNode(cloud)
            : null;
    }

    private static bool TryField(NodeField field, ReadOnlySpan<byte> value, NodeDraft draft)
    {
        if (field is NodeField.Roles or NodeField.Tags)
            return TryList(field, value, draft);

        if (field == NodeField.Revision)
        {
            var mark = value.IndexOf(NodeYamlWriter.WrittenMark);
            if (mark > 0)
                value = value[..mark];
        }

        return TryText(value) is { } text && draft.Set(field, text) is null;
    }

    private static bool TryMetadata(ReadOnlySpan<byte> line, NodeDraft draft)
    {
        if (line.Length < 6 || line[1] != ' ')
            return false;

        line = line[2..];
        var colon = line.IndexOf(": "u8);
        if (colon <= 0 || !IsWord(line[..colon]))
            return false;

        return TryText(line[(colon + 2)..]) is { } text && draft.AddMetadata(Encoding.ASCII.GetString(line[..colon]), text) is null;
    }

    private static bool TryList(NodeField field, ReadOnlySpan<byte> value, NodeDraft draft)
    {
        if (value is not [(byte)'[', .., (byte)']'])
            return false;

        value = value[1..^1];
        while (true)
        {
            var comma = value.IndexOf(", "u8);
            var item = comma < 0 ? value : value[..comma];
            if (!IsWord(item) || draft.Add(field, Encoding.ASCII.GetString(item)) is not null)
                return false;
            if (comma < 0)
                return true;

            value = value[(comma + 2)..];
        }
    }

    // A word that is the same text in every YAML; what may be null in one is left to the parser.
    private static bool IsWord(ReadOnlySpan<byte> word) =>
        !word.IsEmpty && char.IsAsciiLetterOrDigit((char)word[0]) && !word.ContainsAnyExcept(PlainWord) && !IsNull(word);

    private static string? TryText(ReadOnlySpan<byte> value)
    {
        if (value is [(byte)'"', .., (byte)'"'])
        {
            value = value[1..^1];
            return value.IndexOfAny((byte)'"', (byte)'\\') < 0 ? Encoding.ASCII.GetString(value) : null;
        }

        if (value.IsEmpty || value[^1] == ' ' || value.ContainsAnyExcept(Plain) || IsNull(value))
            return null;

        var first = (char)value[0];
        return char.IsAsciiLetterOrDigit(first) || first is '/' || value.StartsWith("~/"u8) ? Encoding.ASCII.GetString(value) : null;
    }

    private static bool IsNull(ReadOnlySpan<byte> word) =>
        word.Length == 4 && (word[0] | 0x20) == 'n' && Ascii.EqualsIgnoreCase(word, "null"u8);
}
