using System.Globalization;
using System.Text;

namespace Dentropy.Engine.Backups.Format;

/// <summary>
/// The last bytes of a complete backup: a note with one line of text, always of the same length, that says where the index is. The line can
/// be read with <c>tail</c>.
/// </summary>
/// <param name="Version">Version of the format.</param>
/// <param name="Offset">Where the index's frame begins.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Sha256">Their SHA-256.</param>
internal sealed record Footer(int Version, long Offset, long Length, string Sha256)
{
    private const string Magic = "DENTROPY-INDEX v";

    /// <summary>Bytes of the line.</summary>
    public const int TextLength = 16 + 4 + 1 + 20 + 1 + 20 + 1 + 64 + 1;

    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Magic}{Version:D4} {Offset:D20} {Length:D20} {Sha256}\n");

    public byte[] Note(Framing framing) => framing.Note(Encoding.ASCII.GetBytes(Text));

    /// <summary>Bytes that a footer takes in a file.</summary>
    public static int SizeIn(Framing framing) => framing.NoteHead + TextLength + framing.NoteTail;

    /// <summary>Whether the end of a file holds a whole footer that is not right, as against none, or the beginning of one.</summary>
    public static bool IsChanged(Framing framing, ReadOnlySpan<byte> tail) =>
        tail.IndexOf("DENTROPY-INDEX v"u8) is >= 0 and var at && tail.Length - at >= TextLength + framing.NoteTail;

    /// <summary>Reads a footer from a file's last bytes; null where they are none.</summary>
    /// <param name="framing">The file's framing.</param>
    /// <param name="tail">The last <see cref="SizeIn"/> bytes.</param>
    public static Footer? Read(Framing framing, ReadOnlySpan<byte> tail)
    {
        if (tail.Length != SizeIn(framing) || framing.NoteLength(tail) != TextLength)
            return null;
        var text = Encoding.ASCII.GetString(tail.Slice(framing.NoteHead, TextLength));
        var fields = text[Magic.Length..].TrimEnd('\n').Split(' ');
        if (fields.Length != 4
            || !int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            || !long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            || !long.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            return null;
        }

        var footer = new Footer(version, offset, length, fields[3]);
        return tail.SequenceEqual(footer.Note(framing)) ? footer : null;
    }
}
