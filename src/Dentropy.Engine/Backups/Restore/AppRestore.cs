using System.Diagnostics;
using Dentropy.Apps;
using Dentropy.Backups;
using Dentropy.Engine.Apps;
using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Docker;
using Dentropy.Nodes;

namespace Dentropy.Engine.Backups.Restore;

/// <summary>Brings apps back from backups: first a plan, which only asks the node, then all of it or nothing.</summary>
/// <param name="engines">The engines of the nodes.</param>
public sealed class AppRestore(DockerEngines engines)
{
    /// <summary>Works out what a restore would do on a node, and what is in its way. Nothing is changed there.</summary>
    /// <param name="input">The backup.</param>
    /// <param name="node">The node.</param>
    /// <param name="settings">The answers.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="DentropyException"><c>BackupInvalid</c>: the file names what no app has; failures to reach the node and its engine.</exception>
    public Task<RestorePlan> PlanAsync(RestoreInput input, DcNode node, RestoreSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        return PlanAsync(input.Source, node, settings, cancellationToken);
    }

    /// <summary>Carries a plan out. Whatever ends it before its end, the node is as it was before.</summary>
    /// <param name="input">The backup that the plan was made from.</param>
    /// <param name="node">The node that it was made for.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="progress">Told how far it is; may be null.</param>
    /// <param name="cancellationToken">Ends it; what was made is removed before this returns.</param>
    /// <exception cref="RestoreRefusedException">Something is in the way; nothing was changed.</exception>
    /// <exception cref="DentropyException">
    /// <c>AppBusy</c>; <c>BackupDamaged</c>; <c>PathNotEmpty</c>, <c>PathNotUsable</c>; <c>NodeDiskFull</c>, <c>UnpackFailed</c>;
    /// <c>HelperToolsMissing</c>; <c>ImagePullFailed</c>; <c>AppUnhealthy</c>, <c>AppNotHealthyInTime</c>; <c>GuardLost</c>;
    /// <c>RestoreNotUndone</c>: it failed, and something could not be removed.
    /// </exception>
    public async Task<DcRestoreResult> RunAsync(RestoreInput input, DcNode node, RestorePlan plan, IProgress<RestoreProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(plan);
        var watch = Stopwatch.StartNew();
        var client = await engines.GetAsync(node, cancellationToken).ConfigureAwait(false);
        var pinned = plan.Settings with { Name = plan.App, OnConflict = RestoreConflict.Fail };
        var run = await RestoreRun.StartAsync(client, plan, token => PlanAsync(input, node, pinned, token), cancellationToken).ConfigureAwait(false);
        await using (run.ConfigureAwait(false))
        {
            try
            {
                var app = await WorkAsync(input, node, run, progress).ConfigureAwait(false);
                await run.CommitAsync().ConfigureAwait(false);
                return RestoreResults.Of(run.Plan, app, watch.Elapsed);
            }
            catch (Exception e)
            {
                var left = await run.RollBackAsync().ConfigureAwait(false);
                throw RestoreResults.Failure(e, left, run, node, cancellationToken);
            }
        }
    }

    internal async Task<RestorePlan> PlanAsync(RestoreSource source, DcNode node, RestoreSettings settings, CancellationToken cancellationToken)
    {
        var client = await engines.GetAsync(node, cancellationToken).ConfigureAwait(false);
        var facts = await TargetProbe.ReadAsync(client, Questions(source, settings), cancellationToken).ConfigureAwait(false);
        return RestorePlanner.Plan(source, settings, facts);
    }

    /// <summary>The paths of a node that matter to a plan.</summary>
    internal static IReadOnlyList<string> Questions(RestoreSource source, RestoreSettings settings) =>
    [
        .. settings.VolumeMap.Values.Select(target => target.Path).OfType<string>(),
        .. source.Volumes.Where(volume => volume.IsBind).Select(volume => volume.Name),
        .. source.Volumes.Select(volume => volume.Options.GetValueOrDefault("device")).Concat(settings.VolumeMap.Values.Select(target => target.Options.GetValueOrDefault("device")))
            .OfType<string>().Where(device => VolumeTarget.AbsolutePath(device) is not null),
        .. source.Containers.SelectMany(container => EngineChecks.DevicePaths(container.Inspect["HostConfig"] as System.Text.Json.Nodes.JsonObject ?? [])),
    ];

