using System.Collections.Frozen;
using System.Diagnostics;
using System.Text;
using Dentropy.Cluster;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Cluster;

/// <summary>Sends one tree to any node.</summary>
/// <param name="pool">Where links come from.</param>
/// <param name="tree">What is sent.</param>
/// <param name="hashes">The files' checksums, where the node shall be asked first what it has; null to send everything.</param>
/// <param name="remotePath">The destination, as the user gave it.</param>
/// <param name="settings">How.</param>
/// <param name="told">Counts.</param>
internal sealed class SendJob(ILinkPool pool, LocalTree tree, IReadOnlyDictionary<string, string>? hashes, string remotePath, ItemCopySettings settings, CopyProgress told)
{
    private const int AnswerLimit = 64 * 1024;
    private const int SumsLimit = 256 * 1024 * 1024;

    // How long a script may take to clean up once its input has ended.
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LocalCleanUpLimit = TimeSpan.FromSeconds(5);

    public async Task<DcCopyResult> RunAsync(DcNode node, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var result = new DcCopyResult { Node = node.Name, Status = DcCopyStatus.Failed, Source = tree.Path, Destination = remotePath, Skipped = tree.Skipped, Duration = TimeSpan.Zero };
        told.Begin(node);
        try
        {
            var link = await pool.GetAsync(node, cancellationToken).ConfigureAwait(false);
            result = await SendAsync(link, node, result, cancellationToken).ConfigureAwait(false);
            return result with { Duration = watch.Elapsed };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return result with { Failure = e as DentropyException ?? LinkErrors.Broken(node.Name, e), Duration = watch.Elapsed };
        }
        finally
        {
            told.Finish(node);
        }
    }

    private async Task<DcCopyResult> SendAsync(INodeLink link, DcNode node, DcCopyResult result, CancellationToken cancellationToken)
    {
        IReadOnlySet<string> same = FrozenSet<string>.Empty;
        if (hashes is not null)
        {
            (same, var place) = await CompareAsync(link, node, hashes, cancellationToken).ConfigureAwait(false);
            if (!tree.IsFolder && same.Count > 0)
            {
                told.Moved(node, tree.Bytes);
                return result with { Status = DcCopyStatus.Unchanged, Destination = place, Sha256 = hashes[""] };
            }
        }

        var sender = new ArchiveSender(tree, same, bytes => told.Moved(node, bytes));
        var (answer, full) = await TalkAsync(link, node, CopyScripts.Receive(remotePath, tree, settings), sender.WriteAsync, AnswerLimit, cancellationToken).ConfigureAwait(false);
        return result with
        {
            // The script says whether it put anything in place; what was left out was there.
            Status = answer.Length == 0 ? DcCopyStatus.Unchanged : DcCopyStatus.Copied,
            Destination = full.TrimEnd('\n'),
            Files = sender.Files,
            Bytes = sender.Bytes,
            Sha256 = tree.IsFolder ? null : sender.LastSum,
        };
    }

    private async Task<(IReadOnlySet<string> Same, string Place)> CompareAsync(INodeLink link, DcNode node, IReadOnlyDictionary<string, string> wanted, CancellationToken cancellationToken)
    {
        var (_, said) = await TalkAsync(link, node, CopyScripts.Compare(remotePath, tree, settings), NamesAsync, SumsLimit, cancellationToken).ConfigureAwait(false);
        var end = said.IndexOf('\n', StringComparison.Ordinal);
        var there = said[(end + 1)..]
            .Split('\n')
            .Select(Checksums.Parse)
            .OfType<(string Sum, string Name)>()
            .Select(found => (found.Sum, Name: tree.IsFolder ? found.Name["./".Length..] : ""))
            .Where(found => wanted.TryGetValue(found.Name, out var sum) && string.Equals(sum, found.Sum, StringComparison.Ordinal));
        return (there.Select(found => found.Name).ToFrozenSet(StringComparer.Ordinal), end < 0 ? remotePath : said[..end]);

        async Task NamesAsync(Stream stream, CancellationToken token)
        {
            foreach (var name in wanted.Keys.Where(name => name.Length > 0))
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes("./" + name + "\0"), token).ConfigureAwait(false);
            }
        }
    }

    private async Task<(string Line, string Tail)> TalkAsync(
        INodeLink link,
        DcNode node,
        string command,
        Func<Stream, CancellationToken, Task> write,
        int limit,
        CancellationToken cancellationToken)
    {
        var process = await link.StartAsync(command, cancellationToken).ConfigureAwait(false);
        await using (process.ConfigureAwait(false))
        {
            var output = new OutputBuffer(limit);
            var error = new OutputBuffer(AnswerLimit);
            var reading = Task.WhenAll(output.FillAsync(process.StandardOutput, CancellationToken.None), error.FillAsync(process.StandardError, CancellationToken.None));
            var failure = await WriteAsync(process.StandardInput, write, cancellationToken).ConfigureAwait(false);
            try
            {
                var exit = await EndAsync(process, cancellationToken).ConfigureAwait(false);
                await reading.ConfigureAwait(false);
                // An error of our own made the script end early; what it says about that is a consequence.
                return failure is null ? ScriptAnswer.Read(node, remotePath, output, error, exit) : throw failure;
            }
            catch (OperationCanceledException)
            {
                // The script has seen the end of its input, so it removes what it wrote; a signal would reach this machine's
                // own processes as a kill, and root's not at all.
                await Task.WhenAny(EndAsync(process, CancellationToken.None), Task.Delay(node.IsLocal ? LocalCleanUpLimit : CleanUpLimit, CancellationToken.None)).ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <returns>The failure of this machine that ended the writing, if one did.</returns>
    private static async Task<Exception?> WriteAsync(Stream input, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var bound = new BoundStream(input, cancellationToken);
        try
        {
            await using (input.ConfigureAwait(false))
            {
                await write(bound, cancellationToken).ConfigureAwait(false);
                await bound.FlushAsync(cancellationToken).ConfigureAwait(false);
            }

            return null;
        }
        catch (Exception) when (bound.IsBroken || cancellationToken.IsCancellationRequested)
        {
            // The script ended early and has said why, or the link is lost, or everything is being stopped: how the script ends tells.
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static async Task<RemoteExit> EndAsync(IRemoteProcess process, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
    }
}
