using System.Diagnostics;
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
        var bytes = await StretchHash.RunAsync(file, stretches, problems, progress, cancellationToken).ConfigureAwait(false);
        return (bytes + Footer.SizeIn(framing), index.Parts.Count);
    }

    private static async Task<(long Bytes, int Parts)> RestAsync(
        IBackupFile file, List<string> problems, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var rest = await BackupReader.OpenRestAsync(file, cancellationToken).ConfigureAwait(false);
        var found = problems.Count;
        var bytes = 0L;
        foreach (var part in rest.Index.Parts)
            bytes += await StretchHash.RunAsync(file, [Stretch.Of(part)], problems, progress: null, cancellationToken).ConfigureAwait(false);
        progress?.Report(bytes);

        var whole = rest.Index.Parts.Count - (problems.Count - found);
        problems.Add(whole == 0
            ? "No part of it is whole."
            : $"Whole in it: {string.Join(", ", rest.Index.Parts.Select(part => Stretch.Of(part).Name).Take(20))}.");
        return (bytes, rest.Index.Parts.Count);
    }
}
