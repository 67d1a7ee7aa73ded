using Dentropy.Engine.Docker;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Common;

// Links to nodes and clients of their Docker Engines, for as long as one verb runs.
internal sealed class EngineSession : IAsyncDisposable
{
    public EngineSession() => Docker = new DockerEngines(Links);

    public SshLinkPool Links { get; } = new();

    public DockerEngines Docker { get; }

    public async ValueTask DisposeAsync()
    {
        await Docker.DisposeAsync();
        await Links.DisposeAsync();
    }
}
