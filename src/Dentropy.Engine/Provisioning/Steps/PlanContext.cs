using Dentropy.Nodes;

namespace Dentropy.Engine.Provisioning.Steps;

/// <summary>What the steps of one node's plan tell each other.</summary>
/// <param name="Node">The node.</param>
/// <param name="LockLimit">How long apt may wait for somebody else.</param>
/// <param name="ProofLimit">How long a change that might lock somebody out waits for its proof.</param>
internal sealed record PlanContext(DcNode Node, TimeSpan LockLimit, TimeSpan ProofLimit)
{
    /// <summary>Files that are changed.</summary>
    public HashSet<string> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Packages that are installed.</summary>
    public HashSet<string> Installed { get; } = new(StringComparer.Ordinal);

    /// <summary>Services that are to be restarted when a file changes, by the file's path.</summary>
    public ILookup<string, string> Watchers { get; init; } = Enumerable.Empty<string>().ToLookup(one => one, StringComparer.Ordinal);
}
