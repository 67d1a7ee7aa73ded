using System.Buffers;
using Dentropy.Engine.Transport;
using MessagePack;

namespace Dentropy.Engine.Cluster.Serf;

/// <summary>What an agent sends, element by element. None may be larger than a bound, whatever length it claims.</summary>
internal sealed class SerfInput : IDisposable
{
    private const long LargestElement = 16 * 1024 * 1024;

    private readonly BoundedStream _stream;
    private readonly MessagePackStreamReader _reader;

    public SerfInput(Stream stream)
    {
        _stream = new BoundedStream(stream);
        _reader = new MessagePackStreamReader(_stream, leaveOpen: true);
    }

    /// <summary>The next map; null where the agent has closed the connection.</summary>
    /// <exception cref="EndOfStreamException">The connection ended within an element.</exception>
    /// <exception cref="InvalidDataException">It is something else, or too large.</exception>
    /// <exception cref="MessagePackSerializationException">It is no MessagePack.</exception>
    public async ValueTask<SerfFields?> FindMapAsync(CancellationToken cancellationToken)
    {
        _stream.Left = LargestElement;
        if (await _reader.ReadAsync(cancellationToken).ConfigureAwait(false) is { } element)
            return SerfFields.Read(element);
        return _reader.RemainingBytes.IsEmpty ? null : throw new EndOfStreamException("the connection ended within an answer");
    }

    /// <summary>The next map, which has to be there.</summary>
    public async ValueTask<SerfFields> MapAsync(CancellationToken cancellationToken) => await FindMapAsync(cancellationToken).ConfigureAwait(false) ?? throw Ended();

    /// <summary>The number of keys and values that follow, for an answer that is too large to be taken as one.</summary>
    public async ValueTask<int> MapHeaderAsync(CancellationToken cancellationToken)
    {
        _stream.Left = LargestElement;
        return await _reader.ReadMapHeaderAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The number of elements that follow.</summary>
    public async ValueTask<int> ListHeaderAsync(CancellationToken cancellationToken)
    {
        _stream.Left = LargestElement;
        return await _reader.ReadArrayHeaderAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The next text.</summary>
    public async ValueTask<string> TextAsync(CancellationToken cancellationToken) => SerfFields.ReadText(await ElementAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>Reads over the next element.</summary>
    public async ValueTask SkipAsync(CancellationToken cancellationToken) => await ElementAsync(cancellationToken).ConfigureAwait(false);

    public void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
    }

    private static EndOfStreamException Ended() => new("the connection ended within an answer");

    private async ValueTask<ReadOnlySequence<byte>> ElementAsync(CancellationToken cancellationToken)
    {
        _stream.Left = LargestElement;
        return await _reader.ReadAsync(cancellationToken).ConfigureAwait(false) ?? throw Ended();
    }

    private sealed class BoundedStream(Stream inner) : AsyncStream
    {
        public long Left { get; set; }

        public override bool CanRead => true;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Left <= 0)
                throw new InvalidDataException("one answer is larger than 16 MiB");
            var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            Left -= read;
            return read;
        }
    }
}
