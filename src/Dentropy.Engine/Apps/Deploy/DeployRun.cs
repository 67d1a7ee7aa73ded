using System.Diagnostics;
using System.Text.Json.Nodes;
using Dentropy.Engine.Apps.Compose;
using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Apps.Deploy;

/// <summary>Does what was decided.</summary>
internal sealed class DeployRun(DockerClient client, ComposeProject project, AppDeploySettings settings, DeployDecision decision, IProgress<AppDeployStep>? progress)
{
    // The way back has a bound of its own, since the operator's token may be what ended the way there.
    private static readonly TimeSpan s_wayBack = TimeSpan.FromMinutes(2);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Dictionary<string, List<string>> _containers = new(StringComparer.Ordinal);
    private readonly List<string> _newContainers = [];
    private readonly List<string> _newNetworks = [];
    private readonly List<string> _newVolumes = [];

    private TimeSpan Left => settings.Timeout > _watch.Elapsed ? settings.Timeout - _watch.Elapsed : TimeSpan.Zero;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await NetworksAndVolumesAsync(cancellationToken).ConfigureAwait(false);
            foreach (var container in decision.Containers)
            {
                await ReadyAsync(container.Service, cancellationToken).ConfigureAwait(false);
                var id = await BringAsync(container, cancellationToken).ConfigureAwait(false);
                if (!_containers.TryGetValue(container.Service.Name, out var ids))
                    _containers[container.Service.Name] = ids = [];
                ids.Add(id);
            }
        }
        catch (Exception e) when (decision.State.Containers.Count == 0 || _newContainers.Count == 0)
        {
            // What was not there before is not left half made. A service that is up and only not healthy is left, so that its log can be read.
            if (e is not DentropyException { ErrorId: "AppDependencyFailed" or "AppUnhealthy" or "AppNotHealthyInTime" })
                await TakeBackAsync().ConfigureAwait(false);
            throw;
        }

        foreach (var (container, why) in decision.Removals)
        {
            progress?.Report(new AppDeployStep("remove", "container", container.Name, why));
            await client.Containers.StopAsync(container.Id, settings.Grace, cancellationToken).ConfigureAwait(false);
            await client.Containers.RemoveAsync(container.Id, force: true, volumes: false, cancellationToken).ConfigureAwait(false);
        }

        if (settings.Wait)
            await AppPower.HealthyAsync(client, project.Name, [.. _containers.Values.SelectMany(ids => ids)], Left, settings.Timeout, cancellationToken).ConfigureAwait(false);
    }

    private async Task NetworksAndVolumesAsync(CancellationToken cancellationToken)
    {
        foreach (var network in decision.NewNetworks)
        {
            progress?.Report(new AppDeployStep("create", "network", network.Name, Why: null));
            var body = (JsonObject)network.Body.DeepClone();
            body["Name"] = network.Name;
            if (body["Labels"] is not JsonObject labels)
                body["Labels"] = labels = [];
            labels[AppLabels.Project] = project.Name;
            labels[AppLabels.Network] = network.Key;
            _newNetworks.Add(await client.Networks.CreateAsync(body, cancellationToken).ConfigureAwait(false));
        }

        foreach (var volume in decision.NewVolumes)
        {
            progress?.Report(new AppDeployStep("create", "volume", volume.Name, Why: null));
            var labels = new Dictionary<string, string>(volume.Labels, StringComparer.Ordinal) { [AppLabels.Project] = project.Name, [AppLabels.Volume] = volume.Key };
            await client.Volumes.CreateAsync(new VolumeSpec { Name = volume.Name, Driver = volume.Driver ?? "local", Options = volume.Options, Labels = labels }, cancellationToken).ConfigureAwait(false);
            _newVolumes.Add(volume.Name);
        }
    }

    // What the service waits for in those before it.
    private async Task ReadyAsync(ComposeService service, CancellationToken cancellationToken)
    {
        var wait = new DependencyWait(client, project.Name);
        foreach (var one in service.DependsOn.Where(one => one.Condition != ComposeCondition.Started))
        {
            var condition = one.Condition == ComposeCondition.Healthy ? StartCondition.Healthy : StartCondition.Completed;
            try
            {
                await wait.ForAsync(service.Name, new StartDependency(one.Service, condition, one.Restart), _containers.GetValueOrDefault(one.Service) ?? [], Left, cancellationToken).ConfigureAwait(false);
            }
            catch (DentropyException e) when (e.ErrorId == "AppDependencyFailed" && !one.Required)
            {
                // The file says that it goes without.
            }
        }
    }

    private async Task<string> BringAsync(ContainerDecision container, CancellationToken cancellationToken)
    {
        progress?.Report(new AppDeployStep(container.Action, "container", container.Name, container.Why));
        switch (container)
        {
            case { Action: "create" }:
                return await CreateAsync(container, container.Name, cancellationToken).ConfigureAwait(false);
            case { Action: "recreate", Old: { } old }:
                return await ReplaceAsync(container, old, cancellationToken).ConfigureAwait(false);
            case { Action: "start", Old: { State.IsPaused: true } old }:
                await client.Containers.UnpauseAsync(old.Id, cancellationToken).ConfigureAwait(false);
                return old.Id;
            case { Action: "start", Old: { } old }:
                await client.Containers.StartAsync(old.Id, cancellationToken).ConfigureAwait(false);
                return old.Id;
            case { Action: "restart", Old: { } old }:
                await client.Containers.RestartAsync(old.Id, settings.Grace, cancellationToken).ConfigureAwait(false);
                return old.Id;
            default:
                return container.Old!.Id;
        }
    }

    private async Task<string> CreateAsync(ContainerDecision container, string name, CancellationToken cancellationToken)
    {
        var id = await MakeAsync(container, name, cancellationToken).ConfigureAwait(false);
        _newContainers.Add(id);
        try
        {
            await client.Containers.StartAsync(id, cancellationToken).ConfigureAwait(false);
            return id;
        }
        catch (Exception)
        {
            await RemoveAsync(id).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<string> ReplaceAsync(ContainerDecision container, ContainerDetails old, CancellationToken cancellationToken)
    {
        // Made beside the old one, which still runs: whatever is wrong with the definition is found before anything stops.
        var id = await MakeAsync(container, $"{container.Name}.{Guid.NewGuid().ToString("N")[..8]}", cancellationToken).ConfigureAwait(false);
        var ran = old.State.IsRunning;
        try
        {
            if (old.State.IsPaused)
                await client.Containers.UnpauseAsync(old.Id, cancellationToken).ConfigureAwait(false);
            if (ran || old.State.IsRestarting)
            {
                // A stop that nobody waits for still happens, after the start that was to bring the old one back. So it is waited for.
                await client.Containers.StopAsync(old.Id, settings.Grace, CancellationToken.None).ConfigureAwait(false);
            }

            cancellationToken.ThrowIfCancellationRequested();
            await client.Containers.StartAsync(id, cancellationToken).ConfigureAwait(false);
            if (settings.Wait)
                await AppPower.HealthyAsync(client, project.Name, [id], Left, settings.Timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await RemoveAsync(id).ConfigureAwait(false);
            using var limit = new CancellationTokenSource(s_wayBack);
            if (ran)
                await client.Containers.StartAsync(old.Id, limit.Token).ConfigureAwait(false);
            if (e is DentropyException known)
                throw DeployErrors.Reverted(known, old.Name);
            throw;
        }

        _newContainers.Add(id);
        // From here on the new one is the app; a stop in between leaves the old one, which the next deploy takes away.
        await client.Containers.RemoveAsync(old.Id, force: true, volumes: false, cancellationToken).ConfigureAwait(false);
        await client.Containers.RenameAsync(id, container.Name, cancellationToken).ConfigureAwait(false);
        return id;
    }

    private async Task<string> MakeAsync(ContainerDecision container, string name, CancellationToken cancellationToken)
    {
        var service = container.Service;
        var image = decision.State.Images.GetValueOrDefault(service.Image);
        var body = ServiceBody.Make(project, service, container.Number, image, _containers);
        if (container.Old is { } old)
            CarryVolumes(body, service, old);
        var id = await client.Containers.CreateAsync(name, body, service.Platform, cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var attachment in service.Networks.Skip(1))
                await client.Networks.ConnectAsync(project.Networks[attachment.Network].Name, id, ServiceBody.Endpoint(service, attachment), cancellationToken).ConfigureAwait(false);
            if (service.Files.Count > 0)
            {
                using var files = ServiceFiles.Pack(service.Files);
                await client.Containers.PutArchiveAsync(id, "/", files, cancellationToken).ConfigureAwait(false);
            }

            return id;
        }
        catch (Exception)
        {
            await RemoveAsync(id).ConfigureAwait(false);
            throw;
        }
    }

    // Anonymous volumes, which the image or the file asks for without a name, go on with the new container: what is in them is the app's.
    private static void CarryVolumes(JsonObject body, ComposeService service, ContainerDetails old)
    {
        var host = body.Object("HostConfig")!;
        foreach (var mount in old.Mounts.Where(mount => mount is { Type: "volume", Name: { } name } && AppRecords.IsAnonymous(name)))
        {
            var asked = host.Objects("Mounts").FirstOrDefault(one => one.Text("Target")?.TrimEnd('/') == mount.Destination);
            if (asked is not null && asked.Text("Type") == "volume" && asked.Text("Source") is null)
                asked["Source"] = mount.Name;
            else if (asked is null && !service.MountTargets.Contains(mount.Destination, StringComparer.Ordinal))
                Mounts(host).Add(new JsonObject { ["Type"] = "volume", ["Source"] = mount.Name, ["Target"] = mount.Destination });
        }
    }

    private static JsonArray Mounts(JsonObject host)
    {
        if (host["Mounts"] is not JsonArray mounts)
            host["Mounts"] = mounts = [];
        return mounts;
    }

    private async Task TakeBackAsync()
    {
        foreach (var id in Enumerable.Reverse(_newContainers))
            await RemoveAsync(id).ConfigureAwait(false);
        using var limit = new CancellationTokenSource(s_wayBack);
        foreach (var network in _newNetworks)
            await TryAsync(() => client.Networks.RemoveAsync(network, limit.Token)).ConfigureAwait(false);
        foreach (var volume in _newVolumes)
            await TryAsync(() => client.Volumes.RemoveAsync(volume, force: false, limit.Token)).ConfigureAwait(false);
    }

    private async Task RemoveAsync(string id)
    {
        using var limit = new CancellationTokenSource(s_wayBack);
        await TryAsync(() => client.Containers.RemoveAsync(id, force: true, volumes: false, limit.Token)).ConfigureAwait(false);
    }

    // The failure that led here is the one to tell.
    private static async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (DentropyException)
        {
            // Gone already, or in use.
        }
        catch (OperationCanceledException)
        {
            // Too slow; the next deploy finds it.
        }
    }
}
