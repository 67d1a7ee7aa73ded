namespace Dentropy.Engine.Transport.Mux;

/// <summary>A command that runs over a channel.</summary>
internal sealed class MuxProcess : IRemoteProcess
{
    /// <summary>How long a caller who stops a command is kept waiting for its end.</summary>
    private static readonly TimeSpan Prompt = TimeSpan.FromMilliseconds(120);

    private readonly MuxChannel _channel;
    private readonly string _node;
    private readonly StopQueue _stops;
    private readonly Action _release;
    private int _released;
    private volatile bool _stopping;

    public MuxProcess(MuxChannel channel, string node, StopQueue stops, Action release)
    {
        _channel = channel;
        _node = node;
        _stops = stops;
        _release = release;
        StandardInput = new ChannelWriteStream(channel);
        _ = ReleaseWhenClosedAsync();
    }

    public Stream StandardInput { get; }

    public Stream StandardOutput => _channel.Output;

    public Stream StandardError => _channel.Error;

    public async Task<RemoteExit> WaitForExitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _channel.Closed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (MuxClosedException e)
        {
            throw LinkErrors.Lost(_node, e);
        }

        return _channel.RequestFailed
            ? throw LinkErrors.SessionRefused(_node, "the server would not run the command")
            : new RemoteExit(_channel.ExitStatus, _channel.ExitSignal);
    }

    public async Task StopAsync()
    {
        if (_channel.Closed.IsCompleted)
        {
            return;
        }

        // The server passes a signal on to the command's whole process group (RFC 4254, section 6.9).
        Signal("TERM");
        await Task.WhenAny(_channel.Closed, Task.Delay(Prompt)).ConfigureAwait(false);
        if (!_channel.Closed.IsCompleted)
        {
            _stopping = true;
            _stops.KillLater(_channel.Closed, () => Signal("KILL"), _channel.Abandon);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_channel.Closed.IsCompleted && !_stopping)
        {
            await StopAsync().ConfigureAwait(false);
        }

        _channel.Output.Discard();
        _channel.Error.Discard();
    }

    private void Signal(string name) => _channel.Request("signal", wantReply: false, packet => packet.Text(name));

    private async Task ReleaseWhenClosedAsync()
    {
        await Task.WhenAny(_channel.Closed).ConfigureAwait(false);
        Release();
    }

    private void Release()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
        {
            _release();
        }
    }
}
