using System.Management.Automation;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Plans;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Dns;

[Cmdlet(VerbsLifecycle.Invoke, "DcDnsPlan", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DcDnsChange))]
public sealed class InvokeDcDnsPlanCommand : DnsChangeCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("InputObject")]
    public DcDnsPlan[] Plan { get; set; } = [];

    [Parameter]
    [ValidateRange(0, 1_000_000)]
    public int? AllowRemoval { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter Refresh { get; set; }

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (var plan in Plan)
            await AttemptAsync(plan.Path, () => InvokeAsync(plan, cancellationToken));
    }

    private async Task InvokeAsync(DcDnsPlan plan, CancellationToken cancellationToken)
    {
        await using var places = DnsFront.Places(this, plan.Cloud);
        var plans = new DnsPlans(places);
        var now = await plans.PrepareAsync(plan, new DnsPlanPermission(AllowRemoval, Force, Refresh), cancellationToken);
        foreach (var failure in now.Unread)
            WriteError(failure);
        await ChangeAsync(now.Plan.Changes, wanted => plans.ApplyAsync(now, wanted, cancellationToken));
    }
}
