using System.Management.Automation;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Changes;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Dns;

[Cmdlet(VerbsCommon.Remove, "DcDnsRecord", DefaultParameterSetName = Named, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(DcDnsChange))]
public sealed class RemoveDcDnsRecordCommand : DnsChangeCmdlet
{
    private const string Named = "Named";
    private const string Records = "Records";

    private readonly List<(string? Cloud, DnsRemoval Removal)> _removals = [];

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = Named)]
    public string Name { get; set; } = "";

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = Records)]
    public DcDnsRecord[] InputObject { get; set; } = [];

    [Parameter(ParameterSetName = Named)]
    public string? Type { get; set; }

    [Parameter(Position = 1, ParameterSetName = Named)]
    public object[]? Value { get; set; }

    [Parameter(ParameterSetName = Named)]
    [ArgumentCompleter(typeof(DnsPlaceCompleter))]
    public string? Zone { get; set; }

    [Parameter(ParameterSetName = Named)]
    [ArgumentCompleter(typeof(DnsPlaceCompleter))]
    public string? Place { get; set; }

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (string.Equals(ParameterSetName, Records, StringComparison.Ordinal))
            _removals.AddRange(InputObject.Select(record => (record.Cloud, new DnsRemoval { Name = record.Name + ".", Type = record.Type, Values = [record.Value], Zone = record.Zone, Place = record.Place })));
        else
            _removals.Add((null, new DnsRemoval { Name = Name, Type = Type, Values = DnsFront.Texts(Value), Zone = Zone, Place = Place }));
        return Task.CompletedTask;
    }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        foreach (var cloud in _removals.GroupBy(one => Cloud ?? one.Cloud, one => one.Removal, StringComparer.Ordinal))
        {
            await using var places = DnsFront.Places(this, cloud.Key);
            var records = new DnsRecords(places);
            var changes = await records.PlanRemoveAsync([.. cloud], cancellationToken);
            await ChangeAsync(changes, wanted => records.ApplyAsync(wanted, cancellationToken));
        }
    }
}
