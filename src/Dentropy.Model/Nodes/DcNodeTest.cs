namespace Dentropy.Nodes;

/// <summary>What a look at one node found. Whatever the node could not tell is null.</summary>
public sealed record DcNodeTest
{
    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>Whether its ssh server answered; true as well where it then refused the key, or showed a host key that is not known.</summary>
    public required bool Reachable { get; init; }

    /// <summary>Whether the host key is known; null for <c>localhost</c> and where the server did not answer.</summary>
    public bool? HostKeyKnown { get; init; }

    /// <summary>Whether the account's key was accepted; null for <c>localhost</c> and where it did not come to that.</summary>
    public bool? KeyAccepted { get; init; }

    /// <summary>Time until the link was there; close to zero where it was warm already.</summary>
    public TimeSpan? ConnectTime { get; init; }

    /// <summary>Best round trip over the warm link to a shell that answers without starting a process.</summary>
    public TimeSpan? RoundTrip { get; init; }

    /// <summary>The operating system as it calls itself, e.g. <c>Debian GNU/Linux 12 (bookworm)</c>.</summary>
    public string? OperatingSystem { get; init; }

    /// <summary>Short name of the system, e.g. <c>debian</c>; os-release(5), ID.</summary>
    public string? OsId { get; init; }

    /// <summary>Version of the system, e.g. <c>12</c>; os-release(5), VERSION_ID.</summary>
    public string? OsVersion { get; init; }

    /// <summary>Release of the kernel.</summary>
    public string? Kernel { get; init; }

    /// <summary>Processor architecture in Debian's words: the packages' where dpkg says it, else the kernel's.</summary>
    public string? Architecture { get; init; }

    /// <summary>Time since the node started.</summary>
    public TimeSpan? Uptime { get; init; }

    /// <summary>Differs from one start of the node to the next.</summary>
    public string? BootId { get; init; }

    /// <summary>Whether the account is root or becomes it without a password.</summary>
    public bool? Sudo { get; init; }

    /// <summary>Local file systems, the fullest first.</summary>
    public IReadOnlyList<DcNodeDisk> Disks { get; init; } = [];

    /// <summary>Where the fullest file system is mounted.</summary>
    public string? DiskPath => Disks is [var first, ..] ? first.Path : null;

    /// <summary>How full the fullest file system is, in percent.</summary>
    public double? DiskUsedPercent => Disks is [var first, ..] ? first.UsedPercent : null;

    /// <summary>Bytes free on the fullest file system for accounts other than root.</summary>
    public long? DiskFree => Disks is [var first, ..] ? first.Free : null;

    /// <summary>Memory in bytes.</summary>
    public long? MemoryTotal { get; init; }

    /// <summary>Memory in bytes that new work can have without swapping.</summary>
    public long? MemoryAvailable { get; init; }

    /// <summary>Load averages over 1, 5 and 15 minutes; empty where the node has none.</summary>
    public IReadOnlyList<double> Load { get; init; } = [];

    /// <summary>Processors in use.</summary>
    public int? Cpus { get; init; }

    /// <summary>The hottest sensor in degrees Celsius; null where there is no sensor.</summary>
    public double? Temperature { get; init; }

    /// <summary>How far the node's clock is ahead of this machine's, in milliseconds; negative where it is behind.</summary>
    public double? ClockSkewMs { get; init; }

    /// <summary>The clock skew is right within this many milliseconds, either way.</summary>
    public double? ClockSkewUncertaintyMs { get; init; }

    /// <summary>Whether Docker is there: its socket or its program.</summary>
    public bool? Docker { get; init; }

    /// <summary>Version of the docker program.</summary>
    public string? DockerVersion { get; init; }

    /// <summary>Whether the serf program is there.</summary>
    public bool? Serf { get; init; }

    /// <summary>Version of the serf program.</summary>
    public string? SerfVersion { get; init; }

    /// <summary>Whether the system waits for a restart to finish its updates.</summary>
    public bool? RebootRequired { get; init; }

    /// <summary>What is wrong, one plain sentence each.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Whether the node could be looked at and nothing is wrong.</summary>
    public bool Healthy => Failure is null && Problems.Count == 0;

    /// <summary>How long the look took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Why the node could not be looked at; null where it could.</summary>
    public DentropyException? Failure { get; init; }
}
