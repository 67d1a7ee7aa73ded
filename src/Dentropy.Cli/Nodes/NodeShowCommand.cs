using System.CommandLine;
using System.Globalization;
using System.Text;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Cli.Nodes;

internal static class NodeShowCommand
{
    private static readonly IReadOnlyList<Column<(DcNodeRevision Revision, string Changes)>> s_columns =
    [
        new("Name", row => row.Revision.Name),
        new("Revision", row => row.Revision.Revision.ToString(CultureInfo.InvariantCulture), Right: true),
        new("Time", row => row.Revision.Time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)),
        new("State", row => NodeRevisionView.Of(row.Revision).State),
        new("Changes", row => row.Changes),
    ];

    public static Command Create()
    {
        var names = new Argument<string[]>("NAME") { HelpName = "NAME", Description = "Names, wildcards or sets of nodes.", Arity = ArgumentArity.OneOrMore };
        names.CompletionSources.Add(Completion.Names);
        var history = new Option<bool>("--history") { Description = "Every kept revision of the nodes, newest first; of removed nodes too." };
        var command = new Verb("show", "Shows every field of nodes.") { names, history };
        command.Work = async context =>
        {
            var words = context.Parsed.GetRequiredValue(names);
            if (context.Get(history))
                await ShowHistoryAsync(context, words);
            else
                Show(context, (await context.SelectAsync(new NodeQuery { Expression = NodeWords.Union(words) })).Nodes);
            return ExitCode.Good;
        };
        return command;
    }

    private static void Show(CommandContext context, IReadOnlyList<DcNode> nodes)
    {
        if (!context.Renderer.ForPeople)
        {
            context.Renderer.Document([.. nodes.Select(NodeView.Of)], CliJsonContext.Default.NodeView);
            return;
        }

        var text = new StringBuilder();
        foreach (var node in nodes)
        {
            if (text.Length > 0)
                text.Append('\n');
            Line("name", node.Name);
            foreach (var (name, value) in NodeText.Fields(node))
                Line(name, value ?? "-");
            Line("revision", node.Revision.ToString(CultureInfo.InvariantCulture));
            Line("cloud", node.Cloud ?? "-");
        }

        context.Terminal.Out(text.ToString());

        void Line(string name, string value) => text.Append($"{name,-14} ").Append(value.ReplaceLineEndings(" ")).Append('\n');
    }

    private static async Task ShowHistoryAsync(CommandContext context, IReadOnlyList<string> words)
    {
        var all = new List<(DcNodeRevision Revision, string Changes)>();
        foreach (var name in await NamesAsync(context, words))
        {
            try
            {
                var revisions = await context.Store.HistoryAsync(name, context.Stop);
                all.AddRange(revisions.Select((revision, i) => (revision, Changes(revision, i + 1 < revisions.Count ? revisions[i + 1] : null))));
            }
            catch (DentropyException e)
            {
                context.Errors.Write(e);
            }
        }

        if (context.Renderer.ForPeople)
            context.Renderer.Table(all, s_columns);
        else
            context.Renderer.Document([.. all.Select(row => NodeRevisionView.Of(row.Revision))], CliJsonContext.Default.NodeRevisionView);
    }

    // The store knows names that no node has any more; only it can say that nothing was ever kept under one.
    private static async Task<IReadOnlyList<string>> NamesAsync(CommandContext context, IReadOnlyList<string> words)
    {
        var selection = await NodeSelector.SelectAsync(context.Store, new NodeQuery { Expression = NodeWords.Union(words) }, context.Stop);
        return [.. selection.Nodes.Select(node => node.Name).Concat(selection.Missing)];
    }

    private static string Changes(DcNodeRevision revision, DcNodeRevision? before) => before is null
        ? string.Join("; ", NodeText.Set(revision.Node))
        : string.Join("; ", NodeText.Changes(before.Node, revision.Node));
}
