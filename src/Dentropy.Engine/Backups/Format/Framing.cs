namespace Dentropy.Engine.Backups.Format;

/// <summary>What a piece of a file turned out to be.</summary>
internal enum FrameState
{
    /// <summary>A frame that this program writes, whole and with a right checksum.</summary>
    Good,

    /// <summary>The beginning of one; more bytes are needed.</summary>
    Short,

    /// <summary>Something else, or damaged.</summary>
    Other,
}

/// <summary>
/// How this program's own bytes are packed so that they stand between compressed parts and one ordinary decompressor reads the whole:
/// frames that store their content as it is, and notes that decompress to nothing. Both have one form only, so they can be compared byte by byte.
/// </summary>
internal abstract class Framing
{
    /// <summary>Most bytes that one stored frame may hold: a bound for what a reader takes into memory.</summary>
    public const int MostContent = 64 * 1024 * 1024;

    /// <summary>Most bytes of a note: what fits into gzip's extra field.</summary>
    public const int MostNote = 60_000;

    /// <summary>Bytes of a note before its content.</summary>
    public abstract int NoteHead { get; }

    /// <summary>Bytes of a note behind its content.</summary>
    public abstract int NoteTail { get; }

    public static Framing Of(BackupCompression compression) => compression switch
    {
        BackupCompression.Zstd => ZstdFraming.Instance,
        BackupCompression.Gzip => GzipFraming.Instance,
        _ => throw new ArgumentOutOfRangeException(nameof(compression)),
    };

    /// <summary>The framing that a file's first bytes show; null where they show none.</summary>
    public static Framing? Detect(ReadOnlySpan<byte> start)
    {
        foreach (Framing framing in new Framing[] { ZstdFraming.Instance, GzipFraming.Instance })
        {
            if (framing.Begins(start))
                return framing;
        }

        return null;
    }

    public abstract BackupCompression Compression { get; }

    /// <summary>Whether bytes begin as compressed data of this kind does.</summary>
    public abstract bool Begins(ReadOnlySpan<byte> start);

    /// <summary>A frame that decompresses to the content.</summary>
    public abstract byte[] Pack(ReadOnlySpan<byte> content);

    /// <summary>Takes the content out of a frame that <see cref="Pack"/> made.</summary>
    /// <param name="bytes">Bytes that begin with the frame.</param>
    /// <param name="content">What it holds.</param>
    /// <param name="length">Its own length.</param>
    public abstract FrameState Unpack(ReadOnlySpan<byte> bytes, out byte[] content, out int length);

    /// <summary>A frame that decompresses to nothing and carries the content.</summary>
    public abstract byte[] Note(ReadOnlySpan<byte> content);

    /// <summary>Bytes of a note's content, from the bytes that its head takes; null where this is no note's head.</summary>
    public abstract int? NoteLength(ReadOnlySpan<byte> head);
}
