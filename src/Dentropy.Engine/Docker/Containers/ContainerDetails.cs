using System.Text.Json.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>What <c>GET /containers/{id}/json</c> says of a container.</summary>
/// <param name="json">The engine's answer.</param>
public sealed class ContainerDetails(JsonObject json) : DockerObject(json)
{
    private JsonObject? Config => Json.Object("Config");

    private JsonObject? HostConfig => Json.Object("HostConfig");

    /// <summary>Full id.</summary>
    public string Id { get; } = json.Text("Id") ?? "";

    /// <summary>Name, without the slash that the engine writes before it.</summary>
    public string Name { get; } = (json.Text("Name") ?? "").TrimStart('/');

    /// <summary>The image as it was named when the container was made: a reference, or an id.</summary>
    public string Image => Config.Text("Image") ?? ImageId;

    /// <summary>Id of the image, <c>sha256:...</c>.</summary>
    public string ImageId => Json.Text("Image") ?? "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset? Created => Json.Time("Created");

    /// <summary>Its state at the time of the answer.</summary>
    public ContainerState State { get; } = ContainerState.Of(json.Object("State"));

    /// <summary>How often the engine restarted it by its restart policy.</summary>
    public int RestartCount => Json.Whole("RestartCount") ?? 0;

    /// <summary>Its labels, those of the image included.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; } = json.Object("Config").Map("Labels");

    /// <summary>Environment, <c>NAME=value</c> each. Values are secrets: never print them.</summary>
    public IReadOnlyList<string> Environment => Config.Texts("Env");

    /// <summary>Entry point; empty where there is none.</summary>
    public IReadOnlyList<string> Entrypoint => Config.Texts("Entrypoint");

    /// <summary>Command; empty where there is none.</summary>
    public IReadOnlyList<string> Command => Config.Texts("Cmd");

    /// <summary>Account in the container; null for the image's own or root.</summary>
    public string? User => Config.Text("User");

    /// <summary>Host name inside.</summary>
    public string? Hostname => Config.Text("Hostname");

    /// <summary>Whether it has a terminal; its output is one raw stream then.</summary>
    public bool HasTerminal => Config.Flag("Tty");

    /// <summary>Whether its standard input is kept open.</summary>
    public bool HasOpenInput => Config.Flag("OpenStdin");

    /// <summary>Signal that stops it; null for TERM.</summary>
    public string? StopSignal => Config.Text("StopSignal");

    /// <summary>Time between the stop signal and KILL; null for the engine's 10 seconds.</summary>
    public TimeSpan? StopTimeout => Config.Number("StopTimeout") is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Whether a health check runs in it; one that says <c>NONE</c> switches the image's off.</summary>
    public bool HasHealthCheck => Config.Object("Healthcheck").Texts("Test") is { Count: > 0 } test && test[0] is not "NONE";

    /// <summary>Restart policy: <c>no</c>, <c>always</c>, <c>unless-stopped</c>, <c>on-failure</c>.</summary>
    public string RestartPolicy => HostConfig.Object("RestartPolicy").Text("Name") ?? "no";

    /// <summary>Whether the engine removes it when it ends.</summary>
    public bool IsRemovedAtEnd => HostConfig.Flag("AutoRemove");

    /// <summary>Network mode: <c>bridge</c>, <c>host</c>, <c>none</c>, <c>container:id</c> or a network's name.</summary>
    public string? NetworkMode => HostConfig.Text("NetworkMode");

    /// <summary>Log driver, e.g. <c>json-file</c>.</summary>
    public string? LogDriver => HostConfig.Object("LogConfig").Text("Type");

    /// <summary>Operating system of the image, e.g. <c>linux</c>.</summary>
    public string? Platform => Json.Text("Platform");

    /// <summary>What is mounted into it.</summary>
    public IReadOnlyList<ContainerMount> Mounts { get; } = [.. json.Objects("Mounts").Select(ContainerMount.Of)];

    /// <summary>Its networks, by name.</summary>
    public IReadOnlyDictionary<string, ContainerNetwork> Networks { get; } = ContainerNetwork.All(json.Object("NetworkSettings").Object("Networks"));

    /// <summary>Ports that it publishes or would publish when it runs, from its configuration; a host port of 0 is chosen at start.</summary>
    public IReadOnlyList<ContainerPort> PublishedPorts { get; } = ContainerPort.Bindings(json.Object("HostConfig").Object("PortBindings"));

    /// <summary>Ports that are published now, with the host ports that were chosen.</summary>
    public IReadOnlyList<ContainerPort> BoundPorts { get; } = ContainerPort.Bindings(json.Object("NetworkSettings").Object("Ports"));

    /// <summary>Bytes in its own layer; only where sizes were asked for.</summary>
    public long? WritableBytes => Json.Number("SizeRw");

    /// <summary>Bytes of all its layers; only where sizes were asked for.</summary>
    public long? RootBytes => Json.Number("SizeRootFs");
}
