using System.CommandLine;
using System.Globalization;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Public;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Edge.Public;

internal static class EndpointShowCommand
{
    private static readonly IReadOnlyList<Column<(DcPublicEndpoint Endpoint, DcPublicTunnel Tunnel)>> s_columns =
    [
        new("Node", row => row.Endpoint.Node),
        new("Port", row => string.Join(',', row.Endpoint.Port)),
        new("Proxy", row => row.Endpoint.ProxyProtocol.ToString()),
        new("To", row => row.Tunnel.Node),
        new("Tunnel", row => row.Tunnel.Tunnel.ToString()),
        new("State", row => row.Tunnel.State.ToString()),
        new("Since", row => Time(row.Tunnel.Since)),
        new("Handshake", row => Time(row.Tunnel.LastHandshake)),
        new("Open", row => row.Tunnel.Connections.ToString(CultureInfo.InvariantCulture), Right: true),
        new("In", row => row.Tunnel.BytesIn.ToString(CultureInfo.InvariantCulture), Right: true),
        new("Out", row => row.Tunnel.BytesOut.ToString(CultureInfo.InvariantCulture), Right: true),
    ];

    public static Command Create()
    {
        var nodes = new EdgeNodes();
        var command = new Verb("show", "Shows public endpoints: whether each load balancer serves, since when, and how much.");
        nodes.AddTo(command);
        command.Work = async context =>
        {
            if (await nodes.SelectAsync(context) is not { } selected)
                return ExitCode.BadInput;
            await using var links = new SshLinkPool();
            var endpoints = new PublicEndpoints(context.Store, links);
            var (found, code) = await EdgeNodes.EachAsync(context, selected, async (node, token) => new Found(await endpoints.GetAsync(node, token)));
            var all = found.Select(one => one.Result.Endpoint).OfType<DcPublicEndpoint>().ToList();
            if (context.Renderer.ForPeople)
                context.Renderer.Table([.. all.SelectMany(endpoint => endpoint.To.Select(tunnel => (endpoint, tunnel)))], s_columns);
            else
                context.Renderer.Document([.. all.Select(PublicEndpointView.Of)], CliJsonContext.Default.PublicEndpointView);
            return code;
        };
        return command;
    }

    private static string Time(DateTimeOffset? time) => time?.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";

    private sealed record Found(DcPublicEndpoint? Endpoint);
}
