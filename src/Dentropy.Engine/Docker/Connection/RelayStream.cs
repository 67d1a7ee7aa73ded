using System.Text;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Docker;

/// <summary>A connection through a program on the node that stands between us and the socket.</summary>
internal sealed class RelayStream : AsyncStream, IHalfCloseable
{
    private const int LargestComplaint = 4 * 1024;
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(1);

    private readonly IRemoteProcess _process;
    private readonly string _node;
    private readonly string _path;
    private readonly Task<string> _complaint;
    private bool _hasAnswered;
    private int _disposed;

    private RelayStream(IRemoteProcess process, string node, string path)
    {
        _process = process;
        _node = node;
        _path = path;
        _complaint = ComplaintAsync();
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    /// <summary>Starts the relay.</summary>
    /// <param name="link">The node's link.</param>
    /// <param name="command">Its command line.</param>
    /// <param name="node">The node's name.</param>
    /// <param name="path">The socket.</param>
    /// <param name="cancellationToken">Ends the waiting for a free session.</param>
    public static async Task<Stream> StartAsync(INodeLink link, string command, string node, string path, CancellationToken cancellationToken) =>
        new RelayStream(await link.StartAsync(command, cancellationToken).ConfigureAwait(false), node, path);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await _process.StandardOutput.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (read == 0 && buffer.Length > 0 && !_hasAnswered)
        {
            var complaint = await _complaint.WaitAsync(cancellationToken).ConfigureAwait(false);
            throw DockerErrors.Unreachable(_node, _path, complaint.Length > 0 ? complaint : "the connection was closed at once");
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

    // The end of input ends the relay, unless the engine does not care for it.
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
