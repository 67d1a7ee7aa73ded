using System.Text;

namespace Dentropy.Engine.Transport;

/// <summary>A connection through a program that stands between us and a socket or port of the node.</summary>
internal sealed class RelayStream : AsyncStream, IHalfCloseable
{
    private const int LargestComplaint = 4 * 1024;
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(1);

    private readonly IRemoteProcess _process;
    private readonly Func<string, DentropyException> _refused;
    private readonly Task<string> _complaint;
    private bool _hasAnswered;
    private int _disposed;

    /// <summary>Takes a relay that runs.</summary>
    /// <param name="process">The program: what it reads goes to the other side, and what it prints comes from there.</param>
    /// <param name="refused">The error where it ends without having passed anything on, from what it complained about.</param>
    public RelayStream(IRemoteProcess process, Func<string, DentropyException> refused)
    {
        _process = process;
        _refused = refused;
        _complaint = ComplaintAsync();
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await _process.StandardOutput.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (read == 0 && buffer.Length > 0 && !_hasAnswered)
        {
            var complaint = await _complaint.WaitAsync(cancellationToken).ConfigureAwait(false);
            throw _refused(complaint.Length > 0 ? complaint : "the connection was closed at once");
        }

        _hasAnswered |= read > 0;
        return read;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _process.StandardInput.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        await _process.StandardInput.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask CloseWriteAsync(CancellationToken cancellationToken) => _process.StandardInput.DisposeAsync();

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _ = EndAsync();
        }

        base.Dispose(disposing);
    }

    // The end of input ends the relay, unless the other side does not care for it.
    private async Task EndAsync()
    {
        try
        {
            await _process.StandardInput.DisposeAsync().ConfigureAwait(false);
            using var limit = new CancellationTokenSource(EndLimit);
            await _process.StandardOutput.CopyToAsync(Stream.Null, limit.Token).ConfigureAwait(false);
            await _process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or DentropyException)
        {
            // It is stopped below.
        }

        await _process.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<string> ComplaintAsync()
    {
        try
        {
            var buffer = new byte[LargestComplaint];
            var length = await _process.StandardError.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false).ConfigureAwait(false);
            await _process.StandardError.CopyToAsync(Stream.Null).ConfigureAwait(false);
            return Encoding.UTF8.GetString(buffer, 0, length).ReplaceLineEndings(" ").Trim();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return e.Message;
        }
    }
}
