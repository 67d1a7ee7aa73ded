using System.Text;
using Dentropy.Nodes;

namespace Dentropy.Engine.Inventory;

/// <summary>Reads node files: the plain form that Dentropy writes at once, and every other YAML through YamlDotNet.</summary>
internal static class NodeYaml
{
    /// <summary>Largest node file in bytes, for reading and for writing.</summary>
    public const int LargestFile = 1024 * 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a node.</summary>
    /// <param name="bytes">The file's content.</param>
    /// <param name="path">The file's full path.</param>
    /// <param name="name">The name that the file's own name gives the node; null where any name is good.</param>
    /// <param name="cloud">The cloud folder.</param>
    /// <exception cref="DentropyException"><c>NodeFileInvalid</c>, with file, line and field.</exception>
    public static DcNode Read(ReadOnlySpan<byte> bytes, string path, string? name, string cloud) =>
        NodeFastReader.TryRead(bytes, name, cloud) ?? ReadWithParser(bytes, path, name, cloud);

    /// <summary>The same without the short way for Dentropy's own form.</summary>
    public static DcNode ReadWithParser(ReadOnlySpan<byte> bytes, string path, string? name, string cloud)
    {
        if (bytes.Length > LargestFile)
            throw Invalid(path, cloud, 1, null, "the file is larger than 1 MiB; a node takes less than 1 KiB");

        var text = Decode(bytes, path, cloud);
        try
        {
            return NodeYamlMapper.Map(YamlTree.Read(text), name, cloud);
        }
        catch (NodeFieldException e)
        {
            throw Invalid(path, cloud, e.Line, e.Field, e.Message, e);
        }
        catch (YamlProblemException e)
        {
            if (FirstLine(text, "<<<<<<< ") is { } conflict)
                throw Invalid(path, cloud, conflict, FieldAt(text, conflict), "git's conflict marks are still in the file; resolve the conflict", e);
            if (FirstLine(text, "\t") is { } tab)
                throw Invalid(path, cloud, tab, FieldAt(text, tab), "a tab indents this line, and YAML takes only spaces for that; write spaces", e);

            throw Invalid(path, cloud, e.Line, FieldAt(text, e.Line), e.Message, e);
        }
    }

    /// <summary>Path as messages show it: relative to the cloud folder, with slashes.</summary>
    public static string Relative(string path, string cloud) => Path.GetRelativePath(cloud, path).Replace('\\', '/');

    /// <summary>An error of a node file.</summary>
    public static DentropyException Invalid(string path, string cloud, int line, string? field, string problem, Exception? cause = null) => new(
        "NodeFileInvalid",
        DentropyErrorCategory.InvalidData,
        path,
        $"{Relative(path, cloud)} line {line}: {(field is null ? "" : Shown.Text(field) + ": ")}{problem}. Correct the file; until then this node is left out.",
        cause);

    private static string Decode(ReadOnlySpan<byte> bytes, string path, string cloud)
    {
        if (bytes is [0xEF, 0xBB, 0xBF, ..])
            bytes = bytes[3..];

        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            var line = 1 + bytes[..Math.Clamp(e.Index, 0, bytes.Length)].Count((byte)'\n');
            throw Invalid(path, cloud, line, null, "this is not UTF-8 text; save the file as UTF-8", e);
        }
    }

    private static int? FirstLine(string text, string start)
    {
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            if (line.StartsWith(start, StringComparison.Ordinal))
                return number;
        }

        return null;
    }

    // The parser knows no fields; the last key at or above the line is the one that it stumbled over.
    private static string? FieldAt(string text, int last)
    {
        string? field = null;
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (++number > last)
                break;

            var colon = line.IndexOf(':');
            if (colon > 0 && char.IsAsciiLetter(line[0]) && line[..colon].IndexOfAny(" \t\"'[{#") < 0)
                field = line[..colon].ToString();
        }

        return field;
    }
}
