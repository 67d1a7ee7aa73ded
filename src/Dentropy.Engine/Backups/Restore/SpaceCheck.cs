
namespace Dentropy.Engine.Backups.Restore;

/// <summary>Whether there is room, counted for each file system of the node.</summary>
internal static class SpaceCheck
{
    public static void Check(IReadOnlyList<PlannedVolume> volumes, IReadOnlyList<PlannedImage> images, TargetFacts facts, ICollection<RestoreProblem> problems)
    {
        if (facts.Paths is not { } paths)
            return;
        var needed = new Dictionary<string, (long Bytes, long? Free, string Path)>(StringComparer.Ordinal);
        foreach (var volume in volumes.Where(volume => volume.Fill && (volume.Folder is not null || !volume.IsElsewhere)))
            Add(volume.Folder ?? facts.DataRoot, volume.Source.Bytes ?? 0);
        foreach (var image in images.Where(image => image.Way == ImageWay.Load))
            Add(facts.DataRoot, image.Source.Size);

        foreach (var (bytes, free, path) in needed.Values)
        {
            if (free is { } there && bytes > there)
                problems.Add(new RestoreProblem("SpaceMissing", path, $"{ByteCount.Text(bytes)} have to go to {path} on node '{facts.Node}', and {ByteCount.Text(there)} are free there. Make room, or map volumes elsewhere with -VolumeMap."));
        }

        void Add(string path, long bytes)
        {
            if (!paths.TryGetValue(path, out var there))
                return;
            var before = needed.GetValueOrDefault(there.FileSystem, (0, there.Free, path));
            needed[there.FileSystem] = (before.Item1 + bytes, before.Item2, before.Item3);
        }
    }
}
