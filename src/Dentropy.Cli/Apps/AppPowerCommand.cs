using System.CommandLine;
using Dentropy.Apps;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Apps;

namespace Dentropy.Cli.Apps;

internal enum AppAction
{
    Start,
    Stop,
    Restart,
}

internal static class AppPowerCommand
{
    public static Command Create(AppAction action)
    {
        var (name, description) = action switch
        {
            AppAction.Start => ("start", "Starts apps: services that others depend on first."),
            AppAction.Stop => ("stop", "Stops apps, in the reverse order of their start."),
            _ => ("restart", "Stops apps and starts them again."),
        };
        var choice = new AppNames(ArgumentArity.OneOrMore);
        var wait = new Option<bool>("--wait") { Description = "Wait until the app is up and its health checks pass." };
        var timeout = new Option<string?>("--timeout") { HelpName = "TIME", Description = "Longest time for the start, e.g. 30s or 5m; 5m without it." };
        var grace = new Option<string?>("--grace-period") { HelpName = "TIME", Description = "Time for each container to end by itself before it is killed. Without it: the container's own." };
        var whatIf = WhatIfOption.Create();
        var command = new Verb(name, description);
        choice.AddTo(command);
        if (action != AppAction.Stop)
            command.AddAll(wait, timeout);
        if (action != AppAction.Start)
            command.AddAll(grace);
        command.AddAll(whatIf);
        command.Work = async context =>
        {
            var settings = new AppPowerSettings { Grace = action == AppAction.Start ? null : Duration.Read(context, grace) };
            if (action != AppAction.Stop)
                settings = settings with { Wait = context.Get(wait), Timeout = Duration.Read(context, timeout) ?? settings.Timeout };
            await using var session = new EngineSession();
            if (await choice.ChooseAsync(context, session.Docker) is not { } apps)
                return ExitCode.BadInput;
            if (context.Get(whatIf))
            {
                context.Renderer.Plan([.. apps.Select(app => new PlanView(name, $"{app.Name} on {app.Node.Name}", []))]);
                return ExitCode.Good;
            }

            var power = new AppPower(session.Docker);
            await AppResults.ShowAsync(context, AppWork.EachAsync(apps, AppWork.DefaultThrottle, Work, context.Stop));
            return ExitCode.Good;

            async Task<DcApp?> Work(AppMatch app, CancellationToken stop) => action switch
            {
                AppAction.Start => await power.StartAsync(app.Node, app.Name, settings, stop),
                AppAction.Stop => await power.StopAsync(app.Node, app.Name, settings, stop),
                _ => await power.RestartAsync(app.Node, app.Name, settings, stop),
            };
        };
        return command;
    }
}
