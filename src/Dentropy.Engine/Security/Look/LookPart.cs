namespace Dentropy.Engine.Security.Look;

/// <summary>What a node can be asked for; a check names those that it needs.</summary>
[Flags]
internal enum LookPart
{
    None = 0,

    /// <summary>What sshd does with its configuration.</summary>
    Sshd = 1,

    /// <summary>Accounts, and what kind of password each has.</summary>
    Accounts = 2,

    /// <summary>Ports that somebody listens on, and the node's addresses.</summary>
    Sockets = 4,

    /// <summary>The packet filter.</summary>
    Filter = 8,

    /// <summary>Containers and their published ports, and how the Docker Engine listens.</summary>
    Docker = 16,

    /// <summary>Serf agents that run.</summary>
    Serf = 32,

    /// <summary>How Ceph's daemons talk.</summary>
    Ceph = 64,

    /// <summary>Packages that would be upgraded.</summary>
    Updates = 128,

    /// <summary>Files with secrets that others may read.</summary>
    Secrets = 256,
}
