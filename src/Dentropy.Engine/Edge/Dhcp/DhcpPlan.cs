using Dentropy.Edge;

namespace Dentropy.Engine.Edge.Dhcp;

/// <summary>What setting or removing one range or reservation comes to, on every node that is meant. It was checked, and nothing was sent.</summary>
public sealed class DhcpPlan
{
    internal DhcpPlan(string name, IReadOnlyList<DhcpStep> steps, bool inOrder) => (Name, Steps, InOrder) = (name, steps, inOrder);

    /// <summary>Name of the range or reservation.</summary>
    public string Name { get; }

    /// <summary>A change for each node.</summary>
    public IReadOnlyList<DcDhcpChange> Changes => [.. Steps.Select(step => step.Change)];

    /// <summary>Whether everything is as it is to be.</summary>
    public bool IsDone => Steps.All(step => step.Change.Action == DcDhcpAction.None);

    internal IReadOnlyList<DhcpStep> Steps { get; }

    // Whether the nodes come one after the other, and those behind one that fails are left as they are.
    internal bool InOrder { get; }
}

/// <summary>What came of a change on one node.</summary>
/// <param name="Change">The change.</param>
/// <param name="Failure">Why it was not done; null where it was.</param>
public sealed record DhcpOutcome(DcDhcpChange Change, DentropyException? Failure);

/// <summary>What was found on a node, or why that could not be read.</summary>
/// <typeparam name="T">What is looked for.</typeparam>
/// <param name="Node">The node.</param>
/// <param name="Record">What was found; null for a failure.</param>
/// <param name="Failure">What went wrong; null for something found.</param>
public sealed record DhcpFound<T>(string Node, T? Record, DentropyException? Failure)
    where T : class;

/// <summary>The part of a plan that one node has.</summary>
/// <param name="Change">What is told.</param>
/// <param name="Node">The node.</param>
/// <param name="State">What was read of it.</param>
/// <param name="IsRange">Whether it is about a range.</param>
/// <param name="Before">What was there.</param>
/// <param name="After">What is to be there.</param>
/// <param name="Check">Refuses it where the node's files, as they are when it is written, do not allow it.</param>
internal sealed record DhcpStep(DcDhcpChange Change, DhcpNode Node, DhcpState State, bool IsRange, DhcpEntry? Before, DhcpEntry? After, Action<DhcpFiles> Check)
{
    public static DhcpStep Of(string name, DhcpNode node, DhcpState state, bool isRange, DhcpEntry? before, DhcpEntry? after, Action<DhcpFiles> check)
    {
        var action = before is null ? (after is null ? DcDhcpAction.None : DcDhcpAction.Create) : after is null ? DcDhcpAction.Remove : after.Is(before) ? DcDhcpAction.None : DcDhcpAction.Update;
        var change = new DcDhcpChange
        {
            Action = action,
            Name = name,
            Node = node.Site.Node.Name,
            Before = before?.Record,
            After = after?.Record,
            LinesBefore = before?.Lines ?? [],
            LinesAfter = after?.Lines ?? [],
        };
        return new DhcpStep(change, node, state, isRange, before, after, check);
    }
}
