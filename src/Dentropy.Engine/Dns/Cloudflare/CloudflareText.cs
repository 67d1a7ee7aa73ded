using System.Globalization;
using System.Text;

namespace Dentropy.Engine.Dns.Cloudflare;

/// <summary>
/// Texts of TXT records as Cloudflare keeps them: strings in quotes of at most 255 octets each (RFC 1035, 5.1). Older records, and some that were made in
/// the dashboard, have none and are the text itself.
/// </summary>
internal static class CloudflareText
{
    private const int LongestPiece = 255;

    /// <summary>The text of a record's content.</summary>
    public static string Read(string content)
    {
        var text = content.Trim();
        if (text.Length < 2 || text[0] != '"' || text[^1] != '"')
            return content;
        var octets = new List<byte>(text.Length);
        var quoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && !char.IsWhiteSpace(c))
            {
                return content;
            }
            else if (quoted && c == '\\' && at + 1 < text.Length)
            {
                at += Escaped(text, at + 1, octets);
            }
            else if (quoted)
            {
                var pair = char.IsHighSurrogate(c) && at + 1 < text.Length;
                octets.AddRange(Encoding.UTF8.GetBytes(pair ? text[at..(at + 2)] : text[at..(at + 1)]));
                at += pair ? 1 : 0;
            }
        }

        return quoted ? content : Encoding.UTF8.GetString([.. octets]);
    }

    /// <summary>A text as content: in quotes, in pieces where it is long, what is not printable ASCII by its octets.</summary>
    public static string Write(string text)
    {
        var content = new StringBuilder("\"");
        var piece = 0;
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (piece == LongestPiece)
            {
                content.Append("\" \"");
                piece = 0;
            }

            if (octet is (byte)'"' or (byte)'\\')
                content.Append('\\').Append((char)octet);
            else if (octet is < 0x20 or > 0x7E)
                content.Append(CultureInfo.InvariantCulture, $"\\{octet:000}");
            else
                content.Append((char)octet);
            piece++;
        }

        return content.Append('"').ToString();
    }

    /// <summary>Octets that a text takes on the wire, with the length of each piece.</summary>
    public static int WireLength(string text) => Encoding.UTF8.GetByteCount(text) is var octets ? octets + Math.Max(1, (octets + LongestPiece - 1) / LongestPiece) : 0;

    // \DDD is an octet, and \X is X.
    private static int Escaped(string text, int at, List<byte> octets)
    {
        if (at + 3 <= text.Length && byte.TryParse(text.AsSpan(at, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var octet))
        {
            octets.Add(octet);
            return 3;
        }

        octets.AddRange(Encoding.UTF8.GetBytes(text[at..(at + 1)]));
        return 1;
    }
}
