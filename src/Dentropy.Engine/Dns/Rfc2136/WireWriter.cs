using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;

namespace Dentropy.Engine.Dns.Rfc2136;

/// <summary>Writes a message. Names are written whole: a message over TCP has room for them.</summary>
internal sealed class WireWriter
{
    private const int LongestLabel = 63;
    private readonly ArrayBufferWriter<byte> _buffer = new(512);

    public int Length => _buffer.WrittenCount;

    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();

    public void Byte(byte value) => Bytes([value]);

    public void Number16(int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_buffer.GetSpan(2), checked((ushort)value));
        _buffer.Advance(2);
    }

    public void Number32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
    }

    /// <summary>A time in 48 bits (RFC 8945, 4.2).</summary>
    public void Number48(long value)
    {
        Number16((int)(value >> 32));
        Number32((uint)value);
    }

    public void Bytes(ReadOnlySpan<byte> value) => _buffer.Write(value);

    /// <summary>A name in the spelling of <see cref="WireReader.Name"/>.</summary>
    public void Name(string name)
    {
        var label = new List<byte>(LongestLabel);
        for (var at = 0; at < name.Length && name is not "."; at++)
        {
            switch (name[at])
            {
                case '.':
                    Label(label);
                    break;
                case '\\' when at + 3 < name.Length && byte.TryParse(name.AsSpan(at + 1, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var octet):
                    label.Add(octet);
                    at += 3;
                    break;
                case '\\' when at + 1 < name.Length:
                    label.Add((byte)name[++at]);
                    break;
                case var c when char.IsAscii(c):
                    label.Add((byte)c);
                    break;
                default:
                    throw new DnsFormatException($"'{name}' cannot be written as a name");
            }
        }

        if (label.Count > 0)
            Label(label);
        Byte(0);
    }

    public void Record(WireRecord record)
    {
        Name(record.Name);
        Number16(record.Type);
        Number16(record.Class);
        Number32(record.Seconds);
        Number16(record.Data.Length);
        Bytes(record.Data);
    }

    private void Label(List<byte> label)
    {
        if (label.Count is 0 or > LongestLabel)
            throw new DnsFormatException($"a part of a name has {label.Count} bytes");
        Byte((byte)label.Count);
        Bytes([.. label]);
        label.Clear();
    }
}
