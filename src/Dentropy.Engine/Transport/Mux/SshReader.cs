using System.Buffers.Binary;
using System.Text;

namespace Dentropy.Engine.Transport.Mux;

/// <summary>Reads the data types of RFC 4251, section 5, from one message.</summary>
internal ref struct SshReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _rest = data;

    public byte Byte() => Take(1)[0];

    public bool Boolean() => Byte() != 0;

    public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public ReadOnlySpan<byte> Bytes()
    {
        var length = UInt32();
        return length <= _rest.Length ? Take((int)length) : throw Malformed();
    }

    public string Text() => Encoding.UTF8.GetString(Bytes());

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_rest.Length < count)
        {
            throw Malformed();
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private static InvalidDataException Malformed() => new("The ssh master sent a message that ends too early.");
}
