using System.Management.Automation;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Dhcp;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Edge.Dhcp;

[Cmdlet(VerbsCommon.Set, "DcDhcpReservation", SupportsShouldProcess = true)]
[OutputType(typeof(DcDhcpChange))]
public sealed class SetDcDhcpReservationCommand : DhcpChangeCmdlet
{
    private readonly List<(string Nodes, DcNodeReference[] Node, DhcpReservationSettings Settings)> _wanted = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Hostname")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string Name { get; set; } = "";

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyCollection]
    public string[] MacAddress { get; set; } = [];

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [AllowNull]
    public string?[] Address { get; set; } = [];

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        var settings = new DhcpReservationSettings { Name = Name, MacAddress = Texts(MacAddress), Address = Texts(Address) };
        _wanted.Add((string.Join(',', Node.Select(node => node.Text)), Node, settings));
        return Task.CompletedTask;
    }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        foreach (var group in _wanted.GroupBy(one => one.Nodes, StringComparer.OrdinalIgnoreCase))
        {
            var nodes = await ResolveAsync(Cloud, group.First().Node, cancellationToken);
            if (nodes.Count == 0 && group.Key.Length > 0)
                continue;
            var reservations = new DhcpReservations(OpenStore(nodes.Count > 0 ? nodes[0] : null), Session.Current.Links());
            await ChangeAsync(await reservations.PlanSetAsync(nodes, [.. group.Select(one => one.Settings)], cancellationToken), wanted => reservations.ApplyAsync(wanted, cancellationToken));
        }
    }

    // Empty cells of a CSV file say nothing.
    private static string[] Texts(IEnumerable<string?>? texts) => [.. (texts ?? []).OfType<string>().Where(text => text.Length > 0)];
}