    private async Task<DcApp?> WorkAsync(RestoreInput input, DcNode node, RestoreRun run, IProgress<RestoreProgress>? progress)
    {
        var unpacker = input.Source.Unpacker;
        var parts = Wanted(input, run);
        var meter = new RestoreMeter(progress, parts.Sum(part => part.Length));
        await run.PullAsync(progress).ConfigureAwait(false);
        foreach (var part in parts.Where(part => part.Kind == BackupPartKind.Images))
        {
            meter.Doing("Loading images");
            await SendAsync(input, part, packed => run.LoadAsync(packed, unpacker, meter.Sent)).ConfigureAwait(false);
        }

        await run.MakeNetworksAsync().ConfigureAwait(false);
        await run.MakeVolumesAsync(unpacker).ConfigureAwait(false);
        foreach (var volume in run.Plan.Volumes.Where(volume => volume.Fill))
        {
            meter.Doing($"Filling {volume.Target}");
            foreach (var part in parts.Where(part => part.Name == volume.Source.Member).OrderBy(part => part.Pass))
                await SendAsync(input, part, packed => FillAsync(run, volume, part.Pass, packed, unpacker, meter)).ConfigureAwait(false);
        }

        meter.Doing("Making containers");
        await run.MakeContainersAsync(held: false).ConfigureAwait(false);
        foreach (var part in parts.Where(part => part.Kind == BackupPartKind.Files))
            await SendAsync(input, part, packed => run.PutFilesAsync(packed, unpacker, meter.Sent)).ConfigureAwait(false);
        await run.EndHelperAsync().ConfigureAwait(false);
        meter.Doing("Starting");
        return run.Plan.Containers.Count == 0 ? null : await StartAsync(engines, node, run).ConfigureAwait(false);
    }

    internal static async Task FillAsync(RestoreRun run, PlannedVolume volume, int pass, Stream packed, string unpacker, RestoreMeter meter)
    {
        try
        {
            await run.FillAsync(volume, pass, packed, unpacker, meter.Sent).ConfigureAwait(false);
        }
        catch (DentropyException e) when (e.Message.Contains("it is not empty", StringComparison.Ordinal))
        {
            throw new DentropyException(
                "VolumeNotEmpty",
                DentropyErrorCategory.ResourceExists,
                volume.Target,
                $"Volume '{volume.Target}' has content already: it lies where something else is, and that is not written to. Map '{volume.Source.Name}' elsewhere with -VolumeMap, or keep what is in it with -SkipVolume.");
        }
        catch when (Begun())
        {
            throw;
        }

        run.Begin(volume);

        // What was begun and failed is ours to clear; what was found full is not.
        bool Begun()
        {
            run.Begin(volume);
            return false;
        }
    }

    internal static async Task<DcApp> StartAsync(DockerEngines engines, DcNode node, RestoreRun run)
    {
        var ids = run.Plan.Containers.Where(container => container.Start).Select(container => run.Containers[container.Source.Name]).ToList();
        var app = await new AppCatalog(engines).InspectAsync(node, run.Plan.App, run.Stop).ConfigureAwait(false);
        return ids.Count == 0
            ? app.App
            : await new AppPower(engines).StartAsync(node, app, new AppPowerSettings { Wait = true, Timeout = run.Plan.Settings.Timeout, Containers = ids }, run.Stop).ConfigureAwait(false);
    }

    private static List<BackupPart> Wanted(RestoreInput input, RestoreRun run)
    {
        var members = run.Plan.Volumes.Where(volume => volume.Fill).Select(volume => volume.Source.Member).ToHashSet(StringComparer.Ordinal);
        var files = run.Plan.Containers.Any(container => container.Source.FilesFolder is not null);
        return [.. input.Reader.Index.Parts.Where(part => part.Kind switch
        {
            BackupPartKind.Images => run.NeedsImages,
            BackupPartKind.Files => files,
            _ => members.Contains(part.Name),
        })];
    }

    private static async Task SendAsync(RestoreInput input, BackupPart part, Func<Stream, Task> work)
    {
        var packed = input.Reader.OpenPart(part);
        await using (packed.ConfigureAwait(false))
            await work(packed).ConfigureAwait(false);
    }
}
