using System.Collections.ObjectModel;

namespace Dentropy.Nodes;

/// <summary>A machine of the cloud, as the inventory describes it.</summary>
public sealed record DcNode
{
    /// <summary>Name of the node that is always there: this machine, reached without SSH.</summary>
    public const string LocalName = "localhost";

    /// <summary>Unique name: letters, digits, dots, hyphens and underscores.</summary>
    public required string Name { get; init; }

    /// <summary>Host name or IP address that ssh is given; the name where it is not set.</summary>
    public string? Address { get; init; }

    /// <summary>SSH port; ssh's own configuration decides where it is not set.</summary>
    public int? Port { get; init; }

    /// <summary>Account on the node; ssh's own configuration decides where it is not set.</summary>
    public string? User { get; init; }

    /// <summary>Path of the private key on this machine; agents and ssh's configuration decide where it is not set.</summary>
    public string? IdentityFile { get; init; }

    /// <summary>Jump hosts, comma-separated, nearest first: names of nodes or <c>[user@]host[:port]</c>.</summary>
    public string? ProxyJump { get; init; }

    /// <summary>Where its Docker Engine listens: <c>unix:///path</c> on the node, or <c>tcp://host:port</c>; <c>/var/run/docker.sock</c> on the node where it is not set.</summary>
    public string? DockerHost { get; init; }

    /// <summary>Folder on this machine with ca.pem, cert.pem and key.pem for a Docker Engine that is reached by TCP with TLS.</summary>
    public string? DockerCertPath { get; init; }

    /// <summary>What the node is for, e.g. <c>worker</c>.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Free marks without a value.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Kind of machine, e.g. <c>rpi4-8g</c>.</summary>
    public string? Hardware { get; init; }

    /// <summary>Processor architecture: <c>amd64</c>, <c>arm64</c>, ...</summary>
    public string? Architecture { get; init; }

    /// <summary>Network switch that the node hangs on; a failure domain.</summary>
    public string? Switch { get; init; }

    /// <summary>Power supply or feed that the node hangs on; a failure domain.</summary>
    public string? Power { get; init; }

    /// <summary>Place where the node stands; a failure domain.</summary>
    public string? Site { get; init; }

    /// <summary>Free keys and values, sorted by key.</summary>
    public ReadOnlyDictionary<string, string> Metadata { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Counts the changes of this node, from 1; 0 for one that no inventory holds.</summary>
    public long Revision { get; init; }

    /// <summary>Folder of the inventory that the node was read from; null for one that no inventory holds.</summary>
    public string? Cloud { get; init; }

    /// <summary>Whether this is the machine that Dentropy runs on, reached without SSH.</summary>
    public bool IsLocal => string.Equals(Name, LocalName, StringComparison.Ordinal);

    /// <summary>The node that is this machine.</summary>
    public static DcNode Local { get; } = new() { Name = LocalName };

    /// <summary>The node's name, so that a node can stand where a name is asked for.</summary>
    public override string ToString() => Name;
}
