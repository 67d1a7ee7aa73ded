using System.Buffers;
using System.IO.Pipelines;

namespace Dentropy.Engine.Transport.Mux;

/// <summary>What a channel sends us. The window bounds what can wait here, so the receiving side never has to wait.</summary>
internal sealed class ChannelReadStream(MuxChannel channel) : AsyncStream
{
    private static readonly PipeOptions Options = new(pauseWriterThreshold: 0, useSynchronizationContext: false, minimumSegmentSize: 16 * 1024);

    private readonly Pipe _pipe = new(Options);
    private volatile bool _discard;
    private bool _dirty;

    public override bool CanRead => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0)
        {
            return 0;
        }

        var result = await _pipe.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var taken = result.Buffer.Slice(0, Math.Min(buffer.Length, result.Buffer.Length));
        var count = (int)taken.Length;
        taken.CopyTo(buffer.Span);
        _pipe.Reader.AdvanceTo(taken.End);
        if (count > 0)
        {
            channel.Consumed(count);
        }

        return count;
    }

    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await _pipe.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            foreach (var segment in result.Buffer)
            {
                await destination.WriteAsync(segment, cancellationToken).ConfigureAwait(false);
            }

            var count = (int)result.Buffer.Length;
            _pipe.Reader.AdvanceTo(result.Buffer.End);
            channel.Consumed(count);
            if (result.IsCompleted)
            {
                return;
            }
        }
    }

    public void Receive(ReadOnlySpan<byte> data)
    {
        if (_discard)
        {
            channel.Consumed(data.Length);
            return;
        }

        _pipe.Writer.Write(data);
        _dirty = true;
    }

    public void FlushReceived()
    {
        if (_dirty && !_discard)
        {
            _dirty = false;
            // Completes at once: the pipe has no threshold.
            _ = _pipe.Writer.FlushAsync().AsTask();
        }
    }

    public void Complete(Exception? error) => _pipe.Writer.Complete(error);

    public void Discard() => _discard = true;
}
