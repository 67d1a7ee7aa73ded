using System.Diagnostics;
using System.IO.Compression;
using Dentropy.Apps;
using Dentropy.Backups;
using Dentropy.Engine.Apps;
using Dentropy.Engine.Backups.Create;
using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Backups.Restore;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Docker.Helper;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Backups.Move;

/// <summary>
/// One move. Each node has a guard: the old one's starts the app there again, the new one's removes what was made there. The old one's waits
/// until the new one's has certainly acted, so that there are never two of the app. At the switch the old node is let go first: if all links
/// break between the two words, the app is down on both, with all of its data, and not up on both.
/// </summary>
internal sealed class MoveJob(DockerEngines engines, DcNode from, DcNode to, AppDetails app, MoveSettings settings, RestoreMeter meter)
{
    private static readonly TimeSpan s_undoLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_lookLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(2);

    // Time in which a guard removes running containers once it has noticed.
    private static readonly TimeSpan s_removal = TimeSpan.FromSeconds(20);

    private readonly string _id = Guid.NewGuid().ToString("N")[..12];
    private readonly List<string> _warnings = [];
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Stopwatch _down = new();
    private bool _started;

    private string App => app.App.Name;

    private TimeSpan Silence => settings.Restore.Silence ?? new GuardSettings { App = App, RunId = _id }.Silence;

