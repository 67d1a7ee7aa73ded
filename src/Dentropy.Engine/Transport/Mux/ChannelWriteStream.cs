namespace Dentropy.Engine.Transport.Mux;

/// <summary>What we send to a channel; a write waits while the server's window is full.</summary>
internal sealed class ChannelWriteStream(MuxChannel channel) : AsyncStream
{
    public override bool CanWrite => true;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        channel.WriteAsync(buffer, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        channel.SendEof();
        base.Dispose(disposing);
    }
}
