using System.Management.Automation;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Public;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Edge.Public;

[Cmdlet(VerbsCommon.Set, "DcPublicEndpoint", SupportsShouldProcess = true)]
[OutputType(typeof(DcPublicEndpoint))]
public sealed class SetDcPublicEndpointCommand : PublicEndpointCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference Node { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 1)]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] To { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Port { get; set; } = ["80", "443"];

    [Parameter]
    public DcProxyProtocol ProxyProtocol { get; set; }

    [Parameter]
    public DcTunnelKind Tunnel { get; set; }

    [Parameter]
    public DcHealthCheck HealthCheck { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Address { get; set; }

    [Parameter]
    [ValidateRange(1, 65535)]
    public int WireGuardPort { get; set; } = 51820;

    [Parameter]
    [DurationTransformation]
    public TimeSpan ProofTimeout { get; set; } = TimeSpan.FromSeconds(45);

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var settings = new PublicEndpointSettings
        {
            Port = Port,
            ProxyProtocol = ProxyProtocol,
            Tunnel = Tunnel,
            HealthCheck = HealthCheck,
            Address = Address,
            WireGuardPort = WireGuardPort,
            ProofLimit = ProofTimeout,
        };
        var nodes = await ResolveAsync(Cloud, [Node], cancellationToken);
        var to = await ResolveAsync(Cloud, To, cancellationToken);
        if (nodes.Count == 0 || To.Any(one => one.Node is null && !one.Text.AsSpan().ContainsAny("*?[@&!|,() ") && to.All(node => !node.Name.Equals(one.Text, StringComparison.OrdinalIgnoreCase))))
            return;
        if (nodes.Count > 1)
            throw new DentropyException("InvalidPublicEndpoint", DentropyErrorCategory.InvalidArgument, Node.Text, $"'{Node.Text}' is more than one node. Name the one with the public address.");
        var endpoints = Endpoints(nodes[0]);
        var result = await ChangeAsync(endpoints, await endpoints.PlanSetAsync(nodes[0], to, settings, cancellationToken), cancellationToken);
        if (PassThru && result?.Endpoint is { } endpoint)
            WriteObject(endpoint);
    }
}
