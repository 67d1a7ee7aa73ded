using System.Text;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Cluster;

/// <summary>A command's output that is read partly as lines and partly as an archive, in few reads of the node.</summary>
internal sealed class NodeOutput(Stream inner) : AsyncStream
{
    private const int LongestLine = 64 * 1024;

    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    public override bool CanRead => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_start == _end && buffer.Length >= _buffer.Length)
        {
            return await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }

        if (!await FillAsync(cancellationToken).ConfigureAwait(false))
        {
            return 0;
        }

        var count = Math.Min(buffer.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(buffer.Span);
        _start += count;
        return count;
    }

    /// <summary>The next line, without its end; null at the end of the output.</summary>
    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        while (await FillAsync(cancellationToken).ConfigureAwait(false))
        {
            var waiting = _buffer.AsSpan(_start, _end - _start);
            var end = waiting.IndexOf((byte)'\n');
            line.AddRange(end < 0 ? waiting : waiting[..end]);
            _start += end < 0 ? waiting.Length : end + 1;
            if (end >= 0)
            {
                return Encoding.UTF8.GetString([.. line]);
            }

            if (line.Count > LongestLine)
            {
                throw new InvalidDataException("A line is too long.");
            }
        }

        return line.Count > 0 ? Encoding.UTF8.GetString([.. line]) : null;
    }

    /// <summary>Passes over the zeros that fill an archive up to its block size.</summary>
    public async Task SkipZerosAsync(CancellationToken cancellationToken)
    {
        while (await FillAsync(cancellationToken).ConfigureAwait(false))
        {
            var other = _buffer.AsSpan(_start, _end - _start).IndexOfAnyExcept((byte)0);
            if (other >= 0)
            {
                _start += other;
                return;
            }

            _start = _end;
        }
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start == _end)
        {
            _start = 0;
            _end = await inner.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false);
        }

        return _start < _end;
    }
}
