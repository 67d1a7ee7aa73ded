using System.Management.Automation;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Dhcp;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Edge.Dhcp;

// A cmdlet that changes what nodes give out: all of it is worked out and checked first, then asked for one by one, then done together.
public abstract class DhcpChangeCmdlet : CloudCmdlet
{
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected async Task ChangeAsync(IReadOnlyList<DhcpPlan> plans, Func<IReadOnlyList<DhcpPlan>, IAsyncEnumerable<DhcpOutcome>> apply)
    {
        var wanted = new List<DhcpPlan>();
        foreach (var plan in plans)
        {
            if (plan.IsDone)
            {
                WriteVerbose($"{plan.Name} is as it is to be.");
                wanted.Add(plan);
            }
            else if (Confirm(DhcpFront.Target(plan), DhcpFront.Action(plan), out var planned))
            {
                wanted.Add(plan);
            }
            else if (planned && PassThru)
            {
                foreach (var change in plan.Changes)
                    WriteObject(change);
            }
        }

        await foreach (var outcome in apply(wanted))
        {
            if (outcome.Failure is { } failure)
                WriteError(failure, outcome.Change.Name);
            else if (PassThru)
                WriteObject(outcome.Change);
        }
    }
}
