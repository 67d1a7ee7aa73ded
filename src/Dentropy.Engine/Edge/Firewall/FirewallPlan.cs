using Dentropy.Nodes;

namespace Dentropy.Engine.Edge.Firewall;

/// <summary>A change of one node's packet filter that is worked out and checked, and not yet done.</summary>
public sealed class FirewallPlan
{
    internal FirewallPlan(DcNode node, FirewallFacts facts, FirewallSet after, string file, IReadOnlyList<string> difference)
    {
        Node = node;
        Facts = facts;
        After = after;
        File = file;
        Difference = difference;
    }

    /// <summary>The node.</summary>
    public DcNode Node { get; }

    /// <summary>Whether anything would change.</summary>
    public bool Changed => Difference.Count > 0;

    /// <summary>Each line that would come, behind <c>+</c>, and go, behind <c>-</c>, as one would type it; empty where nothing changes.</summary>
    public IReadOnlyList<string> Difference { get; }

    internal FirewallFacts Facts { get; }

    internal FirewallSet After { get; }

    internal string File { get; }

    /// <summary>The difference as text, for a question or a dry run.</summary>
    /// <param name="most">Most lines of it.</param>
    /// <returns>One line each; how many are left out stands at the end.</returns>
    public string Describe(int most = 40) => Difference.Count <= most
        ? string.Join('\n', Difference)
        : string.Join('\n', Difference.Take(most).Append($"... and {Difference.Count - most} more"));
}
