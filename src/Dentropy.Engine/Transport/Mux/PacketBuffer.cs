using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Dentropy.Engine.Transport.Mux;

/// <summary>
/// Packets on their way to the master. In proxy mode each is <c>uint32 length, byte 0, byte type, payload</c>
/// (OpenSSH, PROTOCOL.mux and mux.c, mux_master_process_proxy): an SSH packet without padding, MAC or encryption.
/// </summary>
internal sealed class PacketBuffer
{
    private const int SmallestBuffer = 1024;
    private const int LargestIdle = 64 * 1024;
    private const int Patience = 64;

    private ArrayBufferWriter<byte> _buffer = new(SmallestBuffer);
    private int _start = -1;
    private int _unused;

    public int Length => _buffer.WrittenCount;

    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    public void Clear()
    {
        // A large buffer stays while it is made use of, and goes when it has not been for a while.
        _unused = _buffer.WrittenCount > _buffer.Capacity / 8 ? 0 : _unused + 1;
        if (_buffer.Capacity > LargestIdle && _unused > Patience)
        {
            _buffer = new ArrayBufferWriter<byte>(SmallestBuffer);
        }

        _buffer.ResetWrittenCount();
    }

    public PacketBuffer Begin(SshMessage type)
    {
        _start = _buffer.WrittenCount;
        UInt32(0);
        Byte(0);
        return Byte((byte)type);
    }

    public void End()
    {
        var length = (uint)(_buffer.WrittenCount - _start - 4);
        // ArrayBufferWriter shows what is written read-only; the length is known only now.
        var written = System.Runtime.InteropServices.MemoryMarshal.AsMemory(_buffer.WrittenMemory);
        BinaryPrimitives.WriteUInt32BigEndian(written.Span[_start..], length);
        _start = -1;
    }

    public PacketBuffer Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
        return this;
    }

    public PacketBuffer Boolean(bool value) => Byte(value ? (byte)1 : (byte)0);

    public PacketBuffer UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
        return this;
    }

    public PacketBuffer Bytes(ReadOnlySpan<byte> value)
    {
        UInt32((uint)value.Length);
        _buffer.Write(value);
        return this;
    }

    public PacketBuffer Text(string value) => Bytes(Encoding.UTF8.GetBytes(value));
}
