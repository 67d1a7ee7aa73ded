using System.Management.Automation;
using Dentropy.Engine.Provisioning.CloudInit;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;
using Dentropy.Provisioning;

namespace Dentropy.PowerShell.Provisioning;

[Cmdlet(VerbsCommon.New, "DcBootMedia", SupportsShouldProcess = true)]
[OutputType(typeof(DcBootMedia))]
public sealed class NewDcBootMediaCommand : CloudCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference Node { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    [Parameter]
    public string[] Key { get; set; } = [];

    [Parameter]
    public SwitchParameter HostKey { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        await AttemptAsync(Node.Text, async () =>
        {
            foreach (var node in await ResolveAsync(Cloud, [Node], cancellationToken))
            {
                var settings = new BootMediaSettings { Node = node, Path = LocalPath.Full(this, Path), Key = [.. Key.Select(key => LocalPath.Full(this, key))], HostKey = HostKey, Force = Force };
                var plan = await new BootMedia(OpenStore(node).Location).PlanAsync(settings, cancellationToken);
                if (plan.Media.Changed.Count == 0)
                    WriteObject(plan.Media);
                else if (Confirm(settings.Path, $"Write {string.Join(", ", plan.Media.Changed)} for {node.Name}", out _))
                    WriteObject(await BootMedia.WriteAsync(plan, cancellationToken));
            }
        });
    }
}
