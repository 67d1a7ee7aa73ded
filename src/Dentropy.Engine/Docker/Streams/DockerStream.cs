using System.Net;
using System.Net.Sockets;
using Dentropy.Engine.Transport;
using Dentropy.Engine.Transport.Mux;

namespace Dentropy.Engine.Docker;

/// <summary>The body of an answer, or a raw connection: what goes wrong with it says which node and what for.</summary>
internal sealed class DockerStream(Stream inner, IDisposable owner, string node, DockerSubject subject) : AsyncStream
{
    private int _disposed;

    public override bool CanRead => inner.CanRead;

    public override bool CanWrite => inner.CanWrite;

    public static Exception Error(Exception error, string node, DockerSubject subject, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return new OperationCanceledException(cancellationToken);
        }

        for (var e = error; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case DentropyException known:
                    return known;
                case MuxClosedException:
                case SocketException { SocketErrorCode: SocketError.TimedOut or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown }:
                    return DockerErrors.LinkLost(node, subject, error);
                case HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse }:
                case HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse }:
                    return DockerErrors.Malformed(node, subject, e);
            }
        }

        return DockerErrors.ConnectionLost(node, subject, error);
    }

    /// <summary>The error for a connection that ended too early.</summary>
    public DentropyException Lost() => DockerErrors.ConnectionLost(node, subject, cause: null);

    /// <summary>The error for something that cannot be understood.</summary>
    public DentropyException Malformed(Exception? cause = null) => DockerErrors.Malformed(node, subject, cause);

    /// <summary>The error for a failure that the engine tells in the stream.</summary>
    public DentropyException Failed(string said) => DockerErrors.Of(node, subject, HttpStatusCode.InternalServerError, said);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or HttpRequestException)
        {
            throw Error(e, node, subject, cancellationToken);
        }
    }

    public override async ValueTask<int> FillAsync(Memory<byte> buffer, int least, CancellationToken cancellationToken)
    {
        try
        {
            return await FillAsync(inner, buffer, least, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or HttpRequestException)
        {
            throw Error(e, node, subject, cancellationToken);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or HttpRequestException)
        {
            throw Error(e, node, subject, cancellationToken);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            inner.Dispose();
            owner.Dispose();
        }

        base.Dispose(disposing);
    }
}
