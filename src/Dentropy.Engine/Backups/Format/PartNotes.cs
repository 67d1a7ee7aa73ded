using System.Text.Json;

namespace Dentropy.Engine.Backups.Format;

/// <summary>
/// The note behind each part, which says what the part was. A file that was cut off has no index; its parts are found by these notes, each
/// with the manifest's id, so that a backup that lies in a volume of a backup is not taken for the outer one.
/// </summary>
internal static class PartNotes
{
    /// <summary>What each begins with.</summary>
    public static ReadOnlySpan<byte> Magic => "DENTROPY-PART\n"u8;

    public static byte[] Write(Framing framing, string id, BackupPart part) =>
        framing.Note([.. Magic, .. BackupJson.Bytes(new PartNote { Id = id, Part = part }, BackupJson.Note)]);

    /// <summary>Reads a note.</summary>
    /// <param name="framing">The file's framing.</param>
    /// <param name="bytes">Bytes that begin with the note.</param>
    /// <param name="id">The manifest's id.</param>
    /// <param name="length">The note's length in the file.</param>
    /// <returns>The part; null where this is no such note of this file, or not all of it.</returns>
    public static BackupPart? Read(Framing framing, ReadOnlySpan<byte> bytes, string id, out int length)
    {
        length = 0;
        if (framing.NoteLength(bytes) is not { } size || bytes.Length < framing.NoteHead + size + framing.NoteTail)
            return null;
        var content = bytes.Slice(framing.NoteHead, size);
        if (!content.StartsWith(Magic))
            return null;
        try
        {
            var note = JsonSerializer.Deserialize(content[Magic.Length..], BackupJson.Note);
            if (note is null || !string.Equals(note.Id, id, StringComparison.Ordinal) || !bytes.StartsWith(Write(framing, note.Id, note.Part)))
                return null;
            length = framing.NoteHead + size + framing.NoteTail;
            return note.Part;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
