namespace Dentropy.Engine.Docker.Helper;

/// <summary>The program through which a script on a node speaks to Docker's socket.</summary>
public enum NodeApiClient
{
    /// <summary>None of them is there.</summary>
    None,

    /// <summary>curl.</summary>
    Curl,

    /// <summary>perl with IO::Socket::UNIX, which Debian's perl-base has.</summary>
    Perl,

    /// <summary>python3.</summary>
    Python,

    /// <summary>docker's own command.</summary>
    Docker,
}

/// <summary>What programs a helper container has.</summary>
public sealed record HelperTools
{
    /// <summary>Version of GNU tar; null where there is none, or another tar.</summary>
    public Version? Tar { get; init; }

    /// <summary>Version of zstd; null where there is none.</summary>
    public Version? Zstd { get; init; }

    /// <summary>Whether gzip is there.</summary>
    public bool Gzip { get; init; }

    /// <summary>Whether perl is there.</summary>
    public bool Perl { get; init; }

    /// <summary>Whether python3 is there.</summary>
    public bool Python { get; init; }

    /// <summary>What speaks to Docker's socket.</summary>
    public NodeApiClient ApiClient { get; init; }

    /// <summary>Processors of the node.</summary>
    public int Processors { get; init; } = 1;
}
