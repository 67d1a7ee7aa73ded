using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Engine.Apps;

namespace Dentropy.Cli.Apps;

internal static class RouteSetCommand
{
    public static Command Create()
    {
        var work = new RouteWork();
        var hostname = new Option<string>("--hostname") { HelpName = "NAME", Description = "The host name.", Required = true };
        var via = new Option<string?>("--via") { HelpName = "NAME", Description = "traefik (labels of the containers), or a proxy of cloud.yaml; traefik without it." };
        var service = new Option<string?>("--service") { HelpName = "NAME", Description = "Service of the app. Without it: the one with routes, else the only one with ports." };
        var port = new Option<string?>("--port") { HelpName = "PORT", Description = "Port in the container. Without it: the one that is set, or the only one." };
        var scheme = new Option<string?>("--scheme") { HelpName = "http|https", Description = "How the container is spoken to." };
        var entryPoints = new Option<string[]>("--entry-point") { HelpName = "NAME", Description = "Traefik's entry points; with commas, or repeat it." };
        var resolver = new Option<string?>("--certificate-resolver") { HelpName = "NAME", Description = "Traefik's resolver; at a proxy letsencrypt, or the name of a certificate." };
        var path = new Option<string?>("--path-prefix") { HelpName = "PATH", Description = "Only for paths that begin so, e.g. /api." };
        var forward = new Option<string?>("--forward-host") { HelpName = "HOST", Description = "The node's address as the proxy reaches it." };
        var command = new Verb("set", "Gives an app a route, or changes the one that it has.");
        work.AddTo(command);
        command.AddAll(hostname, via, service, port, scheme, entryPoints, resolver, path, forward);
        command.Work = context =>
        {
            var settings = new AppRouteSettings
            {
                Hostname = context.Parsed.GetRequiredValue(hostname),
                Via = context.Get(via) ?? AppRouteSettings.Traefik,
                Service = context.Get(service),
                Port = Number.Read(context, port),
                Scheme = context.Get(scheme),
                EntryPoints = WordLists.Split(context.Get(entryPoints)),
                CertificateResolver = context.Get(resolver),
                PathPrefix = context.Get(path),
                ForwardHost = context.Get(forward),
                Switch = work.Switch(context),
            };
            return work.RunAsync(context, (routes, app) => routes.PlanSetAsync(app.Node, app.Name, settings, context.Stop), static _ => Task.FromResult(true));
        };
        return command;
    }
}
