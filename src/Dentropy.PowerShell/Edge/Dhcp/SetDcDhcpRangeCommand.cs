using System.Collections;
using System.Management.Automation;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Dhcp;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Edge.Dhcp;

[Cmdlet(VerbsCommon.Set, "DcDhcpRange", SupportsShouldProcess = true)]
[OutputType(typeof(DcDhcpChange))]
public sealed class SetDcDhcpRangeCommand : DhcpChangeCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    [Parameter]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    [Parameter]
    public string? From { get; set; }

    [Parameter]
    public string? To { get; set; }

    [Parameter]
    [DurationTransformation]
    public TimeSpan? LeaseTime { get; set; }

    [Parameter]
    [AllowEmptyString]
    public string? Gateway { get; set; }

    [Parameter]
    [AllowEmptyCollection]
    public string[]? Dns { get; set; }

    [Parameter]
    [AllowEmptyString]
    public string? Domain { get; set; }

    [Parameter]
    [AllowEmptyString]
    public string? Interface { get; set; }

    [Parameter]
    public string? Network { get; set; }

    [Parameter]
    [MetadataTransformation]
    public Hashtable? Option { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var nodes = await ResolveAsync(Cloud, Node, cancellationToken);
        if (nodes.Count == 0 && Node.Length > 0)
            return;
        var settings = new DhcpRangeSettings
        {
            Name = Name,
            From = From,
            To = To,
            Network = Network,
            LeaseTime = LeaseTime,
            Gateway = Gateway,
            Dns = Dns,
            Domain = Domain,
            Interface = Interface,
            Option = Option is null ? null : Values.Pairs(Option).ToDictionary(pair => pair.Key, pair => pair.Value ?? "", StringComparer.Ordinal),
            Force = Force,
        };
        var ranges = new DhcpRanges(OpenStore(nodes.Count > 0 ? nodes[0] : null), Session.Current.Links());
        await ChangeAsync([await ranges.PlanSetAsync(nodes, settings, cancellationToken)], wanted => ranges.ApplyAsync(wanted, cancellationToken));
    }
}
