using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dentropy.Engine.Storage.Ceph;

/// <summary>JSON as Ceph writes it, where numbers may be <c>nan</c> or <c>inf</c>.</summary>
internal static class CephJson
{
    private static readonly string[] s_noNumbers = ["-nan", "nan", "-inf", "inf", "NaN", "-Infinity", "Infinity"];

    /// <summary>Types that are written.</summary>
    public static CephJsonContext Context => CephJsonContext.Default;

    /// <summary>Reads a document.</summary>
    /// <param name="bytes">UTF-8; blanks around it do not count.</param>
    /// <returns>Its root; what was no number is null in it.</returns>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonElement Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return Parse(bytes);
        }
        catch (JsonException) when (WithoutNoNumbers(bytes.Span) is { } mended)
        {
            return Parse(mended);
        }
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        return document.RootElement.Clone();
    }

    // Null where there is nothing to mend.
    private static byte[]? WithoutNoNumbers(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var mended = new StringBuilder(text.Length);
        var found = false;
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == '"')
            {
                var end = at + 1;
                while (end < text.Length && text[end] != '"')
                    end += text[end] == '\\' ? 2 : 1;
                end = Math.Min(end + 1, text.Length);
                mended.Append(text, at, end - at);
                at = end;
            }
            else if (Array.Find(s_noNumbers, word => string.CompareOrdinal(text, at, word, 0, word.Length) == 0) is { } word)
            {
                mended.Append("null");
                at += word.Length;
                found = true;
            }
            else
            {
                mended.Append(text[at++]);
            }
        }

        return found ? Encoding.UTF8.GetBytes(mended.ToString()) : null;
    }
}

[JsonSerializable(typeof(string))]
internal sealed partial class CephJsonContext : JsonSerializerContext;
