using System.Text.Json.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>What <c>GET /info</c> says of an engine and its machine.</summary>
/// <param name="json">The engine's answer.</param>
public sealed class SystemDetails(JsonObject json) : DockerObject(json)
{
    /// <summary>Host name.</summary>
    public string Name => Json.Text("Name") ?? "";

    /// <summary>Version of the engine.</summary>
    public string EngineVersion => Json.Text("ServerVersion") ?? "";

    /// <summary>The machine's system, e.g. <c>Debian GNU/Linux 12 (bookworm)</c>.</summary>
    public string OperatingSystem => Json.Text("OperatingSystem") ?? "";

    /// <summary>The kernel's word for the architecture, e.g. <c>x86_64</c>; <see cref="DockerClient.Architecture"/> has Docker's.</summary>
    public string Machine => Json.Text("Architecture") ?? "";

    /// <summary>Processors.</summary>
    public int Processors => Json.Whole("NCPU") ?? 0;

    /// <summary>Memory in bytes.</summary>
    public long Memory => Json.Number("MemTotal") ?? 0;

    /// <summary>Storage driver, e.g. <c>overlay2</c>.</summary>
    public string StorageDriver => Json.Text("Driver") ?? "";

    /// <summary>The engine's own folder, e.g. <c>/var/lib/docker</c>.</summary>
    public string RootFolder => Json.Text("DockerRootDir") ?? "";

    /// <summary>Security features, e.g. <c>name=seccomp,profile=default</c>, <c>name=rootless</c>, <c>name=userns</c>.</summary>
    public IReadOnlyList<string> SecurityOptions => Json.Texts("SecurityOptions");

    /// <summary>Whether the engine is part of a swarm.</summary>
    public bool IsInSwarm => Json.Object("Swarm").Text("LocalNodeState") is "active" or "locked" or "pending";

    /// <summary>Volume drivers that it has.</summary>
    public IReadOnlyList<string> VolumeDrivers => Json.Object("Plugins").Texts("Volume");

    /// <summary>Network drivers that it has.</summary>
    public IReadOnlyList<string> NetworkDrivers => Json.Object("Plugins").Texts("Network");

    /// <summary>Log drivers that it has.</summary>
    public IReadOnlyList<string> LogDrivers => Json.Object("Plugins").Texts("Log");
}
