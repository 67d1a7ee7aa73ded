namespace Dentropy.Engine.Transport.Mux;

/// <summary>A command that runs over a channel.</summary>
internal sealed class MuxProcess : IRemoteProcess
{
    private readonly MuxChannel _channel;
    private readonly string _node;
    private readonly StopQueue _stops;
    private readonly string _marker;
    private readonly bool _asRoot;
    private readonly Action _release;
    private int _released;
    private int _stopping;

    public MuxProcess(MuxChannel channel, string node, string marker, bool asRoot, StopQueue stops, Action release)
    {
        _channel = channel;
        _node = node;
        _marker = marker;
        _asRoot = asRoot;
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
        if (_channel.Closed.IsCompleted || Interlocked.Exchange(ref _stopping, 1) != 0)
        {
            return;
        }

        _channel.Request("signal", wantReply: false, packet => packet.Text("TERM"));
        await _stops.StopAsync(_channel, _marker, _asRoot).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _channel.Output.Discard();
        _channel.Error.Discard();
    }

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
