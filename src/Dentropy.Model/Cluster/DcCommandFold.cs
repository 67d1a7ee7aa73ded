namespace Dentropy.Cluster;

/// <summary>Nodes on which a command ended alike and printed the same.</summary>
public sealed class DcCommandFold
{
    /// <summary>Names of the nodes.</summary>
    public required IReadOnlyList<string> Node { get; init; }

    /// <summary>The names as one node-set expression, e.g. <c>pi[1-4,7]</c>.</summary>
    public required string NodeSet { get; init; }

    /// <summary>How many nodes.</summary>
    public int Count => Node.Count;

    /// <summary>How the command ended on each of them.</summary>
    public required DcCommandStatus Status { get; init; }

    /// <summary>Exit code, where the command ended by itself.</summary>
    public int? ExitCode { get; init; }

    /// <summary>What it printed.</summary>
    public required string Output { get; init; }

    /// <summary>What it printed as errors.</summary>
    public required string Error { get; init; }

    /// <summary>Lines that the largest group has and this one has not (<c>-</c>), and the reverse (<c>+</c>); empty for the largest group itself.</summary>
    public required string Difference { get; init; }
}
