using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Docker;

/// <summary>
/// A connection for one upload. An engine that has seen enough (an error, or the end of the archive) answers and stops reading; HttpClient
/// would then fail with the broken write and lose the answer. So a broken write is only noted here, and the answer says what it meant.
/// </summary>
internal sealed class UploadConnection(Stream inner) : AsyncStream
{
    private volatile bool _isRefused;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    /// <summary>Whether the engine takes no more.</summary>
    public bool IsRefused => _isRefused;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isRefused)
        {
            return;
        }

        try
        {
            await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            _isRefused = true;
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => _isRefused ? Task.CompletedTask : inner.FlushAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
