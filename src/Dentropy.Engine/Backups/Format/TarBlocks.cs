using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Dentropy.Engine.Backups.Format;

/// <summary>The tar blocks that this program writes itself (POSIX.1-1988 ustar): regular files of root's, readable by root alone.</summary>
internal static class TarBlocks
{
    public const int Block = 512;

    /// <summary>Most bytes of a member's name: those of the header's first field.</summary>
    public const int LongestName = 100;

    // Eleven octal digits. Larger sizes are written in base 256, with the first bit set, which GNU tar, libarchive, busybox, Go and Python all read.
    private const long MostOctal = (1L << 33) - 1;

    /// <summary>Two blocks of zeros end an archive.</summary>
    public static int End => 2 * Block;

    /// <summary>Zeros that fill a content up to whole blocks.</summary>
    public static int Padding(long length) => (int)((Block - (length % Block)) % Block);

    /// <summary>A member's header.</summary>
    public static byte[] Header(string name, long length, DateTimeOffset time)
    {
        var header = new byte[Block];
        Encoding.UTF8.GetBytes(name, header.AsSpan(0, LongestName));
        Octal(header.AsSpan(100, 8), 0b110_000_000);
        Octal(header.AsSpan(108, 8), 0);
        Octal(header.AsSpan(116, 8), 0);
        Size(header.AsSpan(124, 12), length);
        Octal(header.AsSpan(136, 12), Math.Clamp(time.ToUnixTimeSeconds(), 0, MostOctal));
        header[156] = (byte)'0';
        "ustar\000root"u8.CopyTo(header.AsSpan(257));
        "root"u8.CopyTo(header.AsSpan(297));
        header.AsSpan(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var b in header)
            sum += b;
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ", header.AsSpan(148));
        return header;
    }

    /// <summary>A member with its content, filled up to whole blocks.</summary>
    public static byte[] Member(string name, ReadOnlySpan<byte> content, DateTimeOffset time, bool last = false)
    {
        var member = new byte[Block + content.Length + Padding(content.Length) + (last ? End : 0)];
        Header(name, content.Length, time).CopyTo(member, 0);
        content.CopyTo(member.AsSpan(Block));
        return member;
    }

    /// <summary>Takes the content out of a member that <see cref="Member"/> made; null where it is something else.</summary>
    public static ReadOnlyMemory<byte>? Content(ReadOnlyMemory<byte> member, out string name, bool last = false)
    {
        name = "";
        var bytes = member.Span;
        if (bytes.Length < Block || ReadOctal(bytes.Slice(124, 12)) is not { } length || ReadOctal(bytes.Slice(136, 12)) is not { } time)
            return null;
        var end = bytes[..LongestName].IndexOf((byte)0);
        name = Encoding.UTF8.GetString(bytes[..(end < 0 ? LongestName : end)]);
        if (length > bytes.Length - Block)
            return null;
        var content = member.Slice(Block, (int)length);
        return Encoding.UTF8.GetByteCount(name) <= LongestName && bytes.SequenceEqual(Member(name, content.Span, DateTimeOffset.FromUnixTimeSeconds(time), last))
            ? content
            : null;
    }

    private static void Octal(Span<byte> field, long value) =>
        Encoding.ASCII.GetBytes(Convert.ToString(value, 8).PadLeft(field.Length - 1, '0'), field);

    private static void Size(Span<byte> field, long length)
    {
        if (length <= MostOctal)
        {
            Octal(field, length);
            return;
        }

        BinaryPrimitives.WriteInt64BigEndian(field[4..], length);
        field[0] = 0x80;
    }

    private static long? ReadOctal(ReadOnlySpan<byte> field)
    {
        long value = 0;
        foreach (var b in field[..^1])
        {
            if (b is < (byte)'0' or > (byte)'7')
                return null;
            value = (value << 3) | (long)(b - '0');
        }

        return field[^1] == 0 ? value : null;
    }
}
