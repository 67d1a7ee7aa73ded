using System.Diagnostics;
using System.Globalization;
using Dentropy.Backups;
using Dentropy.Engine.Apps;
using Dentropy.Engine.Backups.Age;
using Dentropy.Engine.Backups.Definition;
using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Backups.Places;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Docker.Helper;

namespace Dentropy.Engine.Backups.Create;

/// <summary>One backup of one app. However it ends, the app is as it was, and there is a whole file or none.</summary>
internal sealed class BackupJob(DockerEngines engines, DockerClient client, AppDetails app, BackupSettings settings, IBackupPlace place, IProgress<BackupProgress>? progress)
{
    private static readonly TimeSpan s_undoLimit = TimeSpan.FromMinutes(5);

    private readonly string _run = Guid.NewGuid().ToString("N")[..12];
    private readonly AppHold _hold = new(client, new AppPower(engines), app, settings.Consistency);
    private readonly BackupHooks _hooks = new(client, app);
    private readonly List<string> _warnings = [];
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private BackupWriter? _writer;
    private (int Part, int Parts) _at;
    private string _activity = "";
    private bool _takenBack;
    private long _told;

    private string Node => client.Node.Name;

    private string App => app.App.Name;

    public async Task<DcBackup> RunAsync(CancellationToken cancellationToken)
    {
        var content = await BackupPlanner.ContentAsync(client, app, settings, cancellationToken).ConfigureAwait(false);
        _warnings.AddRange(content.Warnings);
        Tell("waiting for the app's lock");
        var guard = await NodeGuard.StartAsync(
            client,
            new GuardSettings
            {
                App = App, RunId = _run, Wait = settings.Wait, HelperImage = settings.HelperImage,
                Silence = settings.Silence ?? new GuardSettings { App = App, RunId = _run }.Silence,
                Settle = settings.Settle ?? _hold.Grace + TimeSpan.FromSeconds(5),
            },
            cancellationToken).ConfigureAwait(false);
        await using (guard.ConfigureAwait(false))
        {
            // A guard that is lost may be bringing the app up by now, under our hands.
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, guard.Lost);
            DcBackup backup;
            try
            {
                backup = await GuardedAsync(guard, content.Items, stop.Token).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                if (!_takenBack)
                {
                    await TakeBackAsync(guard, e).ConfigureAwait(false);
                }

                if (e is OperationCanceledException && guard.Lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
                {
                    throw HelperErrors.GuardLost(Node, App, e);
                }

                throw;
            }

            await LetGoAsync(guard, cancellationToken).ConfigureAwait(false);
            return backup with { Warnings = [.. _warnings] };
        }
    }

