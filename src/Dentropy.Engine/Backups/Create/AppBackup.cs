using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Dentropy.Backups;
using Dentropy.Engine.Apps;
using Dentropy.Engine.Backups.Places;
using Dentropy.Engine.Cluster;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Backups.Create;

/// <summary>What came of one app.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="App">Name of the app.</param>
/// <param name="Backup">The backup; null where there is none.</param>
/// <param name="Failure">Why there is none; null where there is one.</param>
public sealed record BackupResult(string Node, string App, DcBackup? Backup, DentropyException? Failure);

/// <summary>Backs apps up. The app comes back up however that ends, and a place holds a whole file or none.</summary>
/// <param name="engines">The engines.</param>
public sealed class AppBackup(DockerEngines engines)
{
    /// <summary>Backs one app up.</summary>
    /// <param name="node">The node.</param>
    /// <param name="app">The app's exact name.</param>
    /// <param name="settings">How.</param>
    /// <param name="place">Where the file goes; it stays the caller's.</param>
    /// <param name="progress">Told where it is; may be null.</param>
    /// <param name="cancellationToken">Ends it: the app is brought up again before this returns.</param>
    /// <returns>The backup.</returns>
    /// <exception cref="DentropyException">
    /// <c>AppNotFound</c>, <c>AppBusy</c>, <c>BindMountRefused</c>, <c>BindMountNotFound</c>, <c>VolumeNotFound</c>, <c>HelperToolsMissing</c>,
    /// <c>InvalidCompressionLevel</c>, <c>BackupHookFailed</c>, <c>BackupPartFailed</c>, <c>BackupImagesFailed</c>, <c>BackupFilesFailed</c>,
    /// <c>GuardLost</c>; those of the engine, the place and age.
    /// </exception>
    public async Task<DcBackup> RunAsync(
        DcNode node, string app, BackupSettings settings, IBackupPlace place, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        var client = await engines.GetAsync(node, cancellationToken).ConfigureAwait(false);
        var details = await new AppCatalog(engines).InspectAsync(node, app, cancellationToken).ConfigureAwait(false);
        return await new BackupJob(engines, client, details, settings, place, progress).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says what a backup would do. It only looks.</summary>
    /// <param name="node">The node.</param>
    /// <param name="app">The app's exact name.</param>
    /// <param name="settings">How.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    /// <returns>Steps in words, in their order.</returns>
    /// <exception cref="DentropyException">As for a backup, as far as looking shows it.</exception>
    public async Task<IReadOnlyList<string>> PlanAsync(DcNode node, string app, BackupSettings settings, CancellationToken cancellationToken)
    {
        var client = await engines.GetAsync(node, cancellationToken).ConfigureAwait(false);
        var details = await new AppCatalog(engines).InspectAsync(node, app, cancellationToken).ConfigureAwait(false);
        var content = await BackupPlanner.ContentAsync(client, details, settings, cancellationToken).ConfigureAwait(false);
        return BackupPlan.Steps(details, content, settings);
    }

    /// <summary>Backs many apps up: those of one node one after the other, nodes side by side.</summary>
    /// <param name="apps">The apps.</param>
    /// <param name="settings">How.</param>
    /// <param name="places">Finds where the files go.</param>
    /// <param name="throttleLimit">How many nodes work at a time, at least 1.</param>
    /// <param name="progress">Told where each is; may be null.</param>
    /// <param name="cancellationToken">Ends all; what is under way is put back first.</param>
    /// <returns>One result for each app, as they arrive.</returns>
    /// <exception cref="DentropyException">What <see cref="BackupPlaces.OpenAsync"/> throws: the destination cannot be used, and nothing was done.</exception>
    public async IAsyncEnumerable<BackupResult> RunAllAsync(
        IReadOnlyList<AppMatch> apps,
        BackupSettings settings,
        BackupPlaces places,
        int throttleLimit,
        IProgress<BackupProgress>? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var place = await places.OpenAsync(settings.Destination, cancellationToken).ConfigureAwait(false);
        await using var ending = place.ConfigureAwait(false);
        var name = await NameAsync(places, settings.Destination, cancellationToken).ConfigureAwait(false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var results = Channel.CreateUnbounded<BackupResult>(new UnboundedChannelOptions { SingleReader = true });
        var groups = apps.GroupBy(app => (app.Node.Cloud, app.Node.Name)).Select(group => group.ToList()).ToList();
        var all = Task.Run(AllAsync, CancellationToken.None);
        try
        {
            await foreach (var result in results.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return result;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task AllAsync()
        {
            try
            {
                await foreach (var _ in FanOut.RunAsync(groups, throttleLimit, NodeAsync, stop.Token).ConfigureAwait(false))
                {
                }

                results.Writer.TryComplete();
            }
            catch (Exception e)
            {
                results.Writer.TryComplete(e);
            }
        }

        async Task<int> NodeAsync(List<AppMatch> group, CancellationToken token)
        {
            foreach (var app in group)
            {
                token.ThrowIfCancellationRequested();
                var result = await OneAsync(app, settings, place, progress, token).ConfigureAwait(false);
                results.Writer.TryWrite(result with { Backup = result.Backup is { } backup ? backup with { Place = name } : null });
            }

            return group.Count;
        }
    }

    // The name in cloud.yaml by which the place was called, so that the backups are found again through it.
    private static async Task<string?> NameAsync(BackupPlaces places, string destination, CancellationToken cancellationToken)
    {
        var found = await places.LocateAsync(destination, cancellationToken).ConfigureAwait(false);
        await found.Place.DisposeAsync().ConfigureAwait(false);
        return found.PlaceName;
    }

    private async Task<BackupResult> OneAsync(AppMatch app, BackupSettings settings, IBackupPlace place, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            var backup = await RunAsync(app.Node, app.Name, settings, place, progress, cancellationToken).ConfigureAwait(false);
            return new BackupResult(app.Node.Name, app.Name, backup, Failure: null);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return new BackupResult(app.Node.Name, app.Name, Backup: null, e as DentropyException ?? LinkErrors.Broken(app.Node.Name, e));
        }
    }
}
