namespace Dentropy.Engine.Transport.Mux;

/// <summary>
/// Sees to it that commands of one link end on the node when they are told to. The caller is not kept waiting for a command that
/// is slow to end: what kills it runs on the node by itself.
/// </summary>
/// <param name="connection">The link's connection.</param>
/// <param name="isRoot">Whether the account is known to be root, whose commands the server sends no signals.</param>
/// <param name="runApart">Runs a command on the node over a connection of its own, for when the link has no session left.</param>
internal sealed class StopQueue(MuxConnection connection, bool isRoot, Func<string, Task> runApart)
{
    private static readonly TimeSpan SignalGrace = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly HashSet<Task> _sends = [];
    private volatile bool _signalsAreIgnored = isRoot;

    /// <summary>Ends a command that has been sent TERM; returns when it has ended, or soon after.</summary>
    public async Task StopAsync(MuxChannel channel, string marker, bool asRoot)
    {
        if (!_signalsAreIgnored && !asRoot)
        {
            await Task.WhenAny(channel.Closed, Task.Delay(SignalGrace)).ConfigureAwait(false);
        }

        if (channel.Closed.IsCompleted)
        {
            return;
        }

        _signalsAreIgnored = true;
        Track(SendAsync(RunMarker.StopCommand(marker, asRoot)));
        await Task.WhenAny(channel.Closed, Task.Delay(Patience)).ConfigureAwait(false);
        channel.Abandon();
    }

    /// <summary>Waits until every order to stop is on its way, so that the link may be closed.</summary>
    public async Task SentAsync()
    {
        Task[] left;
        lock (_gate)
        {
            left = [.. _sends];
        }

        await Task.WhenAny(Task.WhenAll(left), Task.Delay(SendLimit)).ConfigureAwait(false);
    }

    private async Task SendAsync(string command)
    {
        try
        {
            // Not through the gate: its places are taken by the very commands that are to end.
            var channel = connection.OpenChannel("session", whenOpen: open => open.Request("exec", wantReply: true, packet => packet.Text(command)));
            await channel.Opened.ConfigureAwait(false);
            channel.Output.Discard();
            channel.Error.Discard();
            await channel.Accepted.ConfigureAwait(false);
        }
        catch (ChannelRefusedException)
        {
            await runApart(command).ConfigureAwait(false);
        }
        catch (MuxClosedException)
        {
            // The node is gone, or the operator's link to it; there is nobody to tell.
        }
    }

    private void Track(Task send)
    {
        lock (_gate)
        {
            _sends.Add(send);
        }

        _ = send.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private void Forget(Task send)
    {
        lock (_gate)
        {
            _sends.Remove(send);
        }
    }
}
