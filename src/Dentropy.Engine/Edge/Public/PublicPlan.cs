using Dentropy.Edge;
using Dentropy.Nodes;

namespace Dentropy.Engine.Edge.Public;

/// <summary>A change of a public endpoint, worked out and checked; nothing of it is done yet.</summary>
public sealed class PublicPlan
{
    internal PublicPlan(DcNode node, IReadOnlyList<DcPublicChange> changes)
    {
        Node = node;
        Changes = changes;
    }

    /// <summary>The public node.</summary>
    public DcNode Node { get; }

    /// <summary>Each step, in order; none where all is as it is to be.</summary>
    public IReadOnlyList<DcPublicChange> Changes { get; }

    /// <summary>Whether there is anything to do.</summary>
    public bool Changed => Changes.Count > 0;

    /// <summary>What the public node has; null where it cannot be reached and that is accepted.</summary>
    internal PublicFacts? Facts { get; init; }

    /// <summary>The endpoint as it is.</summary>
    internal PublicState? Before { get; init; }

    /// <summary>The endpoint as it is to be; null where it goes.</summary>
    internal PublicState? After { get; init; }

    /// <summary>Load balancers that are to have one of its tunnels, with what they have.</summary>
    internal IReadOnlyDictionary<string, (DcNode Node, PublicFacts Facts)> Balancers { get; init; } = new Dictionary<string, (DcNode, PublicFacts)>(StringComparer.Ordinal);

    /// <summary>Tunnels that are new.</summary>
    internal IReadOnlyList<PublicTunnel> Made { get; init; } = [];

    /// <summary>Tunnels that stay and do not run.</summary>
    internal IReadOnlyList<PublicTunnel> Idle { get; init; } = [];

    /// <summary>What load balancers have that goes.</summary>
    internal IReadOnlyList<(DcNode Node, IReadOnlyList<string> Ids)> Dropped { get; init; } = [];

    internal TimeSpan ProofLimit { get; init; }

    /// <summary>What the operator should know.</summary>
    internal IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The steps as text, with the lines of files that come and go.</summary>
    public string Describe() => string.Join('\n', Changes.Select(change => change.Difference.Length > 0 ? $"{change}\n{change.Difference}" : change.ToString()));
}

/// <summary>What came of a change.</summary>
/// <param name="Endpoint">The endpoint as it is then; null where it is gone.</param>
/// <param name="Notes">What the operator should know.</param>
public sealed record PublicResult(DcPublicEndpoint? Endpoint, IReadOnlyList<string> Notes);
