using Dentropy.Nodes;

namespace Dentropy.Engine.Storage.Ceph;

/// <summary>Which Ceph clusters are asked, and how.</summary>
public sealed record CephQuery
{
    /// <summary>Names of clusters in <c>cloud.yaml</c>; none for all.</summary>
    public IReadOnlyList<string> Clusters { get; init; } = [];

    /// <summary>Nodes that are asked in turn, instead of those of <c>cloud.yaml</c>. They are of one cluster.</summary>
    public IReadOnlyList<DcNode> Nodes { get; init; } = [];

    /// <summary>How long a cluster may take to answer on one node; more than 0, at most 10 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether Ceph's own details of each check are kept.</summary>
    public bool Detail { get; init; }
}

/// <summary>What a cluster gave, or why it gave nothing.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
/// <param name="Cluster">Name of the cluster.</param>
/// <param name="Value">What it gave; null where it failed.</param>
/// <param name="Failure">Why there is nothing.</param>
/// <param name="Notes">What could not be read, a sentence each.</param>
public sealed record CephOutcome<T>(string Cluster, T? Value, DentropyException? Failure, IReadOnlyList<string> Notes)
    where T : class;
