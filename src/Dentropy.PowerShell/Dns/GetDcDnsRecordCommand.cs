using System.Management.Automation;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Changes;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Dns;

[Cmdlet(VerbsCommon.Get, "DcDnsRecord")]
[OutputType(typeof(DcDnsRecord))]
public sealed class GetDcDnsRecordCommand : CloudCmdlet
{
    [Parameter(Position = 0)]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    [Parameter]
    [SupportsWildcards]
    public string[] Type { get; set; } = [];

    [Parameter]
    [ArgumentCompleter(typeof(DnsPlaceCompleter))]
    public string[] Zone { get; set; } = [];

    [Parameter]
    [ArgumentCompleter(typeof(DnsPlaceCompleter))]
    public string[] Place { get; set; } = [];

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        await using var places = DnsFront.Places(this, cloud: null);
        var query = new DnsQuery { Names = Name, Types = Type, Zones = Zone, Places = Place };
        await foreach (var found in new DnsRecords(places).GetAsync(query, cancellationToken))
        {
            if (found.Record is { } record)
                WriteObject(record);
            if (found.Failure is { } failure)
                WriteError(failure);
        }
    }
}
