using System.CommandLine;
using Dentropy.Apps;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Apps;

namespace Dentropy.Cli.Apps;

internal static class AppRemoveCommand
{
    public static Command Create()
    {
        var choice = new AppNames(ArgumentArity.OneOrMore);
        var volumes = new Option<bool>("--remove-volume") { Description = "Remove their volumes too, with all data." };
        var grace = new Option<string?>("--grace-period") { HelpName = "TIME", Description = "Time for each container to end by itself before it is killed. Without it: the container's own." };
        var yes = YesOption.Create();
        var whatIf = WhatIfOption.Create();
        var command = new Verb("remove", "Removes containers and networks of apps. Volumes stay unless --remove-volume is given.");
        choice.AddTo(command);
        command.AddAll(volumes, grace, yes, whatIf);
        command.Work = async context =>
        {
            var settings = new AppRemovalSettings { Volumes = context.Get(volumes), Grace = Duration.Read(context, grace) };
            await using var session = new EngineSession();
            if (await choice.ChooseAsync(context, session.Docker) is not { } apps)
                return ExitCode.BadInput;
            var removal = new AppRemoval(session.Docker);
            var known = new List<(AppMatch Match, AppDetails App, AppRemovalPlan Plan)>();
            foreach (var app in apps)
            {
                var details = await new AppCatalog(session.Docker).InspectAsync(app.Node, app.Name, context.Stop);
                known.Add((app, details, await removal.PlanAsync(app.Node, details, settings, context.Stop)));
            }

            if (context.Get(whatIf))
            {
                context.Renderer.Plan([.. known.Select(one => new PlanView("remove", Name(one.Match), Details(one.Plan)))]);
                return ExitCode.Good;
            }

            var names = string.Join(", ", known.Select(one => $"{Name(one.Match)} ({string.Join("; ", Details(one.Plan))})"));
            if (known.Count == 0 || !await context.ConfirmAsync("remove", names, context.Get(yes)))
                return ExitCode.Good;
            await AppResults.ShowAsync(context, AppWork.EachAsync(apps, AppWork.DefaultThrottle, RemoveAsync, context.Stop));
            return ExitCode.Good;

            async Task<DcApp?> RemoveAsync(AppMatch match, CancellationToken stop)
            {
                var (_, details, _) = known.Find(one => one.Match == match);
                var done = await removal.RemoveAsync(match.Node, details, settings, stop);
                context.Said($"removed {Name(match)}{(done.KeptVolumes.Count > 0 ? ", kept volumes " + string.Join(", ", done.KeptVolumes) : "")}");
                return null;
            }
        };
        return command;
    }

    private static string Name(AppMatch match) => $"{match.Name} on {match.Node.Name}";

    private static IReadOnlyList<string> Details(AppRemovalPlan plan)
    {
        var details = new List<string> { "containers " + string.Join(", ", plan.Containers) };
        if (plan.Networks.Count > 0)
            details.Add("networks " + string.Join(", ", plan.Networks));
        if (plan.Volumes.Count > 0)
            details.Add("volumes with all data " + string.Join(", ", plan.Volumes));
        if (plan.KeptVolumes.Count > 0)
            details.Add("keep volumes " + string.Join(", ", plan.KeptVolumes));
        return details;
    }
}
