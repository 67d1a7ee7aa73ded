using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Backups.Places;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Backups.Age;

/// <summary>
/// An encrypted backup, as if it were not. age only decrypts forwards, so a stretch costs what lies before it too; the end, which is asked
/// for first and again, is kept from the first time.
/// </summary>
internal sealed class AgeFile(IBackupFile inner, long length, IReadOnlyList<string> identities) : IBackupFile
{
    private const int TailSize = 1024 * 1024;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private byte[]? _tail;

    public string Name => inner.Name;

    public string Path => inner.Path;

    public long Length => length;

    public async Task<Stream> OpenReadAsync(long offset, long length, CancellationToken cancellationToken)
    {
        var tailAt = Math.Max(0, Length - TailSize);
        if (offset < tailAt || Length <= TailSize)
            return await OpenAsync(offset, length, cancellationToken).ConfigureAwait(false);
        var tail = await TailAsync(tailAt, cancellationToken).ConfigureAwait(false);
        return new MemoryStream(tail, (int)(offset - tailAt), (int)Math.Min(length, tail.Length - (offset - tailAt)), writable: false);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async Task<byte[]> TailAsync(long at, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_tail is null)
            {
                var bytes = new byte[Length - at];
                var stream = await OpenAsync(at, bytes.Length, cancellationToken).ConfigureAwait(false);
                await using (stream.ConfigureAwait(false))
                {
                    var count = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                    _tail = bytes[..count];
                }
            }

            return _tail;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<Stream> OpenAsync(long offset, long length, CancellationToken cancellationToken)
    {
        var source = await inner.OpenReadAsync(0, inner.Length, cancellationToken).ConfigureAwait(false);
        var age = AgeProgram.Start(["--decrypt", .. identities], Path);
        return new Reader(age, source, offset, length);
    }

    private sealed class Reader : AsyncStream
    {
        private readonly AgeProgram _age;
        private readonly Stream _source;
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _feeding;
        private long _skip;
        private long _left;
        private bool _disposed;

        public Reader(AgeProgram age, Stream source, long offset, long length)
        {
            (_age, _source, _skip, _left) = (age, source, offset, length);
            _feeding = FeedAsync();
        }

        public override bool CanRead => true;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_skip > 0)
            {
                var waste = new byte[256 * 1024];
                while (_skip > 0)
                    _skip -= await ReadSomeAsync(waste.AsMemory(0, (int)Math.Min(waste.Length, _skip)), cancellationToken).ConfigureAwait(false);
            }

            var wanted = (int)Math.Min(buffer.Length, _left);
            if (wanted == 0)
                return 0;
            var count = await ReadSomeAsync(buffer[..wanted], cancellationToken).ConfigureAwait(false);
            _left -= count;
            return count;
        }

        public override async ValueTask DisposeAsync()
        {
            if (!_disposed)
            {
                _disposed = true;
                await _stop.CancelAsync().ConfigureAwait(false);
                await _age.DisposeAsync().ConfigureAwait(false);
                await _feeding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await _source.DisposeAsync().ConfigureAwait(false);
                _stop.Dispose();
            }

            await base.DisposeAsync().ConfigureAwait(false);
        }

        // The length is known, so an early end is age's failure or that of the file below it.
        private async ValueTask<int> ReadSomeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            var count = await _age.Output.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (count > 0)
                return count;
            await _feeding.ConfigureAwait(false);
            throw _age.Failed(await _age.EndAsync(cancellationToken).ConfigureAwait(false) ?? "it ended too early");
        }

        private async Task FeedAsync()
        {
            try
            {
                await BlockPump.RunAsync(_source, block => _age.Input.WriteAsync(block, _stop.Token), _stop.Token).ConfigureAwait(false);
            }
            catch (IOException)
            {
                // age has ended; how it ended is read where its output ends.
            }
            finally
            {
                await _age.CloseInputAsync().ConfigureAwait(false);
            }
        }
    }
}
