using System.Diagnostics;
using System.Formats.Tar;
using Dentropy.Engine.Apps.Deploy;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Docker.Helper;

namespace Dentropy.Engine.Apps.Routes;

/// <summary>A container and the labels that it shall have.</summary>
internal sealed record LabelSwap(ContainerDetails Old, IReadOnlyDictionary<string, string> Labels);

/// <summary>
/// Gives containers other labels. Docker cannot change labels, so each container is made anew with everything else as it was: the new one is made before the old
/// one stops, and the old one stays until the new one runs. A guard on the node takes everything back where we cannot.
/// </summary>
internal sealed class LabelSwitch(DockerClient client, string app, IReadOnlyList<LabelSwap> swaps, AppRouteSwitch settings, IProgress<AppDeployStep>? progress)
{
    private static readonly TimeSpan s_defaultGrace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_wayBack = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private readonly List<string> _warnings = [];
    private readonly List<(ContainerDetails Old, string Id)> _made = [];
    private readonly Stopwatch _down = new();
    private ContainerDetails? _touched;

    public async Task<(TimeSpan? Downtime, IReadOnlyList<string> Warnings)> RunAsync(CancellationToken cancellationToken)
    {
        var grace = swaps.Max(swap => settings.Grace ?? swap.Old.StopTimeout ?? s_defaultGrace);
        var usual = new GuardSettings { App = app, RunId = _run, HelperImage = settings.HelperImage, Settle = grace + TimeSpan.FromSeconds(5) };
        var guard = await NodeGuard.StartAsync(client, usual with { Silence = settings.Silence ?? usual.Silence }, cancellationToken).ConfigureAwait(false);
        await using (guard.ConfigureAwait(false))
        {
            // A guard that is lost may be bringing the old one back by now, under our hands.
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, guard.Lost);
            try
            {
                await SwitchAsync(guard, stop.Token).ConfigureAwait(false);
                await guard.CommitAsync(stop.Token).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                var seen = await TakeBackAsync(guard, e).ConfigureAwait(false);
                if (e is OperationCanceledException && guard.Lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
                    throw HelperErrors.GuardLost(client.Node.Name, app, e);
                if (e is DentropyException known && known.ErrorId != "GuardLost" && _touched is { } old)
                    throw seen ? DeployErrors.Reverted(known, old.Name) : RouteErrors.Unseen(known, old.Name, client.Node.Name);
                throw;
            }
        }

        foreach (var swap in swaps)
            await ForgetAsync(swap.Old).ConfigureAwait(false);
        return (_down.Elapsed, _warnings);
    }

    private async Task SwitchAsync(NodeGuard guard, CancellationToken cancellationToken)
    {
        // All of them first: whatever the engine refuses is refused while every old one still serves.
        foreach (var swap in swaps)
        {
            progress?.Report(new AppDeployStep("create", "container", swap.Old.Name, "with other labels"));
            _made.Add((swap.Old, await MakeAsync(guard, swap, cancellationToken).ConfigureAwait(false)));
        }

        foreach (var (old, id) in _made)
        {
            List<GuardAction> undo = [new(GuardActionKind.RenameContainer, $"{old.Id}:{old.Name}"), new(GuardActionKind.RemoveContainer, id)];
            if (old.State.IsRunning)
                undo.Insert(0, new(GuardActionKind.StartContainer, old.Id));
            await guard.AddUndoAsync(undo, cancellationToken).ConfigureAwait(false);
            _touched = old;
            await TakeOverAsync(old, id, cancellationToken).ConfigureAwait(false);
        }
    }

    // Under a name that nobody else has, so that the undo never meets somebody else's.
    private async Task<string> MakeAsync(NodeGuard guard, LabelSwap swap, CancellationToken cancellationToken)
    {
        var old = swap.Old;
        var name = Aside(old, "new");
        await guard.AddUndoAsync(new GuardAction(GuardActionKind.RemoveContainer, name), cancellationToken).ConfigureAwait(false);
        var blueprint = ContainerSpec.Make(old.Json, new SpecChanges
        {
            ApiVersion = client.ApiVersion,
            Image = await ImageAsync(old, cancellationToken).ConfigureAwait(false),
            Labels = swap.Labels,
            KeepMacAddress = true,
            // By name, or the engine would make new ones for those that have none of their own.
            Mounts = old.Mounts.Where(mount => mount is { Type: "volume", Name: not null }).DistinctBy(mount => mount.Name, StringComparer.Ordinal)
                .ToDictionary(mount => mount.Name!, mount => new MountPoint(mount.Name!, IsBind: false), StringComparer.Ordinal),
        });
        var id = await client.Containers.CreateAsync(name, blueprint.Body, platform: null, cancellationToken).ConfigureAwait(false);
        foreach (var (network, endpoint) in blueprint.Connect)
            await client.Networks.ConnectAsync(network, id, endpoint, cancellationToken).ConfigureAwait(false);
        if (AppFiles.Of(old) is { Count: > 0 } files)
            await CarryAsync(old, id, files, cancellationToken).ConfigureAwait(false);
        return id;
    }