    private async Task<DcBackup> GuardedAsync(NodeGuard guard, IReadOnlyList<BackupItem> items, CancellationToken cancellationToken)
    {
        await Leftovers.RemoveAsync(client, _run, cancellationToken).ConfigureAwait(false);
        await guard.AddUndoAsync(new GuardAction(GuardActionKind.RemoveContainer, HelperContainer.NameOf(_run)), cancellationToken).ConfigureAwait(false);
        Tell("starting the helper");
        var (helper, measured) = await StartHelperAsync(items, cancellationToken).ConfigureAwait(false);
        await using (helper.ConfigureAwait(false))
        {
            var compression = Compression(helper.Tools);
            var documents = new BackupDocuments(client, app, measured);
            var images = await documents.ImagesAsync(cancellationToken).ConfigureAwait(false);
            var manifest = documents.Manifest(images, compression, settings.IncludeImages);
            var definition = documents.Definition(images);
            await _hooks.BeforeAsync(cancellationToken).ConfigureAwait(false);
            var upload = await OpenAsync(manifest, cancellationToken).ConfigureAwait(false);
            await using (upload.ConfigureAwait(false))
            {
                try
                {
                    return await WriteAsync(guard, helper, measured, documents, new Content(manifest, definition, images), upload, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception e)
                {
                    // Here and not further out: the app comes first, before the upload and the helper are tidied up.
                    await TakeBackAsync(guard, e).ConfigureAwait(false);
                    throw;
                }
            }
        }
    }

    private async Task<DcBackup> WriteAsync(
        NodeGuard guard,
        HelperContainer helper,
        IReadOnlyList<BackupItem> items,
        BackupDocuments documents,
        Content content,
        BackupUpload upload,
        CancellationToken cancellationToken)
    {
        var writer = _writer = new BackupWriter(upload.Stream);
        await writer.WriteManifestAsync(content.Manifest, cancellationToken).ConfigureAwait(false);
        await writer.AddFileAsync(AppDefinition.Member, content.Definition.ToBytes(), cancellationToken).ConfigureAwait(false);
        await writer.AddFileAsync(NeutralDefinition.Member, documents.Neutral(content.Images).ToBytes(), cancellationToken).ConfigureAwait(false);
        await PartsAsync(guard, helper, items, content.Definition, content.Manifest.Compression, cancellationToken).ConfigureAwait(false);
        await SettleAsync(cancellationToken).ConfigureAwait(false);
        var outcome = new BackupOutcome { Downtime = _hold.Downtime, Duration = _watch.Elapsed, Warnings = _warnings };
        await writer.CompleteAsync(outcome, cancellationToken).ConfigureAwait(false);
        Tell("finishing the file");
        await upload.CommitAsync(cancellationToken).ConfigureAwait(false);
        return BackupReport.Of(content.Manifest, writer, outcome, upload.Path, settings.Recipients.Count > 0, client.Node.Cloud);
    }

    private async Task PartsAsync(
        NodeGuard guard, HelperContainer helper, IReadOnlyList<BackupItem> items, AppDefinition definition, BackupCompression compression, CancellationToken cancellationToken)
    {
        var files = definition.Containers.Where(container => container.FilesFolder is not null).ToList();
        _at = (0, items.Count + items.Count(item => item.FirstPass) + (files.Count > 0 ? 1 : 0) + (settings.IncludeImages ? 1 : 0));
        if (files.Count > 0)
        {
            Next("files of containers");
            var byName = app.Containers.ToDictionary(container => container.Name, StringComparer.Ordinal);
            using var tar = await ContainerFiles.ReadAsync(client, files.Select(one => (byName[one.Name], one.FilesFolder!)), cancellationToken).ConfigureAwait(false);
            if (tar.Length > 0)
            {
                await _writer!.AddStoredPartAsync(new PartHeader { Name = "files", Kind = BackupPartKind.Files }, tar, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var item in items.Where(item => item.FirstPass))
        {
            Next($"{item.Name}, first pass");
            await AddAsync(helper, item, pass: 1, final: false, compression, cancellationToken).ConfigureAwait(false);
        }

        await guard.AddUndoAsync(_hold.Undo, cancellationToken).ConfigureAwait(false);
        if (_hold.Any)
        {
            Tell(settings.Consistency == BackupConsistency.Stop ? "stopping the app" : "pausing the app");
        }

        await _hold.TakeDownAsync(cancellationToken).ConfigureAwait(false);
        foreach (var item in items)
        {
            Next(item.Name);
            await AddAsync(helper, item, pass: item.FirstPass ? 2 : 0, final: true, compression, cancellationToken).ConfigureAwait(false);
        }

        if (_hold.Any)
        {
            Tell("starting the app");
        }

        await _hold.BringUpAsync(cancellationToken).ConfigureAwait(false);
        if (settings.IncludeImages)
        {
            Next("images");
            await AddImagesAsync(helper, definition.Images, compression, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task AddAsync(HelperContainer helper, BackupItem item, int pass, bool final, BackupCompression compression, CancellationToken cancellationToken)
    {
        var header = new PartHeader { Name = item.Part, Kind = item.IsBind ? BackupPartKind.Bind : BackupPartKind.Volume, Pass = Math.Max(pass, 1) };
        var script = PartScript.Of(item, pass, helper.Tools, compression, settings.CompressionLevel, !helper.ProvesOutput);
        var end = await PartRun.RunAsync(helper, _writer!, header, script, Moved, cancellationToken).ConfigureAwait(false);
        if (end.Lines.Contains(PartScript.Whole, StringComparer.Ordinal))
        {
            end = end with { Lines = [.. end.Lines.Where(line => line != PartScript.Whole)] };
            _warnings.Add($"{item.Name} was copied once more as a whole while the app was down, because folders in it were moved or renamed during the first pass.");
        }

        var moving = settings.Consistency == BackupConsistency.None;
        if (end.ExitCode == 0 || (end.ExitCode == 1 && !final))
        {
            return;
        }

        if (end.ExitCode == 1 && moving)
        {
            _warnings.Add($"Files of {item.Name} changed while they were read, since the app ran: {end.Text}.");
            return;
        }

        var program = end.ExitCode switch
        {
            PartScript.CompressorFailed => compression.ToString().ToLowerInvariant(),
            PartScript.CutterFailed => "perl",
            PartScript.PreparationFailed => "the preparation",
            _ => "tar",
        };
        throw BackupCreateErrors.PartFailed(Node, App, item.Part, program, end.ExitCode, end.Text);
    }

    private async Task AddImagesAsync(HelperContainer helper, IReadOnlyList<DefinitionImage> images, BackupCompression compression, CancellationToken cancellationToken)
    {
        // A name that means another image by now would save that one; the id always means this one.
        var names = new List<string>();
        foreach (var image in images)
        {
            foreach (var reference in image.References)
            {
                names.Add(await IsAsync(reference, image.Id, cancellationToken).ConfigureAwait(false) ? reference : image.Id);
            }
        }

        var save = ImageScript.Save([.. names.Distinct(StringComparer.Ordinal)], helper.Tools, helper.Socket!);
        var counting = $"{{ {save}; echo $? >/tmp/save; }} | wc -c; exit $(cat /tmp/save)";
        var (exit, output, error) = await helper.CaptureAsync(counting, [], cancellationToken).ConfigureAwait(false);
        if (exit != 0 || !long.TryParse(output.Trim(), CultureInfo.InvariantCulture, out var length) || length == 0)
        {
            throw BackupCreateErrors.ImagesFailed(Node, App, error.Trim());
        }

        var header = new PartHeader { Name = "images.tar", Kind = BackupPartKind.Images, Member = "images.tar", Length = length };
        var script = PartScript.Pack($"{{ {save}; echo $? >/tmp/save; }} | {{ tee /dev/fd/3 | wc -c >/tmp/saved; }} 3>&1", compression, settings.CompressionLevel, !helper.ProvesOutput)
            + $"\n[ \"$(cat /tmp/saved)\" -eq {length} ] || {{ echo 'they changed meanwhile' >&2; exit 1; }}\nexit $(cat /tmp/save)";
        var end = await PartRun.RunAsync(helper, _writer!, header, script, Moved, cancellationToken).ConfigureAwait(false);
        if (end.ExitCode != 0)
        {
            throw BackupCreateErrors.ImagesFailed(Node, App, end.Text);
        }
    }

    private async Task<bool> IsAsync(string reference, string id, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.Images.InspectAsync(reference, cancellationToken).ConfigureAwait(false)).Id == id;
        }
        catch (DentropyException e) when (e.Category == DentropyErrorCategory.ObjectNotFound)
        {
            return false;
        }
    }

    private async Task<(HelperContainer Helper, IReadOnlyList<BackupItem> Items)> StartHelperAsync(IReadOnlyList<BackupItem> items, CancellationToken cancellationToken)
    {
        var measured = await BackupHelper.FindFilesAsync(client, _run, settings.HelperImage, items, cancellationToken).ConfigureAwait(false);
        var helper = await BackupHelper.StartAsync(client, _run, settings, measured, cancellationToken).ConfigureAwait(false);
        try
        {
            return (helper, await BackupHelper.MeasureAsync(helper, settings, measured, _warnings, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            await helper.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<BackupUpload> OpenAsync(BackupManifest manifest, CancellationToken cancellationToken)
    {
        var encrypted = settings.Recipients.Count > 0;
        var upload = await place.CreateAsync(BackupName.For(manifest, encrypted).ToString(), cancellationToken).ConfigureAwait(false);
        if (!encrypted)
        {
            return upload;
        }

        try
        {
            return await AgeEncryption.EncryptAsync(upload, settings.Recipients, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await upload.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private BackupCompression Compression(HelperTools tools)
    {
        List<string> missing = [];
        if (tools.Tar is null)
        {
            missing.Add("GNU tar");
        }

        var compression = settings.Compression ?? (tools.Zstd is not null ? BackupCompression.Zstd : BackupCompression.Gzip);
        if (compression == BackupCompression.Zstd ? tools.Zstd is null : !tools.Gzip)
        {
            missing.Add(compression.ToString().ToLowerInvariant());
        }

        if (missing.Count > 0)
        {
            throw HelperErrors.ToolsMissing(Node, missing, settings.HelperImage);
        }

        var (name, highest) = compression == BackupCompression.Zstd ? ("zstd", 19) : ("gzip", 9);
        return settings.CompressionLevel is { } level && (level < 1 || level > highest) ? throw BackupCreateErrors.LevelInvalid(level, name, highest) : compression;
    }

    // A backup that is whole is worth more than a hook that tidies up, so its failure is told beside it.
    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        foreach (var failure in await _hooks.AfterAsync(cancellationToken).ConfigureAwait(false))
        {
            _warnings.Add(failure.Message);
        }

        _warnings.AddRange(_hold.Frozen.Select(container => $"Container {container.Name} was paused and not stopped, since Docker removes it when it stops."));
    }

    private async Task LetGoAsync(NodeGuard guard, CancellationToken cancellationToken)
    {
        try
        {
            await guard.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DentropyException or OperationCanceledException)
        {
            // The app is up and the file is there; the guard finds nothing to do and goes away by itself.
        }
    }

    // The guard does it on the node. Where we have lost it and still reach the engine, we do it too: to start what runs does no harm.
    private async Task TakeBackAsync(NodeGuard guard, Exception cause)
    {
        _takenBack = true;
        Tell("putting everything back");
        using var limit = new CancellationTokenSource(s_undoLimit);
        DentropyException? failed = null;
        try
        {
            await guard.RollBackAsync(limit.Token).ConfigureAwait(false);
        }
        catch (DentropyException e) when (e.ErrorId == "GuardLost")
        {
            failed = await BringBackAsync(e, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DentropyException or OperationCanceledException)
        {
            failed = e as DentropyException ?? HelperErrors.GuardLost(Node, App, e);
        }

        if (failed is null)
        {
            await ((Task)_hooks.AfterAsync(limit.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        else if (cause is DentropyException known && known.ErrorId != failed.ErrorId)
        {
            throw BackupCreateErrors.NotRestored(Node, App, known, failed);
        }
    }

    private async Task<DentropyException?> BringBackAsync(DentropyException lost, CancellationToken cancellationToken)
    {
        try
        {
            await _hold.BringUpAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (e is DentropyException or OperationCanceledException)
        {
            return lost;
        }
    }

    private void Next(string activity)
    {
        _at = (_at.Part + 1, _at.Parts);
        Tell(activity);
    }

    private void Moved(long count)
    {
        _told += count;
        if (_told >= 4 * 1024 * 1024)
        {
            _told = 0;
            Tell(_activity);
        }
    }

    private void Tell(string activity)
    {
        _activity = activity;
        progress?.Report(new BackupProgress(Node, App, activity, _writer?.Position ?? 0, _at.Part, _at.Parts));
    }

    private sealed record Content(BackupManifest Manifest, AppDefinition Definition, IReadOnlyList<DefinitionImage> Images);
}
