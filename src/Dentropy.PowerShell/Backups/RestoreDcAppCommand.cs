using System.Management.Automation;
using Dentropy.Backups;
using Dentropy.Engine.Backups.Places;
using Dentropy.Engine.Backups.Restore;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Backups;

[Cmdlet(VerbsData.Restore, "DcApp", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(DcRestoreResult), typeof(DcRestoreStep))]
public sealed class RestoreDcAppCommand : RestoreCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    [Parameter]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference? Node { get; set; }

    [Parameter]
    public string? Name { get; set; }

    [Parameter]
    public string? VolumeOnly { get; set; }

    [Parameter]
    public SwitchParameter NoStart { get; set; }

    [Parameter]
    public string[] Identity { get; set; } = [];

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (var path in Path)
            await AttemptAsync(path, () => RestoreAsync(path, cancellationToken));
    }

    private async Task RestoreAsync(string path, CancellationToken cancellationToken)
    {
        var settings = Answers() with { Name = Name, VolumeOnly = VolumeOnly, NoStart = NoStart };
        var store = OpenStore();
        var places = new BackupPlaces(store, Session.Current.Links(), LocalPath.Full(this, "."));
        await using var input = await RestoreInput.OpenAsync(places, Location(path), [.. Identity.Select(file => LocalPath.Full(this, file))], cancellationToken);
        if (input.Note is { } note)
            WriteWarning(note);

        IRestorePrompt? prompt = MayAsk ? new HostPrompt(this, "-Node, -VolumeMap and -Hostname") : null;
        var node = Node is { } named ? await OneNodeAsync(named, cancellationToken) : await ChooseAsync(input, prompt, cancellationToken);
        if (prompt is not null)
            settings = await RestoreInterview.AskAsync(input, settings, prompt, cancellationToken);

        var restore = new AppRestore(Session.Current.Docker());
        var plan = await restore.PlanAsync(input, node, settings, cancellationToken);
        if (!Approve(plan, $"Restore from {input.Path}"))
            return;
        using var progress = new RestoreReports(this, $"Restoring {plan.App} on {node.Name}");
        WriteObject(await restore.RunAsync(input, node, plan, progress, cancellationToken));
    }

    private async Task<DcNode> ChooseAsync(RestoreInput input, IRestorePrompt? prompt, CancellationToken cancellationToken)
    {
        var listing = await OpenStore().ReadAllAsync(cancellationToken);
        return await RestoreInterview.NodeAsync(input.Manifest.App, input.Manifest.SourceNode, listing.Nodes, prompt, cancellationToken);
    }

    // PowerShell's own paths and drives; places and addresses are the engine's to read.
    private string Location(string path) => path.Contains("::", StringComparison.Ordinal) ? LocalPath.Full(this, path) : path;
}
