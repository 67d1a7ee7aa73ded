using System.Text;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster;

namespace Dentropy.Cli.Cluster;

// Nodes that did the same, once; a smaller group shows how it differs from the largest.
internal sealed class FoldReport(Terminal terminal, Renderer renderer) : RunReport
{
    private readonly List<DcCommandResult> _results = [];

    public override void Add(DcCommandResult result) => _results.Add(result);

    public override void End()
    {
        var groups = CommandFold.Fold(_results);
        if (!renderer.ForPeople)
        {
            renderer.Document([.. groups.Select(FoldedView.Of)], CliJsonContext.Default.FoldedView);
            return;
        }

        var text = new StringBuilder();
        foreach (var group in groups)
        {
            text.Append(Style.Bold($"{group.NodeSet} ({group.Count} {(group.Count == 1 ? "node" : "nodes")}{Ending(group)}):", terminal.OutColor)).Append('\n');
            // A node that was never asked has no output that could differ.
            if (group.Status == DcCommandStatus.Unreachable)
                continue;
            var differs = group.Difference.Length > 0;
            if (differs)
                text.Append("  differs from ").Append(groups[0].NodeSet).Append(":\n");
            Indent(differs ? group.Difference : group.Output, differs ? "    " : "  ");
            Indent(group.Error, "  ! ");
        }

        terminal.Out(text.ToString());

        void Indent(string lines, string before)
        {
            if (lines.Length == 0)
                return;
            foreach (var line in lines.Split('\n'))
                text.Append(before).Append(line.TrimEnd('\r')).Append('\n');
        }
    }

    private static string Ending(DcCommandFold group) => group switch
    {
        { Status: DcCommandStatus.Succeeded } => "",
        { Status: DcCommandStatus.Failed, ExitCode: { } code } => $", exit {code}",
        { Status: DcCommandStatus.Failed } => ", ended by a signal",
        { Status: DcCommandStatus.TimedOut } => ", timed out",
        _ => ", unreachable",
    };
}
