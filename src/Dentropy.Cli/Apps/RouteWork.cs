using System.CommandLine;
using Dentropy.Apps;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Apps;

namespace Dentropy.Cli.Apps;

// What the verbs that change routes have in common: a plan for each app, then the changes, one app after the other.
internal sealed class RouteWork
{
    private readonly AppNames _choice = new(ArgumentArity.OneOrMore);
    private readonly Option<string?> _timeout = new("--timeout") { HelpName = "TIME", Description = "Longest time until a container that was healthy is healthy again; 5m without it." };
    private readonly Option<string?> _grace = new("--grace-period") { HelpName = "TIME", Description = "Time for the old container to end by itself. Without it: the container's own." };
    private readonly Option<string?> _helper = new("--helper-image") { HelpName = "IMAGE", Description = "Image on the node whose programs are used instead of the node's." };
    private readonly Option<bool> _whatIf = WhatIfOption.Create();

    public void AddTo(Command command)
    {
        _choice.AddTo(command);
        command.AddAll(_timeout, _grace, _helper, _whatIf);
    }

    public AppRouteSwitch Switch(CommandContext context)
    {
        var usual = new AppRouteSwitch { Grace = Duration.Read(context, _grace), HelperImage = context.Get(_helper) };
        return usual with { Timeout = Duration.Read(context, _timeout) ?? usual.Timeout };
    }

    public async Task<int> RunAsync(CommandContext context, Func<AppRoutes, AppMatch, Task<AppRoutePlan>> planned, Func<string, Task<bool>> agreed)
    {
        await using var session = new EngineSession();
        if (await _choice.ChooseAsync(context, session.Docker) is not { } apps)
            return ExitCode.BadInput;
        using var routes = new AppRoutes(context.Store, session.Docker);
        var plans = new List<(AppMatch Match, AppRoutePlan Plan)>();
        foreach (var app in apps)
            plans.Add((app, await planned(routes, app)));
        foreach (var warning in plans.SelectMany(one => one.Plan.Routes).SelectMany(route => route.Warnings).Distinct(StringComparer.Ordinal))
            Warn(context, warning);
        if (context.Get(_whatIf))
        {
            context.Renderer.Plan([.. plans.SelectMany(one => one.Plan.Routes).Where(route => route.Changes.Count > 0).Select(View)]);
            return ExitCode.Good;
        }

        var changing = plans.Where(one => one.Plan.HasChanges).Select(one => $"{one.Match.Name} on {one.Match.Node.Name} ({string.Join(", ", one.Plan.Routes)})").ToList();
        if (changing.Count > 0 && !await agreed(string.Join("; ", changing)))
            return ExitCode.Good;
        var done = new List<DcAppRoute>();
        try
        {
            foreach (var (match, plan) in plans)
                done.AddRange(await ApplyAsync(context, match, plan));
        }
        finally
        {
            if (!context.Renderer.ForPeople)
                context.Renderer.Document([.. done.Select(RouteView.Of)], CliJsonContext.Default.RouteView);
        }

        return ExitCode.Good;
    }

    private static async Task<IReadOnlyList<DcAppRoute>> ApplyAsync(CommandContext context, AppMatch match, AppRoutePlan plan)
    {
        var told = plan.Routes.SelectMany(route => route.Warnings).ToHashSet(StringComparer.Ordinal);
        var done = await plan.ApplyAsync(progress: null, context.Stop);
        foreach (var route in done)
        {
            foreach (var warning in route.Warnings.Where(warning => !told.Contains(warning)))
                Warn(context, warning);
            var word = route.Action switch
            {
                DcAppRouteAction.Create => "created",
                DcAppRouteAction.Update => "updated",
                DcAppRouteAction.Remove => "removed",
                _ => "kept",
            };
            context.Said($"{word} {route} for {match.Name} on {match.Node.Name} via {route.Via}");
            foreach (var change in route.Changes)
                context.Said($"  {change}");
        }

        return done;
    }

    private static PlanView View(DcAppRoute route) =>
        new($"{route.Action.ToString().ToLowerInvariant()} route", $"{route} for {route.App} on {route.Node} via {route.Via}", [.. route.Changes.Select(change => change.ToString())]);

    private static void Warn(CommandContext context, string warning) => context.Terminal.ErrorLine("warning: " + Wording.Adapt(warning));
}
