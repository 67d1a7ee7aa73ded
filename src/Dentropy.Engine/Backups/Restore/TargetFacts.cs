namespace Dentropy.Engine.Backups.Restore;

/// <summary>What a plan has to know of the node that an app is restored to. What could not be asked is null.</summary>
internal sealed record TargetFacts
{
    public required string Node { get; init; }

    public string EngineVersion { get; init; } = "";

    public string ApiVersion { get; init; } = "";

    public string Os { get; init; } = "linux";

    /// <summary>Docker's word, e.g. <c>arm64</c>.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>Architectures that the kernel runs through an emulator (binfmt_misc), Docker's words.</summary>
    public IReadOnlyList<string> Emulated { get; init; } = [];

    public int CgroupVersion { get; init; } = 2;

    public int Cpus { get; init; }

    public bool InSwarm { get; init; }

    public IReadOnlyList<string> Runtimes { get; init; } = [];

    public IReadOnlyList<string> LogDrivers { get; init; } = [];

    public IReadOnlyList<string> VolumeDrivers { get; init; } = [];

    public IReadOnlyList<string> NetworkDrivers { get; init; } = [];

    /// <summary>Docker's data root, e.g. <c>/var/lib/docker</c>.</summary>
    public string DataRoot { get; init; } = "/var/lib/docker";

    /// <summary>Names of apps that are there.</summary>
    public IReadOnlyList<string> Apps { get; init; } = [];

    /// <summary>Names of containers, each with the app or the container that has it.</summary>
    public IReadOnlyDictionary<string, string> Containers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyList<string> Volumes { get; init; } = [];

    public IReadOnlyList<TargetNetwork> Networks { get; init; } = [];

    /// <summary>Ids by everything that names an image: tags, digests, ids.</summary>
    public IReadOnlyDictionary<string, string> Images { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Ports of the node that are taken.</summary>
    public IReadOnlyList<TakenPort> Ports { get; init; } = [];

    /// <summary>Routes of the node, as <c>10.0.0.0/8</c>; null where they could not be read.</summary>
    public IReadOnlyList<string>? Routes { get; init; }

    /// <summary>What is at paths that the plan asked about; null where the node could not be asked.</summary>
    public IReadOnlyDictionary<string, TargetPath>? Paths { get; init; }

    /// <summary>Programs that were looked for and are missing; null where the node could not be asked.</summary>
    public IReadOnlyList<string>? MissingTools { get; init; }
}

internal sealed record TargetNetwork(string Name, string Id, string Driver, IReadOnlyList<string> Subnets);

/// <param name="Address">Address that it is taken on; empty for all.</param>
/// <param name="Port">The port.</param>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c>, <c>sctp</c>.</param>
/// <param name="By">Who has it, in words.</param>
internal sealed record TakenPort(string Address, int Port, string Protocol, string By);

/// <param name="Exists">Whether anything is there.</param>
/// <param name="IsFolder">Whether it is a folder.</param>
/// <param name="IsEmpty">Whether it is a folder with nothing in it.</param>
/// <param name="FileSystem">What tells its file system from others.</param>
/// <param name="Free">Bytes that are free there for an ordinary file.</param>
internal sealed record TargetPath(bool Exists, bool IsFolder, bool IsEmpty, string FileSystem, long? Free);
