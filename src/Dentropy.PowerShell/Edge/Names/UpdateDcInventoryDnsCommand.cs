using System.Management.Automation;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Names;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Edge.Names;

[Cmdlet(VerbsData.Update, "DcInventoryDns", SupportsShouldProcess = true)]
[OutputType(typeof(DcInventoryDns))]
public sealed class UpdateDcInventoryDnsCommand : CloudCmdlet
{
    [Parameter(Position = 0)]
    public string? Domain { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    [Parameter]
    public string[]? Upstream { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var nodes = await ResolveAsync(Cloud, Node, cancellationToken);
        if (nodes.Count == 0 && Node.Length > 0)
            return;
        var names = new InventoryNames(OpenStore(nodes.Count > 0 ? nodes[0] : null), Session.Current.Links());
        foreach (var plan in await names.PlanAsync(nodes, Domain, Upstream, cancellationToken))
        {
            foreach (var left in plan.Result.Left)
                WriteVerbose(left);
            var go = plan.Result.Changed.Count == 0;
            var planned = false;
            if (!go)
                go = Confirm($"{plan.Result.Domain} on {plan.Result.Node}", $"Write {string.Join("; ", plan.Result.Changed)}", out planned);
            if (go)
                await AttemptAsync(plan.Result.Node, async () => Show(await InventoryNames.ApplyAsync(plan, cancellationToken)));
            else if (planned)
                Show(plan.Result);
        }
    }

    private void Show(DcInventoryDns result)
    {
        if (PassThru)
            WriteObject(result);
    }
}
