using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Dentropy.Engine.Dns.Rfc2136;

/// <summary>Reads a message from front to back. Whatever it holds, it ends: no length is believed, and a name only leads backwards.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> message)
{
    // RFC 1035, 2.3.4, with the length of the root.
    private const int LongestName = 255;
    private const int Pointer = 0xC0;

    private readonly ReadOnlySpan<byte> _message = message;

    public int Position { get; private set; }

    public readonly int Left => _message.Length - Position;

    public byte Byte() => Bytes(1)[0];

    public ushort Number16() => BinaryPrimitives.ReadUInt16BigEndian(Bytes(2));

    public uint Number32() => BinaryPrimitives.ReadUInt32BigEndian(Bytes(4));

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > Left)
            throw new DnsFormatException($"it ends after {_message.Length} bytes, in the middle of something");
        Position += count;
        return _message.Slice(Position - count, count);
    }

    /// <summary>A name, with pointers followed (RFC 1035, 4.1.4). Each has to lead to before the name's own start, so that none can lead in a circle.</summary>
    public string Name()
    {
        var name = new StringBuilder();
        var (length, limit, after) = (1, Position, -1);
        while (true)
        {
            var size = Byte();
            if (size == 0)
                break;
            if ((size & Pointer) == Pointer)
            {
                var target = ((size & ~Pointer) << 8) | Byte();
                if (target >= limit)
                    throw new DnsFormatException("a name in it points forwards or to itself");
                after = after < 0 ? Position : after;
                Position = limit = target;
                continue;
            }

            if ((size & Pointer) != 0)
                throw new DnsFormatException("a name in it has a label of an unknown kind");
            length += size + 1;
            if (length > LongestName)
                throw new DnsFormatException($"a name in it is longer than {LongestName} bytes");
            if (name.Length > 0)
                name.Append('.');
            Label(name, Bytes(size));
        }

        Position = after < 0 ? Position : after;
        return name.Length == 0 ? "." : name.ToString();
    }

    /// <summary>A record, and the names in its data whole.</summary>
    public WireRecord Record()
    {
        var (name, type, @class, seconds, length) = (Name(), Number16(), Number16(), Number32(), Number16());
        if (length > Left)
            throw new DnsFormatException("a record in it says that it is longer than the message");
        var end = Position + length;
        byte[] data;
        // An update's prerequisites and deletions have no data (RFC 2136, 2.4 and 2.5).
        if (length > 0 && NamesIn(type) is var (before, names) && names > 0)
        {
            var writer = new WireWriter();
            writer.Bytes(Bytes(before));
            for (var at = 0; at < names; at++)
                writer.Name(Name());
            if (Position > end)
                throw new DnsFormatException("a name in a record is longer than the record");
            writer.Bytes(Bytes(end - Position));
            data = writer.ToArray();
        }
        else
        {
            data = Bytes(length).ToArray();
        }

        return new WireRecord(name, type, @class, seconds, data);
    }

    /// <summary>How many bytes stand before the names in a type's data, and how many names there are. Only these types may be compressed (RFC 3597, 4).</summary>
    private static (int Before, int Names) NamesIn(ushort type) => type switch
    {
        RecordTypes.Ns or RecordTypes.Cname or RecordTypes.Ptr or RecordTypes.Dname => (0, 1),
        RecordTypes.Soa => (0, 2),
        RecordTypes.Mx => (2, 1),
        RecordTypes.Srv => (6, 1),
        _ => (0, 0),
    };

    // RFC 1035, 5.1: what would be read as something else is written with a backslash.
    private static void Label(StringBuilder name, ReadOnlySpan<byte> label)
    {
        foreach (var octet in label)
        {
            var c = char.ToLowerInvariant((char)octet);
            if (c is '.' or '\\')
                name.Append('\\').Append(c);
            else if (c is > ' ' and < '\x7f')
                name.Append(c);
            else
                name.Append(CultureInfo.InvariantCulture, $"\\{octet:000}");
        }
    }
}
