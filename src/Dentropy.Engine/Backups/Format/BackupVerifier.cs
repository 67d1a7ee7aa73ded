using System.Diagnostics;
using System.Security.Cryptography;
using Dentropy.Backups;
using Dentropy.Engine.Backups.Places;

namespace Dentropy.Engine.Backups.Format;

/// <summary>Checks a backup without restoring it: every byte is compared with what was written, through its checksum.</summary>
public static class BackupVerifier
{
    /// <summary>Reads a backup once, from its first byte to its last.</summary>
    /// <param name="file">The file.</param>
    /// <param name="progress">Told how many bytes were read so far.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What was found. Whatever is wrong with the file is in it.</returns>
    /// <exception cref="DentropyException">What the place throws: then nothing is known of the file.</exception>
    public static async Task<DcBackupTest> TestAsync(IBackupFile file, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var problems = new List<string>();
        var look = await BackupLook.AtAsync(file, cancellationToken).ConfigureAwait(false);
        var (bytes, parts) = (0L, 0);
        if (look.Problem is { } problem)
            problems.Add(problem.Message);
        if (look is { Framing: { } framing, Index: { } index })
            (bytes, parts) = await AllAsync(file, framing, index, look.IndexAt, problems, progress, cancellationToken).ConfigureAwait(false);
        else if (look is { Manifest: not null, Problem.ErrorId: not "BackupFormatTooNew" })
            (bytes, parts) = await RestAsync(file, problems, progress, cancellationToken).ConfigureAwait(false);

        return new DcBackupTest
        {
            Name = file.Name,
            Path = file.Path,
            App = look.Manifest?.App ?? BackupName.Parse(file.Name)?.App ?? file.Name,
            Valid = problems.Count == 0,
            Bytes = bytes,
            Parts = parts,
            Problems = problems,
            Duration = Stopwatch.GetElapsedTime(start),
        };
    }

    // What lies behind the index is checked too: its own bytes by the footer's checksum, and the footer by what it would have to be.
    private static async Task<(long Bytes, int Parts)> AllAsync(
        IBackupFile file, Framing framing, BackupIndex index, long indexAt, List<string> problems, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var footerAt = file.Length - Footer.SizeIn(framing);
        var footer = Footer.Read(framing, await file.ReadAsync(footerAt, file.Length, cancellationToken).ConfigureAwait(false));
        if (footer is null)
        {
            problems.Add("its last bytes changed while it was read.");
            return (0, 0);
        }

        var stretches = new List<Stretch>(IndexRules.Stretches(index)) { new(BackupIndex.Member, indexAt, footer.Length, footer.Sha256, IsPart: false) };
        var bytes = await HashAsync(file, stretches, problems, progress, cancellationToken).ConfigureAwait(false);
        return (bytes + Footer.SizeIn(framing), index.Parts.Count);
    }

    private static async Task<(long Bytes, int Parts)> RestAsync(
        IBackupFile file, List<string> problems, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var rest = await BackupReader.OpenRestAsync(file, cancellationToken).ConfigureAwait(false);
        var found = problems.Count;
        var bytes = 0L;
        foreach (var part in rest.Index.Parts)
            bytes += await HashAsync(file, [Stretch.Of(part)], problems, progress: null, cancellationToken).ConfigureAwait(false);
        progress?.Report(bytes);

        var whole = rest.Index.Parts.Count - (problems.Count - found);
        problems.Add(whole == 0
            ? "No part of it is whole."
            : $"Whole in it: {string.Join(", ", rest.Index.Parts.Select(part => Stretch.Of(part).Name).Take(20))}.");
        return (bytes, rest.Index.Parts.Count);
    }

    private static async Task<long> HashAsync(
        IBackupFile file, IReadOnlyList<Stretch> stretches, List<string> problems, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var (offset, end) = (stretches[0].Offset, stretches[^1].Offset + stretches[^1].Length);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (current, taken, read) = (0, 0L, 0L);
        var stream = await file.OpenReadAsync(offset, end - offset, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            await BlockPump.RunAsync(stream, Take, cancellationToken).ConfigureAwait(false);
        }

        if (current < stretches.Count)
            problems.Add($"it ended at byte {offset + read} while it was read, and should not before {end}.");
        return read;

        ValueTask Take(ReadOnlyMemory<byte> block)
        {
            for (var bytes = block.Span; !bytes.IsEmpty && current < stretches.Count;)
            {
                var stretch = stretches[current];
                var piece = (int)Math.Min(bytes.Length, stretch.Length - taken);
                hash.AppendData(bytes[..piece]);
                (taken, read) = (taken + piece, read + piece);
                bytes = bytes[piece..];
                if (taken < stretch.Length)
                    continue;
                if (!string.Equals(Convert.ToHexStringLower(hash.GetHashAndReset()), stretch.Sha256, StringComparison.Ordinal))
                    problems.Add($"{stretch.Name} is not what was written (bytes {stretch.Offset} to {stretch.Offset + stretch.Length - 1}).");
                (current, taken) = (current + 1, 0);
            }

            progress?.Report(read);
            return ValueTask.CompletedTask;
        }
    }
}
