using System.Management.Automation;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Plans;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Dns;

[Cmdlet(VerbsCommon.Get, "DcDnsPlan")]
[OutputType(typeof(DcDnsPlan))]
public sealed class GetDcDnsPlanCommand : CloudCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath")]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    [Parameter]
    public SwitchParameter IncludeForeign { get; set; }

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (var path in Path)
            await AttemptAsync(path, () => PlanAsync(path, cancellationToken));
    }

    private async Task PlanAsync(string given, CancellationToken cancellationToken)
    {
        foreach (var path in LocalPath.Expand(this, given))
        {
            await using var places = DnsFront.Places(this, cloud: null);
            var planning = await new DnsPlans(places).PlanAsync(path, IncludeForeign, cancellationToken);
            foreach (var failure in planning.Unread.Concat(planning.Conflicts))
                WriteError(failure);
            WriteObject(planning.Plan);
        }
    }
}
