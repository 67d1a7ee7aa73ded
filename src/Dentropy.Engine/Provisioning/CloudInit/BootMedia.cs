using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Engine.Transport.Ssh;
using Dentropy.Nodes;
using Dentropy.Provisioning;

namespace Dentropy.Engine.Provisioning.CloudInit;

/// <summary>Media for the first boot of a node.</summary>
public sealed record BootMediaSettings
{
    /// <summary>The node.</summary>
    public required DcNode Node { get; init; }

    /// <summary>A folder that exists, such as the boot partition of a card, or a file ending in <c>.img</c>: an image of a seed disk. A whole path.</summary>
    public required string Path { get; init; }

    /// <summary>Files of public keys beside those of <c>cloud.yaml</c>; whole paths.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>Makes a host key, gives it to the node, and trusts it from now on. Its private half is in the media, which nobody else may then read.</summary>
    public bool HostKey { get; init; }

    /// <summary>Writes over files that are there and differ.</summary>
    public bool Force { get; init; }
}

/// <summary>What writing media comes to. It was checked, and nothing was written.</summary>
public sealed class BootMediaPlan
{
    internal BootMediaPlan(DcBootMedia media, IReadOnlyList<(string Path, byte[] Content)> files, DcNode node, SeedHostKey? hostKey) => (Media, Files, Node, HostKey) = (media, files, node, hostKey);

    /// <summary>The media.</summary>
    public DcBootMedia Media { get; }

    // Those that are to be written.
    internal IReadOnlyList<(string Path, byte[] Content)> Files { get; }

    internal DcNode Node { get; }

    internal SeedHostKey? HostKey { get; }
}

/// <summary>
/// Writes the files by which cloud-init sets a node up when it boots for the first time: user-data, meta-data, vendor-data and network-config, from the inventory and the section
/// <c>firstBoot</c> of <c>cloud.yaml</c>. They have public keys and no secrets, unless a host key is asked for.
/// </summary>
/// <param name="cloud">The cloud folder.</param>
public sealed class BootMedia(string cloud)
{
    // What cloud-init's NoCloud looks for, in capital or small letters.
    private const string Label = "CIDATA";
    private const string ImageEnding = ".img";

    /// <summary>Works out what is to be written.</summary>
    /// <param name="settings">The media.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException">
    /// <c>BootMediaInvalid</c>, <c>BootMediaNoKey</c>, <c>BootMediaKeyInvalid</c>, <c>BootMediaFolderNotFound</c>, <c>BootMediaExists</c>, <c>CloudFileInvalid</c>.
    /// </exception>
    public async Task<BootMediaPlan> PlanAsync(BootMediaSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var hostKey = settings.HostKey ? await SeedHostKey.MakeAsync(settings.Node.Name, cancellationToken).ConfigureAwait(false) : null;
        var seed = await SeedFiles.ReadAsync(cloud, settings.Node, settings.Key, hostKey, cancellationToken).ConfigureAwait(false);
        var isImage = settings.Path.EndsWith(ImageEnding, StringComparison.OrdinalIgnoreCase) && !Directory.Exists(settings.Path);
        var folder = isImage ? Path.GetDirectoryName(settings.Path) : settings.Path;
        if (!Directory.Exists(folder))
        {
            throw new DentropyException(
                "BootMediaFolderNotFound", DentropyErrorCategory.ObjectNotFound, settings.Path, $"There is no folder {folder}. Mount the card or make the folder first; a seed image is a file that ends in {ImageEnding}. Nothing was written.");
        }

        IReadOnlyList<(string Path, byte[] Content)> files = isImage
            ? [(settings.Path, FatImage.Write(Label, seed.Files) ?? throw new DentropyException("BootMediaInvalid", DentropyErrorCategory.InvalidData, settings.Node.Name, "The files are too large for a seed image. Nothing was written."))]
            : [.. seed.Files.Select(file => (Path.Join(settings.Path, file.Name), file.Content))];
        var changed = new List<(string Path, byte[] Content)>();
        foreach (var file in files)
        {
            if (!await IsThereAsync(file.Path, file.Content, cancellationToken).ConfigureAwait(false))
                changed.Add(file);
        }

        if (!settings.Force && changed.Where(file => Path.Exists(file.Path)).Select(file => Path.GetFileName(file.Path)).ToList() is { Count: > 0 } there)
        {
            throw new DentropyException(
                "BootMediaExists", DentropyErrorCategory.ResourceExists, settings.Path, $"{string.Join(", ", there)} {(there.Count == 1 ? "is" : "are")} in {folder} already, and would be another. Nothing was written; look at what is there, and use -Force to write over it.");
        }

        var media = new DcBootMedia
        {
            Node = settings.Node.Name,
            Path = settings.Path,
            Kind = isImage ? DcBootMediaKind.SeedImage : DcBootMediaKind.Folder,
            InstanceId = seed.InstanceId,
            File = [.. seed.Files.Select(file => file.Name)],
            Changed = [.. changed.Select(file => Path.GetFileName(file.Path))],
            HostKey = hostKey?.Key.Fingerprint,
            Cloud = cloud,
        };
        return new BootMediaPlan(media, changed, settings.Node, hostKey);
    }

