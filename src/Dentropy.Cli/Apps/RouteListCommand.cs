using System.CommandLine;
using System.Globalization;
using Dentropy.Apps;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Engine.Apps;

namespace Dentropy.Cli.Apps;

internal static class RouteListCommand
{
    private static readonly IReadOnlyList<Column<DcAppRoute>> s_columns =
    [
        new("Hostname", route => route.ToString()),
        new("App", route => route.App),
        new("Node", route => route.Node),
        new("Service", route => route.Service),
        new("Port", route => route.Port?.ToString(CultureInfo.InvariantCulture), Right: true),
        new("Via", route => route.Via),
        new("TLS", route => !route.Tls ? null : route.CertificateResolver ?? "yes"),
        new("Enabled", route => route.Enabled ? null : "no"),
    ];

    public static Command Create()
    {
        var choice = new AppNames(ArgumentArity.ZeroOrMore);
        var via = new Option<string?>("--via") { HelpName = "NAME", Description = "Only routes of this way: traefik, or a proxy of cloud.yaml." };
        var command = new Verb("list", "Lists routes of apps.");
        choice.AddTo(command);
        command.Options.Add(via);
        command.Work = async context =>
        {
            if (await choice.NodesAsync(context) is not { } nodes)
                return ExitCode.BadInput;
            await using var session = new EngineSession();
            using var routes = new AppRoutes(context.Store, session.Docker);
            var found = new List<DcAppRoute>();
            var failures = new List<DentropyException>();
            await foreach (var listing in routes.ListAsync(nodes, choice.Names(context), context.Get(via), context.Stop))
            {
                if (listing.Failure is { } failure)
                    failures.Add(failure);
                if (listing.Route is { } route)
                    found.Add(route);
            }

            if (context.Renderer.ForPeople)
                context.Renderer.Table(found, s_columns);
            else
                context.Renderer.Document([.. found.Select(RouteView.Of)], CliJsonContext.Default.RouteView);
            foreach (var failure in failures)
                choice.Tell(context, failure, found.Select(route => route.App).OfType<string>());
            return ExitCode.Good;
        };
        return command;
    }
}
