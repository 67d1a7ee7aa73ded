using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>The Docker Engine of one node, over connections that stay warm. Safe for use by many tasks at a time.</summary>
public sealed class DockerClient
{
    internal DockerClient(DockerHttp http, EngineFacts facts, ILinkPool? links)
    {
        Http = http;
        Links = links;
        Facts = facts;
        Containers = new ContainerApi(http);
        Images = new ImageApi(http, new RegistryCredentials());
        Volumes = new VolumeApi(http);
        Networks = new NetworkApi(http);
        System = new SystemApi(http);
    }

    /// <summary>The node.</summary>
    public DcNode Node => Http.Node;

    /// <summary>Version of the API that is spoken: the highest that both sides know, e.g. <c>1.41</c>.</summary>
    public string ApiVersion => Facts.Spoken.ToString();

    /// <summary>Version of the engine, e.g. <c>20.10.24</c>.</summary>
    public string EngineVersion => Facts.Engine;

    /// <summary>Its operating system: <c>linux</c> or <c>windows</c>.</summary>
    public string Os => Facts.Os;

    /// <summary>Its architecture in Docker's words: <c>amd64</c>, <c>arm64</c>, <c>arm</c>, ...</summary>
    public string Architecture => Facts.Architecture;

    /// <summary>Containers.</summary>
    public ContainerApi Containers { get; }

    /// <summary>Images.</summary>
    public ImageApi Images { get; }

    /// <summary>Volumes.</summary>
    public VolumeApi Volumes { get; }

    /// <summary>Networks.</summary>
    public NetworkApi Networks { get; }

    /// <summary>The engine itself.</summary>
    public SystemApi System { get; }

    internal DockerHttp Http { get; }

    internal EngineFacts Facts { get; }

    /// <summary>Where the link to the engine's own node comes from; null where the engine is reached without one.</summary>
    internal ILinkPool? Links { get; }
}
