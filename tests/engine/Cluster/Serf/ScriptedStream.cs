namespace Dentropy.Engine.Tests.Cluster.Serf;

/// <summary>A connection whose other side answers each request with the next of its answers, a few bytes at a time, and then ends or falls silent.</summary>
internal sealed class ScriptedStream(int piece, bool ends, params byte[][] answers) : Stream
{
    private readonly SemaphoreSlim _more = new(0);
    private readonly Queue<byte> _ready = new();
    private readonly MemoryStream _written = new();
    private int _next;

    public byte[] Written => _written.ToArray();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            lock (_ready)
            {
                var count = Math.Min(Math.Min(piece, buffer.Length), _ready.Count);
                for (var i = 0; i < count; i++)
                    buffer.Span[i] = _ready.Dequeue();
                if (count > 0 || (ends && _next >= answers.Length))
                    return count;
            }

            await _more.WaitAsync(cancellationToken);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (_ready)
        {
            _written.Write(buffer.Span);
            if (_next < answers.Length)
            {
                foreach (var one in answers[_next++])
                    _ready.Enqueue(one);
            }
        }

        _more.Release();
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
