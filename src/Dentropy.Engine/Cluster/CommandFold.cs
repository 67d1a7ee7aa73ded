using Dentropy.Cluster;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Cluster;

/// <summary>Groups the nodes on which a command did the same.</summary>
public static class CommandFold
{
    /// <summary>Folds results; nodes are alike when status, exit code, output and error are the same.</summary>
    /// <param name="results">The results of one command.</param>
    /// <returns>The groups, the largest first; each but the first says how its output differs from the first's.</returns>
    public static IReadOnlyList<DcCommandFold> Fold(IEnumerable<DcCommandResult> results)
    {
        var groups = results
            .GroupBy(result => (result.Status, result.ExitCode, result.Signal, result.Output, result.Error, Failure: result.Failure?.ErrorId))
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key.Status)
            .ToList();
        return [.. groups.Select(group => new DcCommandFold
        {
            Node = [.. group.Select(result => result.Node)],
            NodeSet = NodeSet.Fold(group.Select(result => result.Node)),
            Status = group.Key.Status,
            ExitCode = group.Key.ExitCode,
            Output = group.Key.Output,
            Error = group.Key.Error,
            Difference = Differ(groups[0].Key.Status, groups[0].Key.Output, group.Key.Status, group.Key.Output),
        })];
    }

    // A node that was not reached printed nothing that could differ.
    private static string Differ(DcCommandStatus first, string before, DcCommandStatus status, string after) =>
        first == DcCommandStatus.Unreachable || status == DcCommandStatus.Unreachable || string.Equals(before, after, StringComparison.Ordinal)
            ? ""
            : LineDiff.Between(before, after);
}