    public async Task<DcRestoreResult> RunAsync(CancellationToken cancellationToken)
    {
        var client = await engines.GetAsync(from, cancellationToken).ConfigureAwait(false);
        var hold = new AppHold(client, new AppPower(engines), app, BackupConsistency.Stop);
        var guard = await NodeGuard.StartAsync(
            client,
            new GuardSettings
            {
                App = App, RunId = _id, Wait = settings.Restore.WaitForOthers, HelperImage = settings.Restore.HelperImage,
                Silence = Silence, Settle = settings.Restore.Settle ?? hold.Grace + TimeSpan.FromSeconds(5),
            },
            cancellationToken).ConfigureAwait(false);
        await using (guard.ConfigureAwait(false))
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, guard.Lost);
            RestoreRun? run = null;
            try
            {
                await Leftovers.RemoveAsync(client, _id, stop.Token).ConfigureAwait(false);
                await guard.AddUndoAsync(new GuardAction(GuardActionKind.RemoveContainer, HelperContainer.NameOf(_id)), stop.Token).ConfigureAwait(false);
                var reading = AppMove.Reading(settings);
                var content = await BackupPlanner.ContentAsync(client, app, reading, stop.Token).ConfigureAwait(false);
                _warnings.AddRange(content.Warnings);
                var items = await BackupHelper.FindFilesAsync(client, _id, reading.HelperImage, content.Items, stop.Token).ConfigureAwait(false);
                var helper = await BackupHelper.StartAsync(client, _id, reading, items, stop.Token).ConfigureAwait(false);
                DcApp moved;
                await using (helper.ConfigureAwait(false))
                {
                    items = await BackupHelper.MeasureAsync(helper, reading, items, _warnings, stop.Token).ConfigureAwait(false);
                    (run, moved) = await CopyAsync(client, helper, hold, guard, items, stop.Token).ConfigureAwait(false);
                }

                await SwitchAsync(client, guard, run).ConfigureAwait(false);
                _down.Stop();
                await AfterAsync(client, cancellationToken).ConfigureAwait(false);
                var result = RestoreResults.Of(run.Plan, moved, _watch.Elapsed);
                return result with { Downtime = _down.Elapsed, Warnings = [.. result.Warnings, .. _warnings] };
            }
            catch (Exception e)
            {
                throw await TakeBackAsync(client, guard, hold, run ?? _run, e, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                if ((run ?? _run) is { } made)
                    await made.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private RestoreRun? _run;
    private bool _letGo;

    private async Task<(RestoreRun Run, DcApp App)> CopyAsync(
        DockerClient client, HelperContainer helper, AppHold hold, NodeGuard guard, IReadOnlyList<BackupItem> items, CancellationToken cancellationToken)
    {
        var target = await engines.GetAsync(to, cancellationToken).ConfigureAwait(false);
        var restore = new AppRestore(engines);
        var source = await AppMove.SourceAsync(client, app, items, "zstd", cancellationToken).ConfigureAwait(false);
        var facts = await TargetProbe.ReadAsync(target, [], cancellationToken).ConfigureAwait(false);
        var zstd = helper.Tools.Zstd is not null && (settings.Restore.HelperImage is not null || facts.MissingTools?.Contains("zstd", StringComparer.Ordinal) != true);
        source = source with { Unpacker = zstd ? "zstd" : "gzip" };
        var compression = zstd ? BackupCompression.Zstd : BackupCompression.Gzip;
        var plan = await restore.PlanAsync(source, to, settings.Restore, cancellationToken).ConfigureAwait(false);
        var run = _run = await RestoreRun.StartAsync(target, plan, token => restore.PlanAsync(source, to, settings.Restore, token), cancellationToken).ConfigureAwait(false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, run.Stop);

        await run.PullAsync(progress: null).ConfigureAwait(false);
        if (run.NeedsImages)
        {
            meter.Doing($"Copying images to {to.Name}");
            var names = run.Plan.Images.Where(image => image.Way == ImageWay.Load).Select(image => image.Source.Id).Distinct(StringComparer.Ordinal).ToList();
            var save = $"{ImageScript.Save(names, helper.Tools, helper.Socket!)}; echo $? >/tmp/save";
            var script = PartScript.Pack(save, compression, 1, !helper.ProvesOutput) + "\nexit $(cat /tmp/save)";
            await PipeAsync(helper, script, "the images", allowChanges: false, packed => run.LoadAsync(packed, source.Unpacker, meter.Sent), stop.Token).ConfigureAwait(false);
        }

        await run.MakeNetworksAsync().ConfigureAwait(false);
        await run.MakeVolumesAsync(source.Unpacker).ConfigureAwait(false);
        var wanted = items.Select(item => (Item: item, Volume: run.Plan.Volumes.FirstOrDefault(volume => volume.Fill && volume.Source.Name == item.Name)))
            .Where(pair => pair.Volume is not null).ToList();
        foreach (var (item, volume) in wanted.Where(pair => pair.Item.FirstPass))
            await SendAsync(item, volume!, pass: 1).ConfigureAwait(false);

        await guard.AddUndoAsync(hold.Undo, stop.Token).ConfigureAwait(false);
        meter.Doing($"Stopping {App} on {from.Name}");
        _down.Start();
        await hold.TakeDownAsync(stop.Token).ConfigureAwait(false);
        foreach (var (item, volume) in wanted)
            await SendAsync(item, volume!, item.FirstPass ? 2 : 0).ConfigureAwait(false);

        await run.MakeContainersAsync(held: true).ConfigureAwait(false);
        await FilesAsync(client, run, stop.Token).ConfigureAwait(false);
        await run.EndHelperAsync().ConfigureAwait(false);
        // From here on both could be up if the old node's guard were faster than the new one's.
        await guard.AddUndoAsync(new GuardAction(GuardActionKind.Pause, ((int)(Silence + s_removal).TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture)), stop.Token).ConfigureAwait(false);
        meter.Doing($"Starting {run.Plan.App} on {to.Name}");
        _started = true;
        var started = await AppRestore.StartAsync(engines, to, run).ConfigureAwait(false);
        await run.ReleaseAsync().ConfigureAwait(false);
        stop.Token.ThrowIfCancellationRequested();
        return (run, started);

        Task SendAsync(BackupItem item, PlannedVolume volume, int pass)
        {
            meter.Doing($"Copying {item.Name}{(pass == 1 ? " while the app runs" : "")}");
            return PipeAsync(
                helper, PartScript.Of(item, pass, helper.Tools, compression, 1, !helper.ProvesOutput), item.Part, allowChanges: pass == 1,
                packed => AppRestore.FillAsync(run, volume, Math.Max(1, pass), packed, source.Unpacker, meter), stop.Token);
        }
    }

    // What a script writes on the old node goes straight to the new one. What was summed up there has to be what came.
    private async Task PipeAsync(HelperContainer helper, string script, string what, bool allowChanges, Func<Stream, Task> take, CancellationToken cancellationToken)
    {
        var exec = await helper.RunAsync(script, cancellationToken).ConfigureAwait(false);
        await using (exec.ConfigureAwait(false))
        {
            var errors = PartSum.ReadAsync(exec.StandardError, cancellationToken);
            var taken = helper.ProvesOutput ? null : new SummedStream(exec.StandardOutput);
            await using ((taken ?? Stream.Null).ConfigureAwait(false))
            {
                await take(taken ?? exec.StandardOutput).ConfigureAwait(false);
                var exit = await exec.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
                var sum = await errors.ConfigureAwait(false);
                if (exit != 0 && !(exit == 1 && allowChanges))
                    throw BackupCreateErrors.PartFailed(from.Name, App, what, "tar", exit, sum.Text.Trim());
                if (taken is not null && sum.Problem(taken.Count, taken.Sha256()) is { } problem)
                    throw BackupErrors.PartInvalid(what, problem);
            }
        }
    }

    private async Task FilesAsync(DockerClient client, RestoreRun run, CancellationToken cancellationToken)
    {
        var byName = app.Containers.ToDictionary(container => container.Name, StringComparer.Ordinal);
        var owners = run.Plan.Containers.Where(container => container.Source.FilesFolder is not null).Select(container => (byName[container.Source.Name], container.Source.FilesFolder!)).ToList();
        if (owners.Count == 0)
            return;
        using var tar = await ContainerFiles.ReadAsync(client, owners, cancellationToken).ConfigureAwait(false);
        using var packed = new MemoryStream();
        var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true);
        await using (gzip.ConfigureAwait(false))
            await tar.CopyToAsync(gzip, cancellationToken).ConfigureAwait(false);
        packed.Position = 0;
        await run.PutFilesAsync(packed, "gzip", meter.Sent).ConfigureAwait(false);
    }

    // The old node is told first that it stays down, then the new one that all stays there.
    private async Task SwitchAsync(DockerClient client, NodeGuard guard, RestoreRun run)
    {
        await guard.CommitAsync(run.Stop).ConfigureAwait(false);
        _letGo = true;
        try
        {
            await run.CommitAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is DentropyException or OperationCanceledException)
        {
            // Whether the word arrived is not known, so the new node is asked until it answers.
            if (await IsThereAsync(run).ConfigureAwait(false) is not { } there)
                throw Undecided(e);
            if (!there)
                throw;
        }
    }

    // True where the app is on the new node for good; null where that cannot be found out.
    private async Task<bool?> IsThereAsync(RestoreRun run)
    {
        using var limit = new CancellationTokenSource(s_lookLimit);
        while (!limit.IsCancellationRequested)
        {
            try
            {
                var target = await engines.GetAsync(to, limit.Token).ConfigureAwait(false);
                var all = await target.Containers.ListAsync(all: true, [], limit.Token).ConfigureAwait(false);
                // While its guard is there it may still act.
                if (!all.Any(container => container.Name == NodeGuard.ContainerName(run.Plan.App)))
                    return run.Containers.Values.All(id => all.Any(container => container.Id == id));
            }
            catch (Exception e) when (e is DentropyException or OperationCanceledException or IOException)
            {
                // Still out of reach.
            }

            await Task.Delay(s_look, CancellationToken.None).ConfigureAwait(false);
        }

        return null;
    }

    private async Task<Exception> TakeBackAsync(DockerClient client, NodeGuard guard, AppHold hold, RestoreRun? run, Exception cause, CancellationToken cancellationToken)
    {
        if (cause is DentropyException { ErrorId: "MoveUndecided" })
            return cause;
        meter.Doing($"Bringing {App} back on {from.Name}");
        var left = run is null ? null : await run.RollBackAsync().ConfigureAwait(false);
        if (left is not null && _started)
        {
            // The new node is out of reach and removes the app by itself; until it certainly has, the old one stays down.
            await Task.Delay(Silence + s_removal, CancellationToken.None).ConfigureAwait(false);
        }

        DentropyException? down = null;
        using var limit = new CancellationTokenSource(s_undoLimit);
        try
        {
            if (_letGo)
                await hold.BringUpAsync(limit.Token).ConfigureAwait(false);
            else
                await guard.RollBackAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DentropyException or OperationCanceledException)
        {
            down = e as DentropyException ?? HelperErrors.GuardLost(from.Name, App, e);
        }

        if (down is not null)
        {
            return new DentropyException(
                "MoveCutOff",
                DentropyErrorCategory.ConnectionError,
                from.Name,
                $"'{App}' was not moved ({cause.Message.TrimEnd('.')}), and node '{from.Name}' cannot be reached to start it there. It starts it by itself within about a minute or when it is up again; look with Get-DcApp -Node {from.Name}.",
                cause);
        }

        if (cancellationToken.IsCancellationRequested)
            return new OperationCanceledException($"The move was stopped; '{App}' runs on node '{from.Name}' as before.", cause, cancellationToken);
        return cause is DentropyException known
            ? new DentropyException(known.ErrorId, known.Category, known.Target, $"{known.Message.TrimEnd('.')}. '{App}' was not moved: it is on node '{from.Name}' as before.", known)
            : LinkErrors.Broken(to.Name, cause);
    }

    // The app is on the new node for good. What is left to do on the old one cannot undo that.
    private async Task AfterAsync(DockerClient client, CancellationToken cancellationToken)
    {
        try
        {
            if (settings.RemoveSource)
            {
                await new AppRemoval(engines).RemoveAsync(from, app, new AppRemovalSettings { Volumes = true }, cancellationToken).ConfigureAwait(false);
                return;
            }

            foreach (var container in app.Containers.Where(container => container.RestartPolicy is "always" or "unless-stopped"))
            {
                await client.Containers.UpdateAsync(
                    container.Id, new System.Text.Json.Nodes.JsonObject { ["RestartPolicy"] = new System.Text.Json.Nodes.JsonObject { ["Name"] = "no" } }, cancellationToken).ConfigureAwait(false);
            }

            _warnings.Add($"'{App}' is kept on node '{from.Name}', stopped and without restart policies, so that it does not come back by itself. Remove it with Remove-DcApp.");
        }
        catch (Exception e) when (e is DentropyException or OperationCanceledException)
        {
            _warnings.Add($"'{App}' runs on node '{to.Name}' now, but on '{from.Name}' it could not be tidied up ({e.Message.TrimEnd('.')}). See that it stays down there: Get-DcApp -Node {from.Name}.");
        }
    }

    private DentropyException Undecided(Exception cause) => new(
        "MoveUndecided",
        DentropyErrorCategory.ConnectionError,
        App,
        $"The link to node '{to.Name}' broke in the moment of the switch. '{App}' is stopped on node '{from.Name}', and may be up on '{to.Name}'. Look with Get-DcApp -Node {to.Name}; if it is not there, Start-DcApp {App} -Node {from.Name}.",
        cause);
}
