using System.Buffers;
using System.Net;

namespace Dentropy.Engine.Docker;

/// <summary>A body that is read from a stream once. The stream stays the caller's, and its own errors are told from those of the connection.</summary>
internal sealed class UploadContent(Stream source, UploadConnection connection) : HttpContent
{
    private const int BufferSize = 256 * 1024;

    /// <summary>What went wrong with the source; null where nothing did.</summary>
    public Exception? SourceError { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => CopyAsync(stream, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => CopyAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private async Task CopyAsync(Stream target, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (!connection.IsRefused && await ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
            {
                await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<int> ReadAsync(byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            SourceError = e;
            throw;
        }
    }
}
