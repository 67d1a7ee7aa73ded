using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Resilience;
using Dentropy.Engine.Resilience.Drill;
using Dentropy.Resilience;

namespace Dentropy.Cli.Resilience;

internal static class ResilienceDrillCommand
{
    public static Command Create()
    {
        var parts = new Argument<string[]>("PART") { Arity = ArgumentArity.OneOrMore, Description = "What is to fail, all at once, as kind:name; a name alone is a node." };
        var duration = new Option<string?>("--duration") { HelpName = "TIME", Description = "How long it lasts. 60s without it." };
        var grace = new Option<string?>("--grace") { HelpName = "TIME", Description = "How much later the timer on each node ends a drill that nobody ends. 30s without it." };
        var power = new Option<string?>("--power-command") { HelpName = "COMMAND", Description = "Command that switches power, with {node} and {state} (off, on) in it. Without it a cut of the network stands for a loss of power." };
        var (yes, whatIf) = (YesOption.Create(), WhatIfOption.Create());
        var command = new Verb("drill", "Carries a failure out on real hosts, watches the services, and puts everything back. It asks first.") { parts };
        command.AddAll(duration, grace, power, yes, whatIf);
        command.Work = async context =>
        {
            await using var session = new EngineSession();
            var engine = await ResilienceFront.OpenAsync(context, session, observe: false);
            var nodes = (await context.Store.ReadAllAsync(context.Stop)).Nodes;
            var lost = ResilienceQuestions.Parts(engine.Model, context.Parsed.GetRequiredValue(parts));
            var checks = await DrillChecks.ReadAsync(context.Store.Location, context.Stop);
            var drill = DrillPlanner.Plan(engine, nodes, lost, checks, Duration.Read(context, duration) ?? TimeSpan.FromMinutes(1), context.Get(power));
            foreach (var note in drill.Notes)
                context.Terminal.ErrorLine("note: " + note);
            if (context.Get(whatIf))
            {
                context.Renderer.Plan([.. drill.Nodes.Select(node => Plan(drill, node))]);
                return ExitCode.Good;
            }

            if (!await context.ConfirmAsync("cut off", string.Join(", ", drill.Nodes.Select(node => node.Node)), context.Get(yes)))
                return ExitCode.Good;
            var usual = new DrillSettings();
            var settings = new DrillSettings();
            settings = settings with { Grace = Duration.Read(context, grace) ?? settings.Grace };
            IReadOnlyList<DcDrillResult> results;
            try
            {
                results = await new FailureDrill(session.Links, context.Store).RunAsync(drill, settings, new Remarks(context), context.Stop);
            }
            catch (DrillNotUndoneException e)
            {
                Show(context, e.Results);
                throw;
            }

            Show(context, results);
            return results.Any(result => result.Agreed == false) ? ExitCode.Failed : ExitCode.Good;
        };
        return command;
    }

    private static void Show(CommandContext context, IReadOnlyList<DcDrillResult> results)
    {
        if (context.Renderer.ForPeople)
            context.Renderer.Table(results, DrillView.Columns);
        else
            context.Renderer.Document([.. results.Select(DrillView.Of)], CliJsonContext.Default.DrillView);
    }

    private static PlanView Plan(DcFailureDrill drill, DcDrillNode node) => new(
        node.Action == DcDrillAction.CutPower ? "cut the power of" : "cut the network of",
        node.Node,
        [$"for {Duration.Text(drill.Duration)}", .. node.Reaches.Count > 0 ? [$"it still reaches {string.Join(", ", node.Reaches)}"] : Array.Empty<string>()]);

    // What goes on, each step once.
    private sealed class Remarks(CommandContext context) : IProgress<DrillProgress>
    {
        private string _last = "";

        public void Report(DrillProgress value)
        {
            var step = value.Activity.Split(' ')[0];
            if (step == Interlocked.Exchange(ref _last, step))
                return;
            context.Remark(value.Activity);
        }
    }
}
