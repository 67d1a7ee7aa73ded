using System.Globalization;
using System.Text;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Records;

namespace Dentropy.Engine.Dns.Files;

/// <summary>
/// One record on one line, as the master files of RFC 1035 (section 5.1) have it: a whole name with a dot at its end, seconds, <c>IN</c>, the
/// type and the data. The seconds and <c>IN</c> may be missing, and a comment may follow after <c>;</c>.
/// </summary>
internal static class RecordLine
{
    // RFC 1035, 3.3: a string of TXT data has 255 octets at most, and a record several strings.
    private const int LongestString = 255;

    /// <summary>Reads a line; null where it has no record.</summary>
    /// <exception cref="FormatException">It has something else than a record.</exception>
    public static DcDnsRecord? Read(string line, string place)
    {
        var (text, _) = Split(line);
        if (text.Length == 0)
            return null;
        if (char.IsWhiteSpace(text[0]) || text[0] == '$')
            throw new FormatException("each line has a record with its whole name; $ORIGIN, $TTL, $INCLUDE and lines that go on are not read");
        var rest = text;
        var name = Word(ref rest);
        if (name.Length < 2 || name[^1] != '.')
            throw new FormatException("the name is not whole; write it with a dot at its end, such as nas.home.lan.");
        var word = Word(ref rest);
        TimeSpan? time = null;
        if (uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            (time, word) = (TimeSpan.FromSeconds(seconds), Word(ref rest));
        if (string.Equals(word, "IN", StringComparison.OrdinalIgnoreCase))
            word = Word(ref rest);
        if (word.Length == 0 || rest.Length == 0)
            throw new FormatException("a name, a type and data belong there, such as nas.home.lan. 300 IN A 10.77.0.5");
        var type = DnsValues.Type(word);
        return new DcDnsRecord
        {
            Name = DnsNames.Parse(name),
            Type = type,
            Value = DnsValues.Parse(type, type is "TXT" or "SPF" ? Strings(rest) : rest),
            Zone = "",
            Place = place,
            TimeToLive = time,
        };
    }

    /// <summary>Writes a record as a line.</summary>
    public static string Write(DcDnsRecord record)
    {
        var time = record.TimeToLive is { } span ? ((long)span.TotalSeconds).ToString(CultureInfo.InvariantCulture) + " " : "";
        return $"{record.Name}. {time}IN {record.Type} {Data(record)}";
    }

    /// <summary>The comment at the end of a line, with what stands before it; nothing where there is none.</summary>
    public static string Comment(string line) => Split(line).Comment;

    private static string Data(DcDnsRecord record) => record.Type switch
    {
        "CNAME" or "NS" or "PTR" or "DNAME" or "MX" or "SRV" => record.Value.EndsWith('.') ? record.Value : record.Value + ".",
        "TXT" or "SPF" => string.Join(' ', Pieces(record.Value).Select(Quoted)),
        _ => record.Value,
    };

    // Where the record ends and a comment begins: at the first ; that is neither quoted nor escaped.
    private static (string Text, string Comment) Split(string line)
    {
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\')
                i++;
            else if (line[i] == '"')
                quoted = !quoted;
            else if (line[i] == ';' && !quoted)
                return (line[..i].TrimEnd(), line[line[..i].TrimEnd().Length..]);
        }

        return quoted ? throw new FormatException("a quotation mark is not closed") : (line.TrimEnd(), "");
    }

    private static string Word(ref string text)
    {
        var end = text.IndexOfAny([' ', '\t']);
        var word = end < 0 ? text : text[..end];
        text = end < 0 ? "" : text[end..].Trim();
        return word;
    }

    private static string Strings(string data)
    {
        var (octets, text) = (Encoding.UTF8.GetBytes(data), new List<byte>());
        var quoted = false;
        for (var i = 0; i < octets.Length; i++)
        {
            switch (octets[i])
            {
                case (byte)'"':
                    quoted = !quoted;
                    break;
                case (byte)'\\' when i + 3 < octets.Length && byte.TryParse(octets.AsSpan(i + 1, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var octet):
                    text.Add(octet);
                    i += 3;
                    break;
                case (byte)'\\' when i + 1 < octets.Length:
                    text.Add(octets[++i]);
                    break;
                case (byte)' ' or (byte)'\t' when !quoted:
                    break;
                default:
                    text.Add(octets[i]);
                    break;
            }
        }

        return Encoding.UTF8.GetString([.. text]);
    }

    private static IEnumerable<byte[]> Pieces(string value) => Encoding.UTF8.GetBytes(value).Chunk(LongestString);

    // Everything that is not plain ASCII as \DDD, so that a string may be cut between any two octets.
    private static string Quoted(byte[] octets)
    {
        var text = new StringBuilder("\"");
        foreach (var octet in octets)
        {
            if (octet is (byte)'"' or (byte)'\\')
                text.Append('\\').Append((char)octet);
            else if (octet is < 32 or > 126)
                text.Append(CultureInfo.InvariantCulture, $"\\{octet:000}");
            else
                text.Append((char)octet);
        }

        return text.Append('"').ToString();
    }
}
