using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Backups.Places;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Backups.Age;

/// <summary>An upload whose bytes go through age first.</summary>
internal sealed class AgeUpload : BackupUpload
{
    private readonly BackupUpload _inner;
    private readonly AgeProgram _age;
    private readonly Task _moving;
    private readonly CancellationTokenSource _stop = new();
    private readonly Writer _stream;
    private bool _disposed;

    public AgeUpload(BackupUpload inner, AgeProgram age)
    {
        (_inner, _age) = (inner, age);
        _stream = new Writer(this);
        _moving = MoveAsync();
    }

    public override string Path => _inner.Path;

    public override Stream Stream => _stream;

    public override async Task CommitAsync(CancellationToken cancellationToken)
    {
        await _age.CloseInputAsync().ConfigureAwait(false);
        await _moving.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (await _age.EndAsync(cancellationToken).ConfigureAwait(false) is { } said)
            throw _age.Failed(said);
        await _inner.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _age.DisposeAsync().ConfigureAwait(false);
        await _moving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _inner.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private Task MoveAsync() => BlockPump.RunAsync(_age.Output, block => _inner.Stream.WriteAsync(block, _stop.Token), _stop.Token);

    private sealed class Writer(AgeUpload upload) : AsyncStream
    {
        public override bool CanWrite => true;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                var writing = upload._age.Input.WriteAsync(buffer, cancellationToken).AsTask();

                // A place that has failed takes nothing from age any more, which then waits for ever: so that ends the writing too.
                if (await Task.WhenAny(writing, upload._moving).ConfigureAwait(false) == upload._moving)
                    await upload._moving.ConfigureAwait(false);
                await writing.ConfigureAwait(false);
            }
            catch (IOException)
            {
                await upload._moving.ConfigureAwait(false);
                throw upload._age.Failed(await upload._age.EndAsync(cancellationToken).ConfigureAwait(false) ?? "it ended too early");
            }
        }
    }
}
