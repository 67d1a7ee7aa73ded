using Dentropy.Engine.Docker;
using Dentropy.Engine.Docker.Helper;

namespace Dentropy.Engine.Backups.Restore;

/// <summary>
/// Carries a plan out on a node, all or nothing: whatever is made is first written into the guard's journal, so that the node takes it
/// back when this run fails, is killed or loses its link.
/// </summary>
internal sealed class RestoreRun : IAsyncDisposable
{
    private static readonly TimeSpan s_clearLimit = TimeSpan.FromMinutes(2);

    private readonly DockerClient _client;
    private readonly string _id;
    private readonly NodeGuard _guard;
    private readonly CancellationTokenSource _stop;
    private HelperContainer? _helper;
    private bool _over;

    private RestoreRun(DockerClient client, RestorePlan plan, string id, NodeGuard guard, CancellationToken cancellationToken)
    {
        _client = client;
        Plan = plan;
        _id = id;
        _guard = guard;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, guard.Lost);
    }

    public RestorePlan Plan { get; }

    /// <summary>Ends when the caller stops, and when the node may be taking everything back by itself.</summary>
    public CancellationToken Stop => _stop.Token;

    public bool GuardLost => _guard.Lost.IsCancellationRequested;

    /// <summary>Ids of the containers that were made, by their names in the source.</summary>
    public IReadOnlyDictionary<string, string> Containers { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Takes the app's lock on the node, and makes the folders that volumes go to.</summary>
    /// <param name="client">The node's engine.</param>
    /// <param name="plan">The plan, without problems.</param>
    /// <param name="again">Makes the plan once more when the lock is held: the node may have changed since.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task<RestoreRun> StartAsync(DockerClient client, RestorePlan plan, Func<CancellationToken, Task<RestorePlan>> again, CancellationToken cancellationToken)
    {
        plan.ThrowIfRefused();
        var id = Guid.NewGuid().ToString("N");
        var wanted = plan.Volumes.Where(volume => volume is { Folder: not null, Create: true }).ToList();
        FolderCheck? check = null;
        try
        {
            var folders = new List<(PlannedVolume Volume, CheckedFolder Folder)>();
            if (wanted.Count > 0)
            {
                check = await FolderCheck.StartAsync(client, id, plan.Settings.HelperImage, cancellationToken).ConfigureAwait(false);
                foreach (var volume in wanted)
                    folders.Add((volume, await check.CheckAsync(volume.Folder!, volume.Source.File is not null, cancellationToken).ConfigureAwait(false)));
            }

            var usual = new GuardSettings { App = plan.App, RunId = id };
            var guard = await NodeGuard.StartAsync(
                client,
                usual with
                {
                    // One volume alone does not keep others from working on the app.
                    App = plan.Settings.VolumeOnly is null ? plan.App : $"{plan.App}.{plan.Volumes[0].Target.Trim('/').Replace('/', '.')}",
                    Wait = plan.Settings.WaitForOthers,
                    HelperImage = plan.Settings.HelperImage,
                    Silence = plan.Settings.Silence ?? usual.Silence,
                    Settle = plan.Settings.Settle ?? usual.Settle,
                    HostPaths = [.. folders.Select(folder => folder.Folder.Ancestor).Distinct(StringComparer.Ordinal)],
                },
                cancellationToken).ConfigureAwait(false);
            RestoreRun? run = null;
            try
            {
                var current = await again(cancellationToken).ConfigureAwait(false);
                current.ThrowIfRefused();
                run = new RestoreRun(client, current, id, guard, cancellationToken);
                foreach (var (volume, folder) in folders)
                    await run.MakeFolderAsync(check!, volume, folder).ConfigureAwait(false);
                return run;
            }
            catch
            {
                await (run?.RollBackAsync() ?? UndoAsync(guard)).ConfigureAwait(false);
                throw;
            }
        }
        finally
        {
            if (check is not null)
                await check.DisposeAsync().ConfigureAwait(false);
        }
    }

    public async Task PullAsync(IProgress<RestoreProgress>? progress)
    {
        foreach (var image in Plan.Images.Where(image => image.Way == ImageWay.Pull).DistinctBy(image => image.Pull, StringComparer.Ordinal))
        {
            progress?.Report(new RestoreProgress($"Pulling {image.Pull}", 0, TotalBytes: null));
            await _guard.AddUndoAsync(new GuardAction(GuardActionKind.RemoveImage, image.Pull), Stop).ConfigureAwait(false);
            await _client.Images.PullAsync(image.Pull, platform: null, progress: null, Stop).ConfigureAwait(false);
            var pulled = await _client.Images.InspectAsync(image.Pull, Stop).ConfigureAwait(false);
            if (pulled.Architecture.Length > 0 && _client.Architecture.Length > 0 && image.Source.Architecture != pulled.Architecture && pulled.Architecture != _client.Architecture)
                throw WrongArchitecture(image, pulled);
        }

        await TagAsync(ImageWay.Pull, image => image.Pull).ConfigureAwait(false);
    }

    /// <summary>Whether images of the backup are needed at all.</summary>
    public bool NeedsImages => Plan.Images.Any(image => image.Way == ImageWay.Load);

    /// <summary>Loads images from a packed archive of them. Tags that mean other images on the node are put back at once.</summary>
    public async Task LoadAsync(Stream packed, string unpacker, Action<int> sent)
    {
        var wanted = Plan.Images.Where(image => image.Way == ImageWay.Load).DistinctBy(image => image.Source.Id, StringComparer.Ordinal).ToList();
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Plan.Images.Select(image => image.Source.Reference).Distinct(StringComparer.Ordinal))
        {
            if (await FindImageAsync(name).ConfigureAwait(false) is { } id && !name.StartsWith("sha256:", StringComparison.Ordinal))
                tags[name] = id;
        }

        foreach (var image in wanted)
            await _guard.AddUndoAsync(new GuardAction(GuardActionKind.RemoveImage, image.Source.Id), Stop).ConfigureAwait(false);
        await _guard.AddUndoAsync(
            [.. Plan.Images.Where(image => image is { Way: ImageWay.Load, Tag: not null }).Select(image => new GuardAction(GuardActionKind.RemoveImage, image.Tag!))], Stop).ConfigureAwait(false);
        var helper = await HelperContainer.StartAsync(_client, new HelperSettings { RunId = _id, HelperImage = Plan.Settings.HelperImage }, Stop).ConfigureAwait(false);
        await using (helper.ConfigureAwait(false))
        {
            await new PartUnpack(helper, _client.Node.Name, unpacker)
                .PlainAsync(packed, async plain => await _client.Images.LoadAsync(plain, Stop).ConfigureAwait(false), sent, Stop).ConfigureAwait(false);
        }

        foreach (var (name, id) in tags)
        {
            if (await FindImageAsync(name).ConfigureAwait(false) is { } now && now != id)
                await _client.Images.TagAsync(id, name, CancellationToken.None).ConfigureAwait(false);
        }

        await TagAsync(ImageWay.Load, image => image.Source.Id).ConfigureAwait(false);
    }

    public async Task MakeNetworksAsync()
    {
        foreach (var network in Plan.Networks.Where(network => network.Body is not null))
        {
            await _guard.AddUndoAsync(new GuardAction(GuardActionKind.RemoveNetwork, network.Name), Stop).ConfigureAwait(false);
            await _client.Networks.CreateAsync(network.Body!, Stop).ConfigureAwait(false);
        }
    }

    /// <summary>Makes the volumes, and starts the helper that fills them and the folders.</summary>
    public async Task MakeVolumesAsync(string unpacker)
    {
        foreach (var volume in Plan.Volumes.Where(volume => volume is { Create: true, IsBind: false }))
        {
            await _guard.AddUndoAsync(new GuardAction(GuardActionKind.RemoveVolume, volume.Target), Stop).ConfigureAwait(false);
            await _client.Volumes.CreateAsync(new VolumeSpec { Name = volume.Target, Driver = volume.Driver ?? "local", Options = volume.Options, Labels = volume.Labels }, Stop).ConfigureAwait(false);
        }

        // A helper that holds a volume would keep it from being removed. The containers' steps come along, since a disk that has just been
        // filled takes long to say that it has them.
        await _guard.AddUndoAsync(
            [
                new GuardAction(GuardActionKind.RemoveContainer, HelperContainer.NameOf(_id)),
                .. Enumerable.Range(0, Plan.Containers.Count).Select(number => new GuardAction(GuardActionKind.RemoveContainer, Draft(number))),
            ],
            Stop).ConfigureAwait(false);
        var mounts = Plan.Volumes.Where(volume => volume.Fill).Select(Mount).DistinctBy(mount => mount.Target, StringComparer.Ordinal).ToList();
        if (mounts.Count == 0 && !Plan.Containers.Any(container => container.Source.FilesFolder is not null))
            return;
        _helper = await HelperContainer.StartAsync(_client, new HelperSettings { RunId = _id, HelperImage = Plan.Settings.HelperImage, Mounts = mounts }, Stop).ConfigureAwait(false);
        var missing = new List<string>();
        if (_helper.Tools.Tar is null)
            missing.Add("GNU tar");
        if (unpacker == "zstd" ? _helper.Tools.Zstd is null : !_helper.Tools.Gzip)
            missing.Add(unpacker);
        if (missing.Count > 0)
            throw HelperErrors.ToolsMissing(_client.Node.Name, missing, Plan.Settings.HelperImage);
    }

    /// <summary>Unpacks one pass of a volume or path.</summary>
    public async Task FillAsync(PlannedVolume volume, int pass, Stream packed, string unpacker, Action<int> sent)
    {
        var unpack = new PartUnpack(_helper!, _client.Node.Name, unpacker);
        if (volume.Source.File is { } file)
        {
            // A file's folder is the node's own. It is unpacked beside it, and only the file is put there.
            await unpack.ExtractAsync(volume.Source.Member, "/tmp", fresh: false, packed, sent, Stop).ConfigureAwait(false);
            var name = volume.Target[(volume.Target.LastIndexOf('/') + 1)..];
            var (exit, _, error) = await _helper!.CaptureAsync(
                "cp -a -- \"/tmp/$MEMBER/$FILE\" \"$TO/$NAME\"",
                ["MEMBER=" + volume.Source.Member, "FILE=" + file, "TO=" + Mount(volume).Target, "NAME=" + name],
                Stop).ConfigureAwait(false);
            if (exit != 0)
                throw new DentropyException("UnpackFailed", DentropyErrorCategory.InvalidResult, volume.Target, $"{volume.Target} could not be written on node '{_client.Node.Name}': {error.Trim()}");
            return;
        }

        await unpack.ExtractAsync(volume.Source.Member, HelperContainer.Root, fresh: pass <= 1, packed, sent, Stop).ConfigureAwait(false);
    }

    /// <summary>Makes the containers, stopped.</summary>
    /// <param name="held">Whether they must not come back by themselves yet: their restart policies come with <see cref="ReleaseAsync"/>.</param>
    public async Task MakeContainersAsync(bool held)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var container in Plan.Containers)
        {
            var body = container.Blueprint.Body;
            if (held)
            {
                body = (System.Text.Json.Nodes.JsonObject)body.DeepClone();
                if (body["HostConfig"] is System.Text.Json.Nodes.JsonObject host)
                    host.Remove("RestartPolicy");
            }

            var id = await _client.Containers.CreateAsync(Draft(ids.Count), body, platform: null, Stop).ConfigureAwait(false);
            await _guard.AddUndoAsync(new GuardAction(GuardActionKind.RemoveContainer, id), Stop).ConfigureAwait(false);
            await _client.Containers.RenameAsync(id, container.Name, Stop).ConfigureAwait(false);
            foreach (var (network, endpoint) in container.Blueprint.Connect)
                await _client.Networks.ConnectAsync(network, id, endpoint, Stop).ConfigureAwait(false);
            ids[container.Source.Name] = id;
        }

        Containers = ids;
    }

    /// <summary>Unpacks the files that lay in containers, and puts them there.</summary>
    public async Task PutFilesAsync(Stream packed, string unpacker, Action<int> sent)
    {
        var owners = Plan.Containers.Where(container => container.Source.FilesFolder is not null).ToList();
        if (owners.Count == 0)
            return;
        await new PartUnpack(_helper!, _client.Node.Name, unpacker).ExtractAsync("files", "/tmp", fresh: false, packed, sent, Stop).ConfigureAwait(false);
        foreach (var container in owners)
        {
            var exec = await _helper!.RunAsync("cd \"/tmp/$FOLDER\" && exec tar -c --numeric-owner -f - .", ["FOLDER=" + container.Source.FilesFolder], Stop).ConfigureAwait(false);
            await using (exec.ConfigureAwait(false))
            {
                var error = HelperContainer.ReadTextAsync(exec.StandardError, Stop);
                // Folders above the files are the image's; only files are sent, so that their owners stay.
                using var tar = new MemoryStream();
                await FilesOnly.CopyAsync(exec.StandardOutput, tar, Stop).ConfigureAwait(false);
                tar.Position = 0;
                await _client.Containers.PutArchiveAsync(Containers[container.Source.Name], "/", tar, Stop).ConfigureAwait(false);
                await error.ConfigureAwait(false);
            }
        }
    }

    /// <summary>Gives the containers their restart policies.</summary>
    public async Task ReleaseAsync()
    {
        foreach (var container in Plan.Containers)
        {
            if (container.Blueprint.Body["HostConfig"]?["RestartPolicy"] is { } policy)
                await _client.Containers.UpdateAsync(Containers[container.Source.Name], new System.Text.Json.Nodes.JsonObject { ["RestartPolicy"] = policy.DeepClone() }, Stop).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the helper, so that nothing of this run holds the volumes any more.</summary>
    public async Task EndHelperAsync()
    {
        if (_helper is { } helper)
        {
            _helper = null;
            await helper.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>From here on everything stays.</summary>
    public async Task CommitAsync()
    {
        await EndHelperAsync().ConfigureAwait(false);
        await _guard.CommitAsync(Stop).ConfigureAwait(false);
        _over = true;
    }

    /// <summary>Takes everything back.</summary>
    /// <returns>What could not be taken back, or is taken back by the node without us; null where all is as it was.</returns>
    public async Task<DentropyException?> RollBackAsync()
    {
        if (_over)
            return null;
        _over = true;
        await ClearAsync().ConfigureAwait(false);
        await EndHelperAsync().ConfigureAwait(false);
        return await UndoAsync(_guard).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await RollBackAsync().ConfigureAwait(false);
        await _guard.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private static async Task<DentropyException?> UndoAsync(NodeGuard guard)
    {
        try
        {
            await guard.RollBackAsync(CancellationToken.None).ConfigureAwait(false);
            return null;
        }
        catch (DentropyException e)
        {
            return e;
        }
        finally
        {
            await guard.DisposeAsync().ConfigureAwait(false);
        }
    }

    // A name that nobody else can have, so that the undo cannot meet a container that somebody else made in the same moment.
    private string Draft(int number) => $"dentropy-{_id}-{number}";

    private async Task MakeFolderAsync(FolderCheck check, PlannedVolume volume, CheckedFolder folder)
    {
        await _guard.AddUndoAsync(
            folder.FirstMissing is { } missing ? new GuardAction(GuardActionKind.RemoveFolder, missing) : new GuardAction(GuardActionKind.EmptyFolder, folder.Path),
            Stop).ConfigureAwait(false);
        if (folder.FirstMissing is not null)
            await check.MakeAsync(volume.Source.File is null ? folder.Path : folder.Path[..Math.Max(1, folder.Path.LastIndexOf('/'))], Stop).ConfigureAwait(false);
    }

    // Removing a volume that lies on another machine does not remove what was put into it.
    private async Task ClearAsync()
    {
        if (_helper is null)
            return;
        using var limit = new CancellationTokenSource(s_clearLimit);
        foreach (var volume in Plan.Volumes.Where(volume => volume is { Fill: true, IsElsewhere: true, Folder: null } && _begun.Contains(volume.Target)))
        {
            try
            {
                await _helper.CaptureAsync("find \"$AT\" -xdev -mindepth 1 ! -name lost+found -delete", ["AT=" + Mount(volume).Target], limit.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is DentropyException or OperationCanceledException)
            {
                // The node is out of reach; the guard removes the volume.
            }
        }
    }

    private readonly HashSet<string> _begun = new(StringComparer.Ordinal);

    /// <summary>From now on the content of a volume on another machine is ours to remove.</summary>
    public void Begin(PlannedVolume volume) => _begun.Add(volume.Target);

    private static HelperMount Mount(PlannedVolume volume)
    {
        var at = $"{HelperContainer.Root}/{volume.Source.Member}";
        if (!volume.IsBind)
            return new HelperMount { Source = volume.Target, Target = at, Writable = true };
        return volume.Source.File is null
            ? new HelperMount { Source = volume.Target, Target = at, IsBind = true, Writable = true }
            : new HelperMount { Source = volume.Target[..Math.Max(1, volume.Target.LastIndexOf('/'))], Target = at, IsBind = true, Writable = true };
    }

    private async Task TagAsync(ImageWay way, Func<PlannedImage, string> name)
    {
        foreach (var image in Plan.Images.Where(image => image.Way == way && image.Tag is not null).DistinctBy(image => image.Tag, StringComparer.Ordinal))
        {
            if (await FindImageAsync(image.Tag!).ConfigureAwait(false) is not null)
                continue;
            await _guard.AddUndoAsync(new GuardAction(GuardActionKind.RemoveImage, image.Tag!), Stop).ConfigureAwait(false);
            await _client.Images.TagAsync(name(image), image.Tag!, Stop).ConfigureAwait(false);
        }
    }

    private async Task<string?> FindImageAsync(string name)
    {
        try
        {
            return (await _client.Images.InspectAsync(name, Stop).ConfigureAwait(false)).Id;
        }
        catch (DentropyException e) when (e.ErrorId == "ImageNotFound")
        {
            return null;
        }
    }

    private DentropyException WrongArchitecture(PlannedImage image, ImageDetails pulled) => new(
        "ArchitectureMismatch",
        DentropyErrorCategory.NotImplemented,
        image.Source.Reference,
        $"The registry has '{image.Pull}' for {pulled.Architecture} only, and node '{_client.Node.Name}' is {_client.Architecture}. Choose another node; nothing is left of this one.");
}
