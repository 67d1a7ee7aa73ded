using Dentropy.Cluster;

namespace Dentropy.Cli.Cluster;

// Nodes that did the same, in JSON and YAML.
internal sealed record FoldedView(
    IReadOnlyList<string> Nodes, string NodeSet, string Status, int? ExitCode, string Output, string Error, string Difference)
{
    public static FoldedView Of(DcCommandFold fold) =>
        new(fold.Node, fold.NodeSet, CommandResultView.StatusName(fold.Status), fold.ExitCode, fold.Output, fold.Error, fold.Difference);
}
