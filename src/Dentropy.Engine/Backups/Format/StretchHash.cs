using System.Diagnostics;
using System.Security.Cryptography;
using Dentropy.Engine.Backups.Places;

namespace Dentropy.Engine.Backups.Format;

/// <summary>
/// Compares stretches of a file with their checksums. A file of this machine is read at several places at a time, once it shows that
/// the checksums and not the disk take the time: a disk that has to seek would be slower that way.
/// </summary>
internal sealed class StretchHash
{
    private const int MostLanes = 4;

    // A lane has seen this many blocks before it tells which of the two waits for the other.
    private const int Enough = 16;

    private readonly IBackupFile _file;
    private readonly IProgress<long>? _progress;
    private readonly IReadOnlyList<Stretch>[] _runs;
    private readonly List<string>[] _found;
    private readonly TaskCompletionSource _busy = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _telling = new();
    private int _next;
    private long _read;

    private StretchHash(IBackupFile file, IReadOnlyList<Stretch> stretches, IProgress<long>? progress)
    {
        (_file, _progress) = (file, progress);
        _runs = file.IsLocal ? [.. stretches.Select(one => (IReadOnlyList<Stretch>)[one])] : [stretches];
        _found = [.. _runs.Select(_ => new List<string>())];
    }

    /// <summary>Reads them all.</summary>
    /// <param name="file">The file.</param>
    /// <param name="stretches">One behind the other, without a gap.</param>
    /// <param name="problems">Takes what is wrong, in the file's order.</param>
    /// <param name="progress">Told how many bytes were read so far.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Bytes read.</returns>
    public static async Task<long> RunAsync(
        IBackupFile file, IReadOnlyList<Stretch> stretches, List<string> problems, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var hash = new StretchHash(file, stretches, progress);
        await hash.RunAsync(cancellationToken).ConfigureAwait(false);
        problems.AddRange(hash._found.SelectMany(found => found));
        return hash._read;
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = LaneAsync(ended);
        var lanes = new List<Task> { first };
        for (var more = Math.Min(Math.Min(MostLanes, Environment.ProcessorCount), _runs.Length) - 1; more > 0; more--)
            lanes.Add(LaterAsync(first, ended));
        await Task.WhenAll(lanes).ConfigureAwait(false);
    }

    private async Task LaterAsync(Task first, CancellationTokenSource ended)
    {
        if (await Task.WhenAny(_busy.Task, first).ConfigureAwait(false) != first)
            await LaneAsync(ended).ConfigureAwait(false);
    }

    private async Task LaneAsync(CancellationTokenSource ended)
    {
        try
        {
            for (int run; (run = Interlocked.Increment(ref _next) - 1) < _runs.Length;)
                await CompareAsync(_runs[run], _found[run], ended.Token).ConfigureAwait(false);
        }
        catch
        {
            // The others are not waited for: what one lane meets ends the whole check.
            await ended.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task CompareAsync(IReadOnlyList<Stretch> stretches, List<string> problems, CancellationToken cancellationToken)
    {
        var (offset, end) = (stretches[0].Offset, stretches[^1].Offset + stretches[^1].Length);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (current, taken, read, blocks) = (0, 0L, 0L, 0);
        var (working, since) = (TimeSpan.Zero, Stopwatch.GetTimestamp());
        var stream = await _file.OpenReadAsync(offset, end - offset, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            await BlockPump.RunAsync(stream, Take, cancellationToken).ConfigureAwait(false);
        }

        if (current < stretches.Count)
            problems.Add($"it ended at byte {offset + read} while it was read, and should not before {end}.");

        ValueTask Take(ReadOnlyMemory<byte> block)
        {
            var start = Stopwatch.GetTimestamp();
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

            working += Stopwatch.GetElapsedTime(start);
            if (++blocks == Enough && working > Stopwatch.GetElapsedTime(since) / 2)
                _busy.TrySetResult();
            Tell(block.Length);
            return ValueTask.CompletedTask;
        }
    }

    private void Tell(int bytes)
    {
        lock (_telling)
        {
            _read += bytes;
            _progress?.Report(_read);
        }
    }
}
