using System.Diagnostics;
using System.Text;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Edge.Firewall;

/// <summary>One node's packet filter over its link.</summary>
internal sealed class FirewallHost(DcNode node, ILinkPool links, Func<ILinkPool> fresh)
{
    private const string Mark = "dentropy:";

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_answerLimit = TimeSpan.FromSeconds(10);

    public Task<FirewallFacts> ReadAsync(CancellationToken cancellationToken) => ReadAsync(links, cancellationToken);

    /// <summary>Puts a file's rules into force for as long as the limit is; then they go by themselves.</summary>
    public Task ApplyAsync(string run, string before, string file, TimeSpan limit, CancellationToken cancellationToken) =>
        RunAsync(links, connection => FirewallScript.Apply(run, (before, FirewallFile.Sum(file)), connection, limit), Encoding.UTF8.GetBytes(file), cancellationToken);

    /// <summary>Confirms over a connection that is made now, as often as it takes.</summary>
    /// <returns>What the node says of it, and what it has now where that could still be read; or null with the last failure.</returns>
    public async Task<(string? Said, FirewallFacts? Facts, Exception? Failure)> ConfirmAsync(string run, bool empty, TimeSpan limit, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        for (var start = Stopwatch.GetTimestamp(); limit - Stopwatch.GetElapsedTime(start) is var left && left > TimeSpan.Zero;)
        {
            using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            time.CancelAfter(left);
            try
            {
                var pool = fresh();
                await using (pool.ConfigureAwait(false))
                {
                    var said = await RunAsync(pool, connection => FirewallScript.Confirm(run, connection, empty), input: null, time.Token).ConfigureAwait(false);
                    // Over the same connection: the one from before may be cut off by what is in force now.
                    return (said, await TryReadAsync(pool, cancellationToken).ConfigureAwait(false), null);
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return (null, null, failure);
            }
            catch (FirewallScriptException e)
            {
                return e.Word == "gone" ? (null, null, failure ?? e) : throw FirewallErrors.Of(node.Name, e.Word, e.Message);
            }
            catch (Exception e) when (e is DentropyException or IOException)
            {
                failure = e;
            }

            await Task.Delay(s_pause, cancellationToken).ConfigureAwait(false);
        }

        return (null, null, failure);
    }

    /// <summary>Puts back what was before, or sees that it is so.</summary>
    /// <param name="run">The run.</param>
    /// <param name="patience">How long it is tried. The timers of the node act meanwhile.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether it could be seen; null where the run is confirmed after all, and stands.</returns>
    public async Task<bool?> UndoAsync(string run, TimeSpan patience, CancellationToken cancellationToken)
    {
        for (var start = Stopwatch.GetTimestamp(); ;)
        {
            using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            time.CancelAfter(s_answerLimit);
            try
            {
                var said = await RunAsync(links, _ => FirewallScript.Undo(run), input: null, time.Token).ConfigureAwait(false);
                return said.Contains("confirmed", StringComparison.Ordinal) ? null : true;
            }
            catch (Exception e) when (e is DentropyException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // A link that the rules have cut would be waited for in vain.
                await links.CloseAsync(node).ConfigureAwait(false);
            }

            if (Stopwatch.GetElapsedTime(start) > patience)
                return false;
            await Task.Delay(s_pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<FirewallFacts> ReadAsync(ILinkPool pool, CancellationToken cancellationToken) =>
        new(node.Name, await RunAsync(pool, _ => FirewallScript.Read(), input: null, cancellationToken).ConfigureAwait(false));

    private async Task<FirewallFacts?> TryReadAsync(ILinkPool pool, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(pool, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DentropyException or IOException or FirewallScriptException)
        {
            return null;
        }
    }

    private async Task<string> RunAsync(ILinkPool pool, Func<string, string> script, byte[]? input, CancellationToken cancellationToken)
    {
        var link = await pool.GetAsync(node, cancellationToken).ConfigureAwait(false);
        // sshd's name for the connection; sudo would drop it. On this machine it would be the operator's own.
        var words = (await link.AskAsync("id -u; printf %s \"$SSH_CONNECTION\"", cancellationToken).ConfigureAwait(false)).Split('\n', 2);
        var sudo = words[0] != "0";
        var text = script(node.IsLocal ? "" : words.ElementAtOrDefault(1) ?? "");
        var (output, said, exit) = await NodeShell.RunAsync(link, NodeShell.Script(text, sudo), input, cancellationToken).ConfigureAwait(false);
        if (exit == 0)
            return Encoding.UTF8.GetString(output);
        foreach (var line in said.Split('\n').Where(line => line.StartsWith(Mark, StringComparison.Ordinal)))
        {
            var parts = line[Mark.Length..].Split(' ', 2);
            throw new FirewallScriptException(parts[0], parts.ElementAtOrDefault(1) ?? "");
        }

        throw new FirewallScriptException(said.Contains("sudo", StringComparison.Ordinal) ? "denied" : "failed", NodeShell.Why(said, exit));
    }
}
