using Dentropy.Engine.Inventory;
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

    /// <summary>Writes over files that are there and differ.</summary>
    public bool Force { get; init; }
}

/// <summary>What writing media comes to. It was checked, and nothing was written.</summary>
public sealed class BootMediaPlan
{
    internal BootMediaPlan(DcBootMedia media, IReadOnlyList<(string Path, byte[] Content)> files) => (Media, Files) = (media, files);

    /// <summary>The media.</summary>
    public DcBootMedia Media { get; }

    // Those that are to be written.
    internal IReadOnlyList<(string Path, byte[] Content)> Files { get; }
}

/// <summary>
/// Writes the files by which cloud-init sets a node up when it boots for the first time: user-data, meta-data, vendor-data and network-config, from the inventory and the section
/// <c>firstBoot</c> of <c>cloud.yaml</c>. They have public keys and no secrets.
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
        var seed = await SeedFiles.ReadAsync(cloud, settings.Node, settings.Key, cancellationToken).ConfigureAwait(false);
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
            Cloud = cloud,
        };
        return new BootMediaPlan(media, changed);
    }

    /// <summary>Writes what a plan says. All files are written beside their places and flushed first; only then do they get their names.</summary>
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
                staged.Add(Stage(path, content));
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
    private static DurableFile Stage(string path, byte[] content)
    {
        try
        {
            return DurableFile.Write(path, content);
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
