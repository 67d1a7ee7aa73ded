using System.Security.Cryptography;
using Dentropy.Engine.Backups.Places;

namespace Dentropy.Engine.Backups.Format;

/// <summary>Finds what is left in a file without an index: the members at its start, and the parts that a note follows.</summary>
internal static class BackupRest
{
    public static async Task<BackupIndex> FindAsync(IBackupFile file, Framing framing, BackupManifest manifest, CancellationToken cancellationToken)
    {
        var sections = await MembersAsync(file, framing, cancellationToken).ConfigureAwait(false);
        var start = sections.Sum(section => section.Length);
        return new BackupIndex
        {
            FormatVersion = manifest.FormatVersion,
            Id = manifest.Id,
            Sections = sections,
            Parts = await PartsAsync(file, framing, manifest.Id, start, cancellationToken).ConfigureAwait(false),
            Outcome = new BackupOutcome { Duration = TimeSpan.Zero },
        };
    }

    private static async Task<List<BackupSection>> MembersAsync(IBackupFile file, Framing framing, CancellationToken cancellationToken)
    {
        var sections = new List<BackupSection>();
        var at = 0L;
        for (var size = 64L * 1024; ;)
        {
            var bytes = await file.ReadAsync(at, size, cancellationToken).ConfigureAwait(false);
            var state = framing.Unpack(bytes, out var content, out var length);
            if (state == FrameState.Short && bytes.Length == size && size <= Framing.MostContent)
            {
                size = Math.Max(size * 4, length);
                continue;
            }

            // A stored part or the header of one looks much like a member; only a whole member is one.
            if (state != FrameState.Good || TarBlocks.Content(content, out var name) is null || MemberNames.Problem(name) is not null
                || sections.Exists(section => string.Equals(section.Member, name, StringComparison.Ordinal)))
            {
                return sections;
            }

            sections.Add(new BackupSection { Member = name, Offset = at, Length = length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, length))) });
            at += length;
        }
    }

    private static async Task<List<BackupPart>> PartsAsync(IBackupFile file, Framing framing, string id, long start, CancellationToken cancellationToken)
    {
        var parts = new List<BackupPart>();
        var stream = await file.OpenReadAsync(start, file.Length - start, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            // Each window begins with as much of the last one as a note may need.
            var keep = framing.NoteHead + Framing.MostNote + framing.NoteTail;
            var window = new byte[keep + BlockPump.BlockSize];
            var (held, at) = (0, start);
            while (true)
            {
                var count = await stream.ReadAtLeastAsync(window.AsMemory(held), window.Length - held, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                held += count;
                var last = held < window.Length;
                var searched = last ? held : held - keep;
                Search(window.AsSpan(0, held), searched);
                if (last)
                    return parts;
                window.AsSpan(searched, held - searched).CopyTo(window);
                (held, at) = (held - searched, at + searched);
            }

            void Search(ReadOnlySpan<byte> bytes, int limit)
            {
                for (var from = 0; bytes[from..].IndexOf(PartNotes.Magic) is >= 0 and var found; from += found + 1)
                {
                    var note = from + found - framing.NoteHead;
                    if (note >= limit)
                        return;
                    if (note >= 0 && PartNotes.Read(framing, bytes[note..], id, out _) is { } part && IsNew(part, at + note))
                        parts.Add(part);
                }
            }

            bool IsNew(BackupPart part, long note) =>
                IndexRules.Problem(part) is null
                && part.Offset >= (parts.Count > 0 ? parts[^1].Offset + parts[^1].Length : start)
                && part.Offset + part.Length <= note;
        }
    }
}
