using System.CommandLine;
using System.Globalization;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Edge;

namespace Dentropy.Cli.Edge;

internal static class GatewayShowCommand
{
    private static readonly IReadOnlyList<Column<DcGateway>> s_columns =
    [
        new("Node", gateway => gateway.Node),
        new("Outside", gateway => gateway.Outside),
        new("Inside", gateway => string.Join(',', gateway.Inside)),
        new("Network", gateway => string.Join(',', gateway.Network)),
        new("Masquerade", gateway => gateway.Masquerade ? "yes" : "no"),
        new("Out", gateway => gateway.PacketsOut.ToString(CultureInfo.InvariantCulture), Right: true),
        new("In", gateway => gateway.PacketsIn.ToString(CultureInfo.InvariantCulture), Right: true),
        new("Refused", gateway => gateway.Refused.ToString(CultureInfo.InvariantCulture), Right: true),
        new("Status", gateway => gateway.Status.ToString()),
    ];

    public static Command Create()
    {
        var nodes = new EdgeNodes();
        var command = new Verb("show", "Shows what nodes are gateways for, with what they have let through.");
        nodes.AddTo(command);
        command.Work = context => nodes.ShowAsync(context, view => view.Gateway is { } gateway ? [gateway] : Array.Empty<DcGateway>(), gateways =>
        {
            if (context.Renderer.ForPeople)
                context.Renderer.Table(gateways, s_columns);
            else
                context.Renderer.Document([.. gateways.Select(GatewayView.Of)], CliJsonContext.Default.GatewayView);
        });
        return command;
    }
}
