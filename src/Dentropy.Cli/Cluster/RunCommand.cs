using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Cli.Cluster;

internal static class RunCommand
{
    public static Command Create()
    {
        var choice = new NodeChoice(withNames: false);
        var options = new RunOptions();
        var fold = new Option<bool>("--fold") { Description = "Show nodes that did the same once, and how the others differ." };
        var bare = new Option<bool>("--no-prefix") { Description = "Output byte for byte, without the node's name before each line." };
        var via = new Option<string?>("--via") { HelpName = "serf", Description = "serf: only where Serf says that the node is alive; the others are errors." };
        via.AcceptOnlyFromAmong("serf");
        var whatIf = WhatIfOption.Create();
        var command = new Verb("run", "Runs a command on nodes, many at once.");
        choice.AddTo(command);
        options.AddTo(command);
        command.AddAll(fold, bare, via, whatIf);
        command.Work = async context =>
        {
            var settings = await options.SettingsAsync(context);
            if (await context.SelectAllAsync(choice.RequiredQuery(context)) is not { } nodes)
                return ExitCode.BadInput;
            if (nodes.Count == 0)
                throw NodeErrors.NoneMatches(context.Store, expression: null);

            await using var pool = new SshLinkPool();
            if (context.Get(via) is not null && !context.Get(whatIf))
                nodes = await AliveAsync(context, pool, nodes);
            using var status = new StatusLine(context.Terminal, context.Get(whatIf) ? [] : nodes.Select(node => node.Name));
            // Refuses settings that cannot be used; nothing is sent before the results are asked for.
            var results = new ClusterCommand(pool).RunAsync(nodes, settings, status, context.Stop);
            if (context.Get(whatIf))
            {
                context.Renderer.Plan([.. nodes.Select(node => new PlanView("run on", node.Name, [options.Title(context)]))]);
                return ExitCode.Good;
            }

            return await ShowAsync(context, nodes, results, Report(context, context.Get(fold), !context.Get(bare)), status);
        };
        return command;
    }

    private static async Task<IReadOnlyList<DcNode>> AliveAsync(CommandContext context, SshLinkPool pool, IReadOnlyList<DcNode> nodes)
    {
        var (alive, others) = await context.Cluster(pool).DivideAsync(nodes, context.Stop);
        foreach (var error in others)
            context.Errors.Write(error);
        return alive;
    }

    private static RunReport Report(CommandContext context, bool fold, bool prefix)
    {
        if (fold)
            return new FoldReport(context.Terminal, context.Renderer);
        return context.Renderer.ForPeople ? new LinesReport(context.Terminal, prefix) : new DocumentReport(context.Renderer);
    }

    private static async Task<int> ShowAsync(
        CommandContext context, IReadOnlyList<DcNode> nodes, IAsyncEnumerable<DcCommandResult> results, RunReport report, StatusLine status)
    {
        var summary = new RunSummary(nodes.Count);
        await LiveResults.ShowAsync(context, status, results, result => result.Node, Show, End);
        return summary.Code;

        void Show(DcCommandResult result)
        {
            report.Add(result);
            summary.Add(result);
            if (context.Renderer.ForPeople)
                SayProblems(context, result);
        }

        void End()
        {
            report.End();
            if (context.Renderer.ForPeople && (context.Terminal.ErrorIsTerminal || context.Verbose || !summary.AllGood))
                context.Terminal.ErrorLine(summary.ToString());
        }
    }

    private static void SayProblems(CommandContext context, DcCommandResult result)
    {
        if (result.Failure is { } failure)
            context.Errors.Write(failure);
        else if (result.Status == DcCommandStatus.Failed)
            context.Errors.Say("CommandFailed", nameof(DentropyErrorCategory.InvalidResult), result.Node, $"{result.Node}: {RunSummary.Ending(result)}");
        if (result.Truncated)
            context.Errors.Say("OutputTruncated", nameof(DentropyErrorCategory.InvalidResult), result.Node, $"{result.Node}: more output than is kept; its end was dropped");
    }
}
