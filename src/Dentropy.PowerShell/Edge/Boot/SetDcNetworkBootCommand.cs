using System.Management.Automation;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Boot;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Edge.Boot;

[Cmdlet(VerbsCommon.Set, "DcNetworkBoot", SupportsShouldProcess = true)]
[OutputType(typeof(DcNetworkBoot))]
public sealed class SetDcNetworkBootCommand : NetworkBootCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string[] Name { get; set; } = [];

    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Image { get; set; } = "";

    [Parameter]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    [Parameter]
    public string[] MacAddress { get; set; } = [];

    [Parameter]
    public string? Serial { get; set; }

    [Parameter]
    public DcBootKind? Kind { get; set; }

    [Parameter]
    public string? CommandLine { get; set; }

    [Parameter]
    public string? BootFile { get; set; }

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var nodes = await ResolveAsync(Cloud, Node, cancellationToken);
        if (nodes.Count == 0 && Node.Length > 0)
            return;
        var boots = new NetworkBoots(OpenStore(nodes.Count > 0 ? nodes[0] : null), Session.Current.Links());
        foreach (var name in Name)
        {
            await AttemptAsync(name, async () =>
            {
                var settings = new NetworkBootSettings { Name = name, Image = Image, MacAddress = MacAddress, Serial = Serial, Kind = Kind, CommandLine = CommandLine, BootFile = BootFile };
                await ChangeAsync(boots, await boots.PlanSetAsync(nodes, settings, cancellationToken), $"Boot {Image}", cancellationToken);
            });
        }
    }
}
