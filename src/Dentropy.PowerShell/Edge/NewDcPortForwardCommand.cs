using System.Management.Automation;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;
using Dentropy.Engine.Edge.Gateway;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Edge;

[Cmdlet(VerbsCommon.New, "DcPortForward", SupportsShouldProcess = true)]
[OutputType(typeof(DcPortForward))]
public sealed class NewDcPortForwardCommand : EdgeCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public string Name { get; set; } = "";

    [Parameter(Mandatory = true)]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    [SupportsWildcards]
    public DcNodeReference[] Node { get; set; } = [];

    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Port { get; set; } = "";

    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string To { get; set; } = "";

    [Parameter]
    [ValidateSet("tcp", "udp")]
    public string[] Protocol { get; set; } = ["tcp"];

    [Parameter]
    [BlankIsNull]
    public string? Interface { get; set; }

    [Parameter]
    public string[] Source { get; set; } = [];

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var (address, port) = ForwardTarget.Parse(Name, To);
        var forward = new DcPortForward { Name = Name, Port = Port, Address = address, ToPort = port, Protocol = Protocol, Interface = Interface, Source = Source };
        await ChangeAsync(
            await ResolveAsync(Cloud, Node, cancellationToken),
            _ => [new FirewallEdit.AddForward(forward, Force)],
            view => view.Forwards.Where(one => one.Name == Name),
            cancellationToken);
    }
}
