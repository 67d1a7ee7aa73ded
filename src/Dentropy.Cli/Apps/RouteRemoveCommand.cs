using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Engine.Apps;

namespace Dentropy.Cli.Apps;

internal static class RouteRemoveCommand
{
    public static Command Create()
    {
        var work = new RouteWork();
        var hostnames = new Option<string[]>("--hostname") { HelpName = "NAME", Description = "The host names; with commas, or repeat it.", Required = true };
        var via = new Option<string?>("--via") { HelpName = "NAME", Description = "Only there: traefik, or a proxy of cloud.yaml. Without it: wherever the routes are." };
        var path = new Option<string?>("--path-prefix") { HelpName = "PATH", Description = "Only routes for this beginning of a path." };
        var yes = YesOption.Create();
        var command = new Verb("remove", "Takes routes of an app away. Those for other host names stay.");
        work.AddTo(command);
        command.AddAll(hostnames, via, path, yes);
        command.Work = context =>
        {
            var removal = new AppRouteRemoval
            {
                Hostnames = WordLists.Split(context.Get(hostnames)),
                Via = context.Get(via),
                PathPrefix = context.Get(path),
                Switch = work.Switch(context),
            };
            return work.RunAsync(
                context, (routes, app) => routes.PlanRemoveAsync(app.Node, app.Name, removal, context.Stop), names => context.ConfirmAsync("remove routes of", names, context.Get(yes)));
        };
        return command;
    }
}
