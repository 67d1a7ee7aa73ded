using System.Buffers.Binary;

namespace Dentropy.Engine.Backups.Format;

/// <summary>
/// Zstandard frames (RFC 8878). A stored frame: magic number; descriptor 0x84 (content size of four bytes, a window, a checksum); window
/// descriptor 0x38 (128 KiB, so that blocks may be that large and any decoder has the memory); content size; raw blocks; the low half of XXH64.
/// A note is a skippable frame (3.1.2) with the magic number 0x184D2A5D.
/// </summary>
internal sealed class ZstdFraming : Framing
{
    public static readonly ZstdFraming Instance = new();

    private const uint Magic = 0xFD2FB528;
    private const uint NoteMagic = 0x184D2A5D;
    private const byte Descriptor = 0b10_0_0_0_1_00;
    private const byte Window = 7 << 3;
    private const int Block = 128 * 1024;
    private const int Head = 10;
    private const int Tail = 4;

    public override BackupCompression Compression => BackupCompression.Zstd;

    public override int NoteHead => 8;

    public override int NoteTail => 0;

    public override bool Begins(ReadOnlySpan<byte> start) =>
        start.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(start) is var magic && (magic == Magic || (magic & 0xFFFFFFF0) == 0x184D2A50);

    public override byte[] Pack(ReadOnlySpan<byte> content)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, MostContent, nameof(content));
        var frame = new byte[Length(content.Length)];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, Magic);
        frame[4] = Descriptor;
        frame[5] = Window;
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(6), content.Length);
        var at = Head;
        for (var done = 0; done < content.Length || at == Head;)
        {
            var size = Math.Min(Block, content.Length - done);
            WriteBlockHeader(frame.AsSpan(at), size, last: done + size == content.Length);
            content.Slice(done, size).CopyTo(frame.AsSpan(at + 3));
            (at, done) = (at + 3 + size, done + size);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(at), (uint)Checksums.XxHash64(content));
        return frame;
    }

    public override FrameState Unpack(ReadOnlySpan<byte> bytes, out byte[] content, out int length)
    {
        (content, length) = ([], 0);
        if (bytes.Length < Head)
            return FrameState.Short;
        var size = BinaryPrimitives.ReadUInt32LittleEndian(bytes[6..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic || bytes[4] != Descriptor || bytes[5] != Window || size > MostContent)
            return FrameState.Other;
        length = Length((int)size);
        if (bytes.Length < length)
            return FrameState.Short;

        // There is one way to write a content, so what is the same as that way is right.
        content = new byte[size];
        var at = Head;
        for (var done = 0; done < content.Length;)
        {
            var piece = Math.Min(Block, content.Length - done);
            bytes.Slice(at + 3, piece).CopyTo(content.AsSpan(done));
            (at, done) = (at + 3 + piece, done + piece);
        }

        return bytes[..length].SequenceEqual(Pack(content)) ? FrameState.Good : FrameState.Other;
    }

    public override byte[] Note(ReadOnlySpan<byte> content)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, MostNote, nameof(content));
        var note = new byte[NoteHead + content.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(note, NoteMagic);
        BinaryPrimitives.WriteInt32LittleEndian(note.AsSpan(4), content.Length);
        content.CopyTo(note.AsSpan(NoteHead));
        return note;
    }

    public override int? NoteLength(ReadOnlySpan<byte> head) =>
        head.Length >= NoteHead && BinaryPrimitives.ReadUInt32LittleEndian(head) == NoteMagic && BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) is var length and <= MostNote
            ? (int)length
            : null;

    private static int Length(int content) => Head + content + (3 * Math.Max(1, (content + Block - 1) / Block)) + Tail;

    // Three bytes, little-endian: the last-block bit, two bits of type (0 is raw), and the size.
    private static void WriteBlockHeader(Span<byte> at, int size, bool last)
    {
        var header = (size << 3) | (last ? 1 : 0);
        at[0] = (byte)header;
        at[1] = (byte)(header >> 8);
        at[2] = (byte)(header >> 16);
    }
}
