using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Docker.Helper;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Backups.Create;

/// <summary>How a script that made a part ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Lines">What it said on standard error.</param>
internal sealed record PartEnd(int ExitCode, IReadOnlyList<string> Lines)
{
    /// <summary>The first of it, for a message.</summary>
    public string Text => Lines.Count == 0 ? "" : string.Join("; ", Lines.Take(3)) + (Lines.Count > 3 ? $"; and {Lines.Count - 3} more" : "");
}

/// <summary>Runs the script of a part in the helper and moves what it writes into the file.</summary>
internal static class PartRun
{
    public static async Task<PartEnd> RunAsync(
        HelperContainer helper, BackupWriter writer, PartHeader header, string script, Action<long> moved, CancellationToken cancellationToken)
    {
        var exec = await helper.RunAsync(script, cancellationToken).ConfigureAwait(false);
        await using (exec.ConfigureAwait(false))
        {
            var errors = PartSum.ReadAsync(exec.StandardError, cancellationToken);
            DentropyException? invalid = null;
            BackupPart? part = null;
            try
            {
                part = await writer.AddPartAsync(header, new CountedStream(exec.StandardOutput, moved), cancellationToken).ConfigureAwait(false);
            }
            catch (DentropyException e) when (e.ErrorId == "BackupPartInvalid")
            {
                // What the node said about it tells more.
                invalid = e;
            }
            catch
            {
                await exec.DisposeAsync().ConfigureAwait(false);
                await ((Task)errors).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }

            // An engine that goes away ends the output as a script does; only the exit code proves that the script came to its end.
            var sum = await errors.ConfigureAwait(false);
            var exit = await exec.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            if (invalid is not null && exit == 0)
            {
                throw invalid;
            }

            if (part is not null && !helper.ProvesOutput && exit is 0 or 1)
            {
                sum.Check(part);
            }

            return new PartEnd(exit, [.. sum.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(IsWorthTelling)]);
        }
    }

    // Sockets are made by the programs that listen on them, at each start; tar leaves them out and says so.
    private static bool IsWorthTelling(string line) =>
        !line.EndsWith(": socket ignored", StringComparison.Ordinal)
        && !line.EndsWith(": Exiting with failure status due to previous errors", StringComparison.Ordinal)
        && !line.EndsWith(": Directory is new", StringComparison.Ordinal)
        && !line.Contains(": Directory has been renamed from ", StringComparison.Ordinal);

    private sealed class CountedStream(Stream inner, Action<long> moved) : AsyncStream
    {
        public override bool CanRead => true;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            FillAsync(buffer, Math.Min(1, buffer.Length), cancellationToken);

        public override async ValueTask<int> FillAsync(Memory<byte> buffer, int least, CancellationToken cancellationToken)
        {
            var count = await FillAsync(inner, buffer, least, cancellationToken).ConfigureAwait(false);
            moved(count);
            return count;
        }
    }
}
