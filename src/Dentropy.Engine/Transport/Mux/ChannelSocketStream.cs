namespace Dentropy.Engine.Transport.Mux;

/// <summary>A socket on the node as one stream for both directions.</summary>
internal sealed class ChannelSocketStream(MuxChannel channel) : AsyncStream, IHalfCloseable
{
    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        channel.Output.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        channel.WriteAsync(buffer, cancellationToken);

    public ValueTask CloseWriteAsync(CancellationToken cancellationToken)
    {
        channel.SendEof();
        return ValueTask.CompletedTask;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            channel.Abandon();
        }

        base.Dispose(disposing);
    }
}
