using Dentropy.Backups;
using Dentropy.Engine.Apps;
using Dentropy.Engine.Backups.Create;
using Dentropy.Engine.Backups.Restore;
using Dentropy.Engine.Docker;
using Dentropy.Nodes;

namespace Dentropy.Engine.Backups.Move;

/// <summary>Moves apps from node to node. What they keep flows through this process and is stored nowhere on the way.</summary>
/// <param name="engines">The engines of the nodes.</param>
public sealed class AppMove(DockerEngines engines)
{
    /// <summary>Works out what a move would do, and what is in its way. It only asks both nodes.</summary>
    /// <param name="from">The node that the app is on.</param>
    /// <param name="app">The app's exact name.</param>
    /// <param name="to">The node that it is to be on.</param>
    /// <param name="settings">How.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="DentropyException"><c>AppNotFound</c>; <c>SameNode</c>; failures to reach the nodes and their engines.</exception>
    public async Task<RestorePlan> PlanAsync(DcNode from, string app, DcNode to, MoveSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(settings);
        if (string.Equals(from.Name, to.Name, StringComparison.OrdinalIgnoreCase))
        {
            throw new DentropyException(
                "SameNode", DentropyErrorCategory.InvalidArgument, to.Name, $"'{app}' is on node '{to.Name}' already. Name another with -To; a copy beside it is made with Backup-DcApp and Restore-DcApp -Name.");
        }

        var client = await engines.GetAsync(from, cancellationToken).ConfigureAwait(false);
        var details = await new AppCatalog(engines).InspectAsync(from, app, cancellationToken).ConfigureAwait(false);
        var content = await BackupPlanner.ContentAsync(client, details, Reading(settings), cancellationToken).ConfigureAwait(false);
        var sizes = await VolumeSizes.MeasureAsync(client, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<BackupItem> items = [.. content.Items.Select(item => item with { Size = sizes.TryGetValue(item.Name, out var size) ? size : null })];
        var source = await SourceAsync(client, details, items, "zstd", cancellationToken).ConfigureAwait(false);
        var plan = await new AppRestore(engines).PlanAsync(source, to, settings.Restore, cancellationToken).ConfigureAwait(false);
        var before = details.Containers.Where(container => container.State.IsRunning).Reverse()
            .Select(container => new DcRestoreStep { Action = "StopContainer", Target = container.Name, Detail = $"on node {from.Name}, after a first copy of large volumes; it is started again if anything fails" });
        var after = details.Containers.Where(_ => settings.RemoveSource)
            .Select(container => new DcRestoreStep { Action = "RemoveContainer", Target = container.Name, Detail = $"on node {from.Name}, with its volumes, when the new one is healthy" });
        return plan with { Steps = [.. before, .. plan.Steps, .. after], Warnings = [.. plan.Warnings, .. content.Warnings] };
    }

    /// <summary>Moves an app. It runs on one of the nodes afterwards, never on both: on the new one where all went well, else on the old one.</summary>
    /// <param name="from">The node that the app is on.</param>
    /// <param name="app">The app's exact name.</param>
    /// <param name="to">The node that it is to be on.</param>
    /// <param name="settings">How.</param>
    /// <param name="plan">The plan that was made of these.</param>
    /// <param name="progress">Told how far it is; may be null.</param>
    /// <param name="cancellationToken">Ends it: the app is brought up on the old node before this returns.</param>
    /// <exception cref="RestoreRefusedException">Something is in the way on the new node; nothing was changed.</exception>
    /// <exception cref="DentropyException">
    /// Those of a backup and of a restore; <c>MoveUndecided</c>: the link broke in the moment of the switch, and the app is down until somebody looks.
    /// </exception>
    public async Task<DcRestoreResult> RunAsync(
        DcNode from, string app, DcNode to, MoveSettings settings, RestorePlan plan, IProgress<RestoreProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan.ThrowIfRefused();
        var pinned = settings with { Restore = settings.Restore with { Name = plan.App, OnConflict = RestoreConflict.Fail } };
        var details = await new AppCatalog(engines).InspectAsync(from, app, cancellationToken).ConfigureAwait(false);
        var job = new MoveJob(engines, from, to, details, pinned, new RestoreMeter(progress, total: null));
        return await job.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    internal static BackupSettings Reading(MoveSettings settings) => new()
    {
        Destination = "",
        IncludeBindMounts = settings.IncludeBindMounts,
        IncludeImages = true,
        FirstPass = settings.FirstPass,
        HelperImage = settings.Restore.HelperImage,
        // The bytes go over one wire once, so little is won by packing them tightly.
        CompressionLevel = 1,
    };

    internal static async Task<RestoreSource> SourceAsync(DockerClient client, AppDetails details, IReadOnlyList<BackupItem> items, string unpacker, CancellationToken cancellationToken)
    {
        var documents = new BackupDocuments(client, details, items);
        var definition = documents.Definition(await documents.ImagesAsync(cancellationToken).ConfigureAwait(false));
        return BackupSource.Of(definition, $"{client.Node.Name}:{details.App.Name}", unpacker, hasImages: true);
    }
}
