using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Docker;

/// <summary>
/// The streams of a process in a container. What is not read holds the process back. Each of the two outputs may be read by a task of its
/// own; where one is not read at all, it may hold the other back after 64 KiB. Failures while reading and writing are <c>LinkLost</c> and
/// <c>DockerConnectionLost</c>. Cancelling a read or write ends the connection.
/// </summary>
public class DockerProcessStreams : IAsyncDisposable
{
    private readonly HijackedConnection _connection;
    private readonly FrameSplitter _frames;
    private int _inputClosed;

    internal DockerProcessStreams(HijackedConnection connection, bool hasTerminal)
    {
        _connection = connection;
        _frames = new FrameSplitter(connection.Stream, hasTerminal);
        StandardOutput = new FrameStream(_frames, isError: false);
        StandardError = new FrameStream(_frames, isError: true);
        StandardInput = new InputStream(this);
        OutputEnd = _frames.End;
    }

    /// <summary>Standard input. Disposing it sends the end of input, as <see cref="CloseInputAsync"/> does.</summary>
    public Stream StandardInput { get; }

    /// <summary>Standard output, or all of the output of a container with a terminal.</summary>
    public Stream StandardOutput { get; }

    /// <summary>Standard error.</summary>
    public Stream StandardError { get; }

    /// <summary>Completes, never with an error, when the engine has ended the output and both streams were read to that point.</summary>
    internal Task OutputEnd { get; }

    /// <summary>Sends the end of input; the outputs go on.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task CloseInputAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _inputClosed, 1) == 0)
        {
            await _connection.CloseWriteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the connection. The process goes on where it does not care for its streams.</summary>
    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        _frames.Close();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private sealed class InputStream(DockerProcessStreams owner) : AsyncStream
    {
        public override bool CanWrite => true;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            owner._connection.Stream.WriteAsync(buffer, cancellationToken);

        public override async ValueTask DisposeAsync()
        {
            await owner.CloseInputAsync(CancellationToken.None).ConfigureAwait(false);
            await base.DisposeAsync().ConfigureAwait(false);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                // Sockets and channels do not wait for this; TLS writes a few bytes.
                _ = owner.CloseInputAsync(CancellationToken.None);
            }

            base.Dispose(disposing);
        }
    }
}