    /// <summary>Writes what a plan says, and enters the host key that is in it into the cloud's <c>known_hosts</c>, so that the very first connection is verified.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Ends it between the two.</param>
    /// <returns>The media.</returns>
    /// <exception cref="DentropyException"><c>BootMediaNotWritten</c>; <c>InventoryReadOnly</c>, <c>InventoryBusy</c>: the media are written, and the key is not known.</exception>
    public static async Task<DcBootMedia> WriteAsync(BootMediaPlan plan, CancellationToken cancellationToken)
    {
        var media = Write(plan);
        if (plan.HostKey is { } hostKey)
        {
            var name = (await KnownName.OfAsync(plan.Node, new LinkOptions(), cancellationToken).ConfigureAwait(false)).Known;
            // A node that still runs from before keeps the keys that it is known by.
            await KnownHostsFile.EditAsync(media.Cloud!, lines => KnownHosts.With(lines, [name, plan.Node.Name], [new HostKey(name, hostKey.Key.Type, hostKey.Key.Blob)]), cancellationToken).ConfigureAwait(false);
        }

        return media;
    }

    /// <summary>Writes what a plan says, and nothing else. All files are written beside their places and flushed first; only then do they get their names.</summary>
    /// <param name="plan">The plan.</param>
    /// <returns>The media.</returns>
    /// <exception cref="DentropyException"><c>BootMediaNotWritten</c>: the disk is full, or may not be written. What was there is as it was.</exception>
    public static DcBootMedia Write(BootMediaPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var staged = new List<DurableFile>();
        try
        {
            foreach (var (path, content) in plan.Files)
                staged.Add(Stage(path, content, plan.HostKey is null ? null : UnixFileMode.UserRead | UnixFileMode.UserWrite));
            foreach (var file in staged)
                file.Publish();
            return plan.Media with { Applied = plan.Files.Count > 0 };
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw new DentropyException(
                "BootMediaNotWritten", DentropyErrorCategory.WriteError, plan.Media.Path, $"{plan.Media.Path} could not be written: {e.Message.TrimEnd('.')}. Nothing is left half done; make room or look at its permissions, and try again.", e);
        }
        finally
        {
            foreach (var file in staged)
                file.Dispose();
        }
    }

    // A disk that is full leaves a piece of the file that did not fit.
    private static DurableFile Stage(string path, byte[] content, UnixFileMode? mode)
    {
        try
        {
            return DurableFile.Write(path, content, mode);
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            File.Delete(Path.Join(Path.GetDirectoryName(path), $".{Path.GetFileName(path)}.tmp"));
            throw;
        }
    }

    private static async Task<bool> IsThereAsync(string path, byte[] content, CancellationToken cancellationToken)
    {
        try
        {
            return File.Exists(path) && new FileInfo(path).Length == content.Length && (await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false)).AsSpan().SequenceEqual(content);
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            return false;
        }
    }
}
