using System.Management.Automation;
using Dentropy.Engine.Edge.Boot;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Edge.Boot;

// A cmdlet that changes what machines boot.
public abstract class NetworkBootCmdlet : CloudCmdlet
{
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected async Task ChangeAsync(NetworkBoots boots, NetworkBootPlan plan, string action, CancellationToken cancellationToken)
    {
        var lines = plan.Lines.Count > 0 ? ": " + string.Join("; ", plan.Lines) : "";
        if (!Confirm($"{plan.Name} from {string.Join(", ", plan.Nodes)}", action + lines, out var planned))
        {
            foreach (var boot in planned && PassThru ? plan.After.Zip(plan.Before, (after, before) => after ?? before) : [])
                WriteObject(boot!);
            return;
        }

        await foreach (var found in boots.ApplyAsync([plan], cancellationToken))
        {
            if (found.Failure is { } failure)
                WriteError(failure, plan.Name);
            else if (PassThru)
                WriteObject(found.Record!);
        }
    }
}
