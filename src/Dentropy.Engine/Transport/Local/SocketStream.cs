using System.Net.Sockets;

namespace Dentropy.Engine.Transport.Local;

/// <summary>A socket of this machine.</summary>
internal sealed class SocketStream(Socket socket) : NetworkStream(socket, ownsSocket: true), IHalfCloseable
{
    public ValueTask CloseWriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other side has closed already, so it needs no telling.
        }

        return ValueTask.CompletedTask;
    }
}
