using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Docker;

/// <summary>A connection that the engine has turned into a raw stream.</summary>
/// <param name="stream">Both directions.</param>
/// <param name="below">The connection below, whose own direction can be ended.</param>
/// <param name="invoker">What made it.</param>
internal sealed class HijackedConnection(DockerStream stream, IHalfCloseable below, HttpMessageInvoker invoker) : IDisposable
{
    public DockerStream Stream => stream;

    public ValueTask CloseWriteAsync(CancellationToken cancellationToken) => below.CloseWriteAsync(cancellationToken);

    public void Dispose()
    {
        stream.Dispose();
        invoker.Dispose();
        (below as IDisposable)?.Dispose();
    }
}
