using System.CommandLine;
using System.Globalization;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Edge;

namespace Dentropy.Cli.Edge;

internal static class ForwardListCommand
{
    private static readonly IReadOnlyList<Column<DcPortForward>> s_columns =
    [
        new("Node", forward => forward.Node),
        new("Name", forward => forward.Name),
        new("Protocol", forward => string.Join(',', forward.Protocol)),
        new("Port", forward => forward.Port, Right: true),
        new("To", forward => forward.ToPort is { } port ? string.Create(CultureInfo.InvariantCulture, $"{forward.Address} port {port}") : forward.Address),
        new("Connections", forward => forward.Connections.ToString(CultureInfo.InvariantCulture), Right: true),
        new("Status", forward => forward.Status.ToString()),
    ];

    public static Command Create()
    {
        var nodes = new EdgeNodes();
        var command = new Verb("forwards", "Lists port forwards of nodes.");
        nodes.AddTo(command);
        command.Work = context => nodes.ShowAsync(context, view => view.Forwards, forwards =>
        {
            if (context.Renderer.ForPeople)
                context.Renderer.Table(forwards, s_columns);
            else
                context.Renderer.Document([.. forwards.Select(PortForwardView.Of)], CliJsonContext.Default.PortForwardView);
        });
        return command;
    }
}
