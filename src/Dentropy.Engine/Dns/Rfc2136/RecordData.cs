using System.Globalization;
using System.Net;
using System.Text;
using Dentropy.Engine.Dns.Records;

namespace Dentropy.Engine.Dns.Rfc2136;

/// <summary>Values as text and as data on the wire. What has no spelling of its own here is written <c>\# LENGTH HEX</c> (RFC 3597, 5).</summary>
internal static class RecordData
{
    private const string Unknown = "\\# ";
    private const int LongestString = 255;
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of data.</summary>
    public static string Text(ushort type, byte[] data)
    {
        var text = Spelled(type, data);
        return text is not null && (type is RecordTypes.Txt or RecordTypes.Spf || IsParsed(type, text)) ? text
            : string.Create(CultureInfo.InvariantCulture, $"{Unknown}{data.Length} {Convert.ToHexStringLower(data)}").TrimEnd();
    }

    /// <summary>The data of a text.</summary>
    /// <exception cref="DnsFormatException">It cannot be written; the message is the end of a sentence.</exception>
    public static byte[] Bytes(ushort type, string text)
    {
        if (type is not RecordTypes.Txt and not RecordTypes.Spf && text.StartsWith(Unknown, StringComparison.Ordinal))
            return Generic(text);
        var writer = new WireWriter();
        var words = text.Split(' ');
        switch (type)
        {
            case RecordTypes.A or RecordTypes.Aaaa:
                writer.Bytes(IPAddress.Parse(text).GetAddressBytes());
                break;
            case RecordTypes.Ns or RecordTypes.Cname or RecordTypes.Ptr or RecordTypes.Dname:
                writer.Name(text);
                break;
            case RecordTypes.Mx or RecordTypes.Srv:
                foreach (var number in words[..^1])
                    writer.Number16(ushort.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture));
                writer.Name(words[^1]);
                break;
            case RecordTypes.Caa:
                writer.Byte(byte.Parse(words[0], NumberStyles.None, CultureInfo.InvariantCulture));
                writer.Byte((byte)words[1].Length);
                writer.Bytes(Encoding.ASCII.GetBytes(words[1]));
                writer.Bytes(s_utf8.GetBytes(text[(words[0].Length + words[1].Length + 3)..^1]));
                break;
            case RecordTypes.Txt or RecordTypes.Spf:
                foreach (var piece in s_utf8.GetBytes(text).Chunk(LongestString))
                {
                    writer.Byte((byte)piece.Length);
                    writer.Bytes(piece);
                }

                break;
            default:
                throw new DnsFormatException($"a value of type {RecordTypes.Name(type)} has to be written \\# LENGTH HEX (RFC 3597)");
        }

        return writer.ToArray();
    }

    private static byte[] Generic(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        try
        {
            var data = Convert.FromHexString(string.Concat(words[2..]));
            return data.Length <= ushort.MaxValue / 2 && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length == data.Length
                ? data
                : throw new DnsFormatException("the length behind \\# is not that of the data");
        }
        catch (Exception e) when (e is FormatException or ArgumentOutOfRangeException)
        {
            throw new DnsFormatException("behind \\# belong a length and hexadecimal digits");
        }
    }

    // Null where the data are not what the type says, or have no text.
    private static string? Spelled(ushort type, byte[] data)
    {
        try
        {
            var reader = new WireReader(data);
            var text = type switch
            {
                RecordTypes.A when data.Length == 4 => Address(ref reader),
                RecordTypes.Aaaa when data.Length == 16 => Address(ref reader),
                RecordTypes.Ns or RecordTypes.Cname or RecordTypes.Ptr or RecordTypes.Dname => reader.Name(),
                RecordTypes.Mx => string.Create(CultureInfo.InvariantCulture, $"{reader.Number16()} {reader.Name()}"),
                RecordTypes.Srv => string.Create(CultureInfo.InvariantCulture, $"{reader.Number16()} {reader.Number16()} {reader.Number16()} {reader.Name()}"),
                RecordTypes.Caa => string.Create(CultureInfo.InvariantCulture, $"{reader.Byte()} {Encoding.ASCII.GetString(reader.Bytes(reader.Byte())).ToLowerInvariant()} \"{s_utf8.GetString(reader.Bytes(reader.Left))}\""),
                RecordTypes.Txt or RecordTypes.Spf => Strings(ref reader),
                _ => null,
            };
            return reader.Left == 0 ? text : null;
        }
        catch (Exception e) when (e is DnsFormatException or DecoderFallbackException)
        {
            return null;
        }
    }

    // A value that we would not take ourselves could not be given back.
    private static bool IsParsed(ushort type, string text)
    {
        try
        {
            return string.Equals(DnsValues.Parse(RecordTypes.Name(type), text), text, StringComparison.Ordinal);
        }
        catch (DentropyException)
        {
            return false;
        }
    }

    private static string Address(ref WireReader reader) => new IPAddress(reader.Bytes(reader.Left)).ToString();

    private static string? Strings(ref WireReader reader)
    {
        var all = new WireWriter();
        while (reader.Left > 0)
            all.Bytes(reader.Bytes(reader.Byte()));
        return all.Length > 0 ? s_utf8.GetString(all.ToArray()) : null;
    }
}
