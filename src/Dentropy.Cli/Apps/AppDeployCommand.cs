using System.CommandLine;
using Dentropy.Apps;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Apps;
using Dentropy.Engine.Inventory;

namespace Dentropy.Cli.Apps;

internal static class AppDeployCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("COMPOSE") { HelpName = "FILE", Description = "Compose file, or the folder that holds it." };
        var nodes = new NodeChoice(withNames: false);
        var options = new AppDeployOptions();
        var whatIf = WhatIfOption.Create();
        var command = new Verb("deploy", "Brings an app to what a compose file says.") { path };
        nodes.AddTo(command);
        options.AddTo(command);
        command.AddAll(whatIf);
        command.Work = async context =>
        {
            var settings = options.Settings(context, Path.GetFullPath(context.Parsed.GetRequiredValue(path)));
            if (await context.SelectAllAsync(nodes.RequiredQuery(context)) is not { } chosen)
                return ExitCode.BadInput;
            if (chosen.Count == 0)
                throw NodeErrors.NoneMatches(context.Store, expression: null);
            await using var session = new EngineSession();
            var deploy = new AppDeploy(session.Docker);
            if (context.Get(whatIf))
            {
                foreach (var node in chosen)
                {
                    var plan = await deploy.PlanAsync(node, settings, context.Stop);
                    Warn(context, plan);
                    context.Renderer.Plan([new PlanView("deploy", $"{plan.App} on {node.Name}", [.. plan.Steps.Select(step => step.ToString())])]);
                }

                return ExitCode.Good;
            }

            var matches = chosen.Select(node => new AppMatch(node, settings.Path)).ToList();
            await AppResults.ShowAsync(context, AppWork.EachAsync(matches, AppWork.DefaultThrottle, DeployAsync, context.Stop));
            return ExitCode.Good;

            async Task<DcApp?> DeployAsync(AppMatch match, CancellationToken stop)
            {
                var steps = new StepLines(context, match.Node.Name);
                var (app, done) = await deploy.DeployAsync(match.Node, settings, steps, stop);
                Warn(context, done);
                return app;
            }
        };
        return command;
    }

    private static void Warn(CommandContext context, AppDeployPlan plan)
    {
        foreach (var warning in plan.Warnings)
            context.Terminal.ErrorLine("warning: " + Wording.Adapt(warning));
    }

    // What is being done, on standard error for people; what is kept only with --verbose.
    private sealed class StepLines(CommandContext context, string node) : IProgress<AppDeployStep>
    {
        private readonly Lock _lock = new();

        public void Report(AppDeployStep value)
        {
            if (!context.Verbose && (!context.Renderer.ForPeople || value.Action == "keep"))
                return;
            lock (_lock)
                context.Terminal.ErrorLine($"{node}: {value}");
        }
    }
}
