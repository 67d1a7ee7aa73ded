using System.Globalization;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Docker.Helper;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Backups.Create;

/// <summary>The helper of a backup: what it sees, and what it says of it.</summary>
internal static class BackupHelper
{
    // File systems of this machine's own disks whose times say reliably what changed: no network, no FUSE, and no tmpfs, whose files
    // change through mmap without a trace.
    private static readonly string[] s_reliable = ["ext2/ext3", "xfs", "btrfs", "f2fs", "zfs"];

    private const int ManyEntries = 5000;

    /// <summary>Finds out which paths of the node are single files: those lie in the archive as the one file of a folder.</summary>
    public static async Task<IReadOnlyList<BackupItem>> FindFilesAsync(
        DockerClient client, string run, string? image, IReadOnlyList<BackupItem> items, CancellationToken cancellationToken)
    {
        var binds = items.Where(item => item.IsBind).ToList();
        if (binds.Count == 0)
        {
            return items;
        }

        var settings = new HelperSettings
        {
            RunId = run,
            HelperImage = image,
            Mounts = [.. binds.Select((item, i) => new HelperMount { Source = item.Name, Target = $"/look/{i}", IsBind = true })],
        };
        var helper = await HelperContainer.StartAsync(client, settings, cancellationToken).ConfigureAwait(false);
        await using (helper.ConfigureAwait(false))
        {
            var script = string.Join('\n', binds.Select((_, i) => $"if [ -d /look/{i} ]; then echo folder; elif [ -f /look/{i} ]; then echo file; else echo other; fi"));
            var (_, output, _) = await helper.CaptureAsync(script, [], cancellationToken).ConfigureAwait(false);
            var kinds = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return [.. items.Select(item => (item, at: binds.IndexOf(item))).Select(one => one.at < 0 ? one.item : Of(one.item, kinds.ElementAtOrDefault(one.at)))];
        }

        BackupItem Of(BackupItem item, string? kind) => kind switch
        {
            "folder" => item,
            "file" => item with { File = item.Name[(item.Name.LastIndexOf('/') + 1)..] },
            _ => throw BackupCreateErrors.BindRefused(client.Node.Name, item.Name, "it is neither a folder nor a file"),
        };
    }

    public static Task<HelperContainer> StartAsync(
        DockerClient client, string run, BackupSettings settings, IReadOnlyList<BackupItem> items, CancellationToken cancellationToken) => HelperContainer.StartAsync(
        client,
        new HelperSettings
        {
            RunId = run,
            HelperImage = settings.HelperImage,
            DockerSocket = settings.IncludeImages,
            Mounts =
            [
                .. items.Select(item => new HelperMount
                {
                    Source = item.Name,
                    Target = $"{HelperContainer.Root}/{item.Part}{(item.File is null ? "" : "/" + item.File)}",
                    IsBind = item.IsBind,
                }),
            ],
        },
        cancellationToken);

    /// <summary>Counts what is in each, and decides what gets a first pass.</summary>
    public static async Task<IReadOnlyList<BackupItem>> MeasureAsync(
        HelperContainer helper, BackupSettings settings, IReadOnlyList<BackupItem> items, List<string> warnings, CancellationToken cancellationToken)
    {
        var (_, output, _) = await helper.CaptureAsync(PartScript.Prepare() + PartScript.Measure(items.Select(item => item.Part), ManyEntries), [], cancellationToken).ConfigureAwait(false);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. items.Select((item, i) => Measured(item, lines.ElementAtOrDefault(i)?.Split(' ') ?? []))];

        BackupItem Measured(BackupItem item, string[] words)
        {
            var size = Number(words, 0);
            var large = size is null or > 0 && (size is null || size >= settings.FirstPassFrom || Number(words, 1) >= ManyEntries);
            var system = words.ElementAtOrDefault(2) ?? "";
            var wanted = large && item.File is null && settings.FirstPass && settings.Consistency != BackupConsistency.None;
            if (wanted && !s_reliable.Contains(system, StringComparer.Ordinal))
            {
                warnings.Add($"{item.Name} had no first pass, because its file system ({(system.Length > 0 ? system : "unknown")}) does not say reliably what changed; the app was down for its whole copying.");
                wanted = false;
            }

            return item with { Size = size, FirstPass = wanted };
        }
    }

    private static long? Number(string[] words, int at) => long.TryParse(words.ElementAtOrDefault(at), CultureInfo.InvariantCulture, out var number) ? number : null;
}
