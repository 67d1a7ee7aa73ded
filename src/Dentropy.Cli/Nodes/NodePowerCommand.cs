using System.CommandLine;
using Dentropy.Cli.Cluster;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Nodes;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Cli.Nodes;

internal static class NodePowerCommand
{
    public static Command Create(DcNodePowerAction action)
    {
        var restart = action == DcNodePowerAction.Restart;
        var name = restart ? "restart" : "stop";
        var choice = new NodeChoice(withNames: true);
        var options = new NodePowerOptions(action);
        var yes = YesOption.Create();
        var whatIf = WhatIfOption.Create();
        var command = new Verb(name, restart ? "Restarts nodes; with --wait one after the other, each until it is back." : "Stops nodes; they stay off.");
        choice.AddTo(command);
        options.AddTo(command);
        command.AddAll(yes, whatIf);
        command.Work = async context =>
        {
            var settings = options.Settings(context);
            if (await context.SelectAllAsync(choice.RequiredQuery(context)) is not { } nodes)
                return ExitCode.BadInput;
            if (nodes.Count == 0)
                throw NodeErrors.NoneMatches(context.Store, expression: null);

            await using var pool = new SshLinkPool();
            using var status = new StatusLine(context.Terminal, nodes.Select(node => node.Name));
            var power = new NodePower(pool);
            // Refuses settings that cannot be used; nothing is sent before the results are asked for.
            var results = restart
                ? power.RestartAsync(nodes, settings, status, context.Stop)
                : power.StopAsync(nodes, settings, status, context.Stop);
            if (context.Get(whatIf))
            {
                context.Renderer.Plan([.. nodes.Select(node => new PlanView(name, node.Name, Details(settings, restart)))]);
                return ExitCode.Good;
            }

            return await context.ConfirmAsync(name, NodeSet.Fold(nodes.Select(node => node.Name)), context.Get(yes))
                ? await ShowAsync(context, status, results)
                : ExitCode.Good;
        };
        return command;
    }

    private static IReadOnlyList<string> Details(NodePowerSettings settings, bool restart)
    {
        if (!settings.Wait)
            return [];
        var limit = Duration.Text(settings.WaitLimit);
        return restart ? [$"wait up to {limit} until it is back", $"{settings.MaxUnavailable} at a time"] : [$"wait up to {limit} until it is off"];
    }

    private static async Task<int> ShowAsync(CommandContext context, StatusLine status, IAsyncEnumerable<DcNodePowerResult> results)
    {
        var all = new List<NodePowerView>();
        var code = ExitCode.Good;
        await LiveResults.ShowAsync(context, status, results, result => result.Node, Show, End);
        return code;

        void Show(DcNodePowerResult result)
        {
            code = ExitCode.Worse(code, CodeOf(result));
            var view = NodePowerView.Of(result);
            if (context.Renderer.Format == OutputFormat.Jsonl)
                context.Renderer.Line(view, CliJsonContext.Default.NodePowerView);
            else
                all.Add(view);
            if (context.Renderer.ForPeople)
                Say(context, result);
        }

        void End()
        {
            if (!context.Renderer.ForPeople && context.Renderer.Format != OutputFormat.Jsonl)
                context.Renderer.Document(all, CliJsonContext.Default.NodePowerView);
        }
    }

    private static void Say(CommandContext context, DcNodePowerResult result)
    {
        var restart = result.Action == DcNodePowerAction.Restart;
        if (result.Failure is { } failure)
        {
            context.Errors.Write(failure);
            return;
        }

        context.Said(result switch
        {
            { Status: DcNodePowerStatus.Requested } => $"{result.Node}: asked to {(restart ? "restart" : "stop")}",
            { Status: DcNodePowerStatus.Skipped } => $"{result.Node}: skipped. {result.Reason}",
            { Downtime: { } downtime } => $"{result.Node}: back after {Duration.Text(result.Duration)}, down for {Duration.Text(downtime)}",
            _ => $"{result.Node}: {(restart ? "back" : "off")} after {Duration.Text(result.Duration)}",
        });
        context.Terminal.OutBytes.Flush();
    }

    private static int CodeOf(DcNodePowerResult result) => result switch
    {
        { Status: DcNodePowerStatus.Requested or DcNodePowerStatus.Done } => ExitCode.Good,
        { Status: DcNodePowerStatus.TimedOut } => ExitCode.Unreachable,
        { Failure: { } failure } => ExitCode.Worse(ExitCode.Of(failure), failure.ErrorId == "LocalPowerRefused" ? ExitCode.Good : ExitCode.Failed),
        _ => ExitCode.Failed,
    };
}
