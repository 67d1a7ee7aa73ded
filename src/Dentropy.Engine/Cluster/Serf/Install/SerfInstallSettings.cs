using Dentropy.Engine.Secrets;

namespace Dentropy.Engine.Cluster.Serf.Install;

/// <summary>How Serf agents are installed.</summary>
public sealed record SerfInstallSettings
{
    /// <summary>Where the key is that gossip is encrypted with: 16, 24 or 32 bytes in Base64. Null leaves each node's key as it is, and a new agent without one.</summary>
    public SecretReference? EncryptKey { get; init; }

    /// <summary>Folder that a relative path of <see cref="EncryptKey"/> starts at; the inventory's where it is null.</summary>
    public string? KeyFolder { get; init; }

    /// <summary>Whether another key on a node is replaced, where it would otherwise be refused.</summary>
    public bool ReplaceKey { get; init; }

    /// <summary>Serf's timing: <c>lan</c>, <c>wan</c> or <c>local</c>.</summary>
    public string Profile { get; init; } = "lan";

    /// <summary>Gossip port, TCP and UDP.</summary>
    public int GossipPort { get; init; } = 7946;

    /// <summary>Whether the node's free tags become the member's tag <c>tags</c>.</summary>
    public bool WithTags { get; init; }

    /// <summary>Keys of the node's metadata that become tags; <c>*</c> for all.</summary>
    public IReadOnlyList<string> Metadata { get; init; } = [];

    /// <summary>Nodes whose agents a new one looks for; those of <c>cloud.yaml</c>, else of the inventory, where it is empty.</summary>
    public IReadOnlyList<string> Join { get; init; } = [];

    /// <summary>Serf's event handlers, <c>[FILTER=]COMMAND</c>, run by the agent's account.</summary>
    public IReadOnlyList<string> EventHandlers { get; init; } = [];

    /// <summary>Nodes at a time.</summary>
    public int ThrottleLimit { get; init; } = 32;

    /// <summary>How long a new agent may take until it answers.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the members may take to see each other.</summary>
    public TimeSpan JoinLimit { get; init; } = TimeSpan.FromSeconds(45);
}
