using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Public;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Edge.Public;

internal static class EndpointSetCommand
{
    public static Command Create()
    {
        var node = EndpointCommands.Node();
        var to = EndpointCommands.To("The load balancers; with commas.", required: true);
        var port = new Option<string[]>("--port") { HelpName = "PORT", Description = "Ports such as 80,443:8443 (public, then the load balancers'); 80,443 without it." };
        var proxy = new Option<string?>("--proxy-protocol") { HelpName = "v1|v2", Description = "Tell the load balancers each client's address." };
        var tunnel = new Option<string?>("--tunnel") { HelpName = "auto|wireguard|ssh", Description = "How they are joined; auto without it." };
        var check = new Option<string?>("--health-check") { HelpName = "auto|http|tls|connect", Description = "How they are watched; auto without it." };
        var address = new Option<string?>("--address") { HelpName = "ADDRESS", Description = "Where they reach the node; its address in the inventory without it." };
        var wireGuard = Number.Option("--wireguard-port", "PORT", "UDP port of WireGuard; 51820 without it.");
        var proof = new Option<string?>("--proof-timeout") { HelpName = "TIME", Description = "How long a new tunnel may take until it carries a connection; 45s without it." };
        var whatIf = new Option<bool>("--what-if") { Description = "Show each step, files line by line, and change nothing." };
        var command = new Verb("set", "Has a node with a public address pass connections on to load balancers, or changes that.") { node, to, port, proxy, tunnel, check, address, wireGuard, proof, whatIf };
        command.Work = async context =>
        {
            var usual = new PublicEndpointSettings();
            var settings = usual with
            {
                Port = context.Has(port) ? WordLists.Split(context.Get(port)) : usual.Port,
                ProxyProtocol = Word<DcProxyProtocol>(context, proxy),
                Tunnel = Word<DcTunnelKind>(context, tunnel),
                HealthCheck = Word<DcHealthCheck>(context, check),
                Address = context.Get(address),
                WireGuardPort = Number.Read(context, wireGuard) ?? usual.WireGuardPort,
                ProofLimit = Duration.Read(context, proof) ?? usual.ProofLimit,
            };
            var target = await EndpointNodes.OneAsync(context, context.Parsed.GetRequiredValue(node));
            var balancers = await EndpointNodes.ManyAsync(context, context.Get(to));
            await using var links = new SshLinkPool();
            var endpoints = new PublicEndpoints(context.Store, links);
            var plan = await endpoints.PlanSetAsync(target, balancers, settings, context.Stop);
            if (context.Get(whatIf))
                return EndpointChange.Plan(context, plan);
            var result = await EndpointChange.ApplyAsync(context, endpoints, plan);
            context.Said(plan.Changed ? $"{target.Name}: port {string.Join(", ", result.Endpoint!.Port)} leads to {string.Join(", ", balancers)}" : $"{target.Name}: unchanged");
            if (!context.Renderer.ForPeople)
                context.Renderer.Document([PublicEndpointView.Of(result.Endpoint!)], CliJsonContext.Default.PublicEndpointView);
            return ExitCode.Good;
        };
        return command;
    }

    private static T Word<T>(CommandContext context, Option<string?> option)
        where T : struct, Enum
    {
        if (context.Get(option) is not { } word)
            return default;
        return Enum.TryParse<T>(word, ignoreCase: true, out var value) && !char.IsAsciiDigit(word[0]) && Enum.IsDefined(value)
            ? value
            : throw CliError.Usage($"{option.Name} knows {option.HelpName!.Replace("|", ", ", StringComparison.Ordinal)}, not '{word}'. Nothing was done.");
    }
}
