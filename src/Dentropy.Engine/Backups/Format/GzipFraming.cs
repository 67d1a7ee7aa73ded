using System.Buffers.Binary;

namespace Dentropy.Engine.Backups.Format;

/// <summary>
/// gzip members (RFC 1952). A stored frame is a member of deflate's stored blocks (RFC 1951, 3.2.4) of at most 65,535 bytes. A note is an
/// empty member whose header has an extra field with one subfield <c>De</c>. All headers have no time and the unknown system (255).
/// </summary>
internal sealed class GzipFraming : Framing
{
    public static readonly GzipFraming Instance = new();

    private const int Block = 65_535;
    private const int Head = 10;
    private const int Tail = 8;

    private static readonly byte[] s_head = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255];
    private static readonly byte[] s_noteHead = [0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 255];

    // An empty block of fixed codes, which is the last; CRC and length of nothing.
    private static readonly byte[] s_noteTail = [3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public override BackupCompression Compression => BackupCompression.Gzip;

    public override int NoteHead => Head + 6;

    public override int NoteTail => s_noteTail.Length;

    public override bool Begins(ReadOnlySpan<byte> start) => start is [0x1F, 0x8B, 8, ..];

    public override byte[] Pack(ReadOnlySpan<byte> content)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, MostContent, nameof(content));
        var frame = new byte[Length(content.Length)];
        s_head.CopyTo(frame, 0);
        var at = Head;
        for (var done = 0; done < content.Length || at == Head;)
        {
            var size = Math.Min(Block, content.Length - done);
            frame[at] = done + size == content.Length ? (byte)1 : (byte)0;
            BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(at + 1), (ushort)size);
            BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(at + 3), (ushort)~size);
            content.Slice(done, size).CopyTo(frame.AsSpan(at + 5));
            (at, done) = (at + 5 + size, done + size);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(at), Checksums.Crc32(content));
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(at + 4), content.Length);
        return frame;
    }

    public override FrameState Unpack(ReadOnlySpan<byte> bytes, out byte[] content, out int length)
    {
        (content, length) = ([], 0);
        if (bytes.Length < Head)
            return FrameState.Short;
        if (!bytes[..Head].SequenceEqual(s_head))
            return FrameState.Other;

        using var found = new MemoryStream();
        var at = Head;
        for (var last = false; !last;)
        {
            if (bytes.Length < at + 5)
                return FrameState.Short;
            if (bytes[at] > 1 || found.Length > MostContent)
                return FrameState.Other;
            last = bytes[at] == 1;
            var size = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 1)..]);
            if (bytes.Length < at + 5 + size)
                return FrameState.Short;
            found.Write(bytes.Slice(at + 5, size));
            at += 5 + size;
        }

        length = at + Tail;
        if (bytes.Length < length)
            return FrameState.Short;
        if (found.Length > MostContent)
            return FrameState.Other;
        content = found.ToArray();
        return bytes[..length].SequenceEqual(Pack(content)) ? FrameState.Good : FrameState.Other;
    }

    public override byte[] Note(ReadOnlySpan<byte> content)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, MostNote, nameof(content));
        var note = new byte[NoteHead + content.Length + NoteTail];
        s_noteHead.CopyTo(note, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(note.AsSpan(Head), (ushort)(content.Length + 4));
        note[Head + 2] = (byte)'D';
        note[Head + 3] = (byte)'e';
        BinaryPrimitives.WriteUInt16LittleEndian(note.AsSpan(Head + 4), (ushort)content.Length);
        content.CopyTo(note.AsSpan(NoteHead));
        s_noteTail.CopyTo(note, NoteHead + content.Length);
        return note;
    }

    public override int? NoteLength(ReadOnlySpan<byte> head)
    {
        if (head.Length < NoteHead || !head[..Head].SequenceEqual(s_noteHead) || head[Head + 2] != 'D' || head[Head + 3] != 'e')
            return null;
        var length = BinaryPrimitives.ReadUInt16LittleEndian(head[(Head + 4)..]);
        return BinaryPrimitives.ReadUInt16LittleEndian(head[Head..]) == length + 4 && length <= MostNote ? length : null;
    }

    private static int Length(int content) => Head + content + (5 * Math.Max(1, (content + Block - 1) / Block)) + Tail;
}
