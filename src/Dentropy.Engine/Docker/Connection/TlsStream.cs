using System.Net.Security;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Docker;

/// <summary>A TLS connection. Its end of writing is the close_notify alert (RFC 8446, section 6.1), which Go's servers read as the end of input.</summary>
internal sealed class TlsStream(Stream inner) : SslStream(inner), IHalfCloseable
{
    public async ValueTask CloseWriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ShutdownAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The other side has closed already, so it needs no telling.
        }
    }
}