    // The reference, as long as it means the image that the container runs.
    private async Task<string> ImageAsync(ContainerDetails old, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.Images.InspectAsync(old.Image, cancellationToken).ConfigureAwait(false)).Id == old.ImageId ? old.Image : old.ImageId;
        }
        catch (DentropyException e) when (e.ErrorId == "ImageNotFound")
        {
            return old.ImageId;
        }
    }

    private async Task CarryAsync(ContainerDetails old, string id, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var tar = new TarWriter(content, TarEntryFormat.Pax, leaveOpen: true);
        await using (tar.ConfigureAwait(false))
        {
            if (files.Any(file => file.StartsWith("/run/secrets/", StringComparison.Ordinal)))
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, "run/secrets") { Mode = (UnixFileMode)0x1ED }, cancellationToken).ConfigureAwait(false);
            foreach (var file in files)
                await AppFiles.CopyAsync(client, old, file, "", tar, cancellationToken).ConfigureAwait(false);
        }

        content.Position = 0;
        await client.Containers.PutArchiveAsync(id, "/", content, cancellationToken).ConfigureAwait(false);
    }

    private async Task TakeOverAsync(ContainerDetails old, string id, CancellationToken cancellationToken)
    {
        if (old.State.IsRunning)
        {
            progress?.Report(new AppDeployStep("stop", "container", old.Name, Why: null));
            _down.Start();
            // A stop that nobody waits for still happens, after the start that was to bring the old one back. So it is waited for.
            await client.Containers.StopAsync(old.Id, settings.Grace, CancellationToken.None).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }

        await client.Containers.RenameAsync(old.Id, Aside(old, "old"), cancellationToken).ConfigureAwait(false);
        await client.Containers.RenameAsync(id, old.Name, cancellationToken).ConfigureAwait(false);
        if (!old.State.IsRunning)
            return;
        progress?.Report(new AppDeployStep("start", "container", old.Name, Why: null));
        await client.Containers.StartAsync(id, cancellationToken).ConfigureAwait(false);
        _down.Stop();
        await SteadyAsync(old, id, cancellationToken).ConfigureAwait(false);
        if (AppStates.Health(old) == Dentropy.Apps.DcAppHealth.Healthy)
            await AppPower.HealthyAsync(client, app, [id], settings.Timeout, settings.Timeout, cancellationToken).ConfigureAwait(false);
    }

    // Many programs notice what is wrong with them only after their start.
    private async Task SteadyAsync(ContainerDetails old, string id, CancellationToken cancellationToken)
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            var now = await client.Containers.InspectAsync(id, cancellationToken).ConfigureAwait(false);
            if (now.State.IsRestarting || now.RestartCount > 0 || !now.State.IsRunning)
            {
                var how = now.State.ExitCode == 0 ? "ended right after its start" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"ended with exit code {now.State.ExitCode} right after its start");
                throw RouteErrors.Failed(old.Name, client.Node.Name, how);
            }

            if (watch.Elapsed >= settings.Steady)
                return;
            await Task.Delay(s_look, cancellationToken).ConfigureAwait(false);
        }
    }

    // Whether it is certain that the old ones are back.
    private async Task<bool> TakeBackAsync(NodeGuard guard, Exception cause)
    {
        using var limit = new CancellationTokenSource(s_wayBack);
        try
        {
            await guard.RollBackAsync(limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (DentropyException e) when (e.ErrorId == "UndoIncomplete")
        {
            throw new DentropyException(e.ErrorId, e.Category, e.Target, $"{cause.Message} {e.Message}", cause);
        }
        catch (Exception e) when (e is DentropyException or OperationCanceledException)
        {
            // The guard does it where it still stands. Where somebody took it away, this does; to do it twice does no harm.
            foreach (var (old, id) in Enumerable.Reverse(_made))
                await BringBackAsync(old, id, limit.Token).ConfigureAwait(false);
            return false;
        }
    }

    private async Task BringBackAsync(ContainerDetails old, string id, CancellationToken cancellationToken)
    {
        await TryAsync(() => client.Containers.RemoveAsync(id, force: true, volumes: false, cancellationToken)).ConfigureAwait(false);
        await TryAsync(() => client.Containers.RenameAsync(old.Id, old.Name, cancellationToken)).ConfigureAwait(false);
        if (old.State.IsRunning)
            await TryAsync(() => client.Containers.StartAsync(old.Id, cancellationToken)).ConfigureAwait(false);
    }

    private static async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception e) when (e is DentropyException or OperationCanceledException)
        {
            // The node is out of reach, or it is so already.
        }
    }

    private async Task ForgetAsync(ContainerDetails old)
    {
        using var limit = new CancellationTokenSource(s_wayBack);
        try
        {
            await client.Containers.RemoveAsync(old.Id, force: true, volumes: false, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DentropyException or OperationCanceledException)
        {
            _warnings.Add($"The old container is still there as {Aside(old, "old")}, stopped, and has to be removed: {e.Message}");
        }
    }

    private string Aside(ContainerDetails old, string what) => $"{old.Name}.{what}-{_run}";
}
