using System.Security.Cryptography;

namespace Dentropy.Engine.Backups.Restore;

/// <summary>Decides where storage goes, and whether it can.</summary>
internal sealed class VolumePlanner(
    RestoreSource source, RestoreSettings settings, TargetFacts facts, AppNaming naming, ICollection<RestoreProblem> problems, ICollection<string> warnings)
{
    private static readonly string[] s_remote = ["nfs", "nfs4", "cifs", "smb3", "ceph", "glusterfs", "sshfs", "fuse.sshfs"];

    private readonly VolumeFinder _finder = new(source.App, source.Volumes);

    public IReadOnlyList<PlannedVolume> Plan(IReadOnlyList<SourceVolume> volumes)
    {
        var answers = new Dictionary<string, VolumeTarget>(StringComparer.Ordinal);
        foreach (var (word, target) in settings.VolumeMap)
        {
            if (_finder.Find(word, "-VolumeMap", problems) is { } volume)
                answers[volume.Name] = target.Checked();
        }

        var skipped = settings.SkipVolumes.Select(word => _finder.Find(word, "-SkipVolume", problems)?.Name).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var planned = volumes.Select(volume => Plan(volume, answers.GetValueOrDefault(volume.Name), skipped.Contains(volume.Name))).ToList();
        foreach (var twice in planned.GroupBy(volume => volume.Target, StringComparer.Ordinal).Where(group => group.Count() > 1))
            problems.Add(new RestoreProblem("VolumeTargetTwice", twice.Key, $"{string.Join(" and ", twice.Select(volume => volume.Source.Name))} would both go to '{twice.Key}'. Give each a place of its own with -VolumeMap."));
        Nested(planned);
        return planned;
    }

    private PlannedVolume Plan(SourceVolume volume, VolumeTarget? answer, bool skip)
    {
        var path = answer is null ? volume.IsBind ? volume.Name : null : answer.Path;
        if (volume.File is not null && path is null)
            problems.Add(new RestoreProblem("VolumeTargetInvalid", volume.Name, $"'{volume.Name}' is a single file, which cannot become a volume. Map it to a path."));
        var planned = path is not null ? Path(volume, path, skip) : Volume(volume, answer, skip);
        if (!volume.HasData && planned.Create)
            warnings.Add($"The content of '{volume.Name}' is not in the backup: '{planned.Target}' starts empty.");
        return planned;
    }

    private PlannedVolume Path(SourceVolume volume, string path, bool skip)
    {
        var fill = volume.HasData && !skip;
        var planned = new PlannedVolume { Source = volume, Target = path, IsBind = true, Fill = fill };
        var there = facts.Paths?.GetValueOrDefault(path);
        if (fill)
            return Folder(planned, path);
        if (there is { Exists: false } && !volume.IsBind)
            return planned with { Create = true, Folder = path, MakeFolder = true };
        if (there is { Exists: false })
            problems.Add(new RestoreProblem("BindMissing", path, $"The app uses the path {path} of its node. It is not in the backup, and node '{facts.Node}' has none. Put it there, or map it with -VolumeMap."));
        return planned;
    }

    private PlannedVolume Volume(SourceVolume volume, VolumeTarget? answer, bool skip)
    {
        var taken = (string name) => facts.Volumes.Contains(name, StringComparer.Ordinal);
        var name = answer?.Volume ?? (volume.Anonymous
            ? taken(volume.Name) ? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)) : volume.Name
            : volume.IsBind ? $"{naming.Name}_{Leaf(volume.Name)}" : naming.Of(volume.Name, taken));
        var own = answer is null or { Driver: null, Options.Count: 0 };
        var driver = answer?.Driver ?? (volume.IsBind ? "local" : volume.Driver ?? "local");
        var planned = new PlannedVolume
        {
            Source = volume,
            Target = name,
            IsBind = false,
            Driver = driver,
            Options = own ? volume.IsBind ? new Dictionary<string, string>(StringComparer.Ordinal) : volume.Options : answer!.Options,
            Labels = volume.Labels.ToDictionary(label => label.Key, label => naming.Label(label.Key, label.Value, s_none), StringComparer.Ordinal),
            Create = true,
            Fill = volume.HasData && !skip,
        };
        if (taken(name))
        {
            if (!planned.Fill)
                return planned with { Create = false };
            problems.Add(new RestoreProblem("VolumeExists", name, $"There is a volume '{name}' on node '{facts.Node}' already, and it is not written to. Map '{volume.Name}' to another with -VolumeMap, take another name for the app with -Name, or keep what is in it with -SkipVolume."));
        }

        if (facts.VolumeDrivers.Count > 0 && !facts.VolumeDrivers.Contains(driver, StringComparer.Ordinal))
            problems.Add(new RestoreProblem("DriverMissing", driver, $"Volume '{name}' needs the driver '{driver}', which node '{facts.Node}' has not. Install it, or map the volume with -VolumeMap."));
        return string.Equals(driver, "local", StringComparison.Ordinal) ? Local(planned) : Foreign(planned);
    }

    // Docker's own driver mounts what its options say: a folder of the node, or a share of another machine.
    private PlannedVolume Local(PlannedVolume volume)
    {
        var device = volume.Options.GetValueOrDefault("device");
        var bound = volume.Options.GetValueOrDefault("o")?.Split(',').Any(word => word is "bind" or "rbind") == true;
        if (bound && device is not null)
        {
            if (VolumeTarget.AbsolutePath(device) is { } path)
                return Folder(volume, path);
            problems.Add(new RestoreProblem("VolumeTargetInvalid", device, $"Volume '{volume.Target}' is bound to '{device}', which is no absolute path. Map it with -VolumeMap."));
        }

        var type = volume.Options.GetValueOrDefault("type");
        if (volume.Fill && type is not null && s_remote.Contains(type, StringComparer.OrdinalIgnoreCase))
            warnings.Add($"Volume '{volume.Target}' lies on another machine ({type} {device}). It has to be empty; if its content is still there and wanted, say -SkipVolume.");
        return volume;
    }

    private PlannedVolume Foreign(PlannedVolume volume)
    {
        if (volume.Fill)
            warnings.Add($"Volume '{volume.Target}' is made by the driver '{volume.Driver}'. What it makes has to be empty.");
        return volume;
    }

    private PlannedVolume Folder(PlannedVolume volume, string path)
    {
        if (!volume.Fill)
            return volume;
        var planned = volume with { Folder = path, Create = true };
        switch (facts.Paths?.GetValueOrDefault(path))
        {
            case null:
                // Nobody could look, or it is looked at once more before anything is made.
                return planned with { MakeFolder = true };
            case { Exists: false }:
                return planned with { MakeFolder = true };
            case { IsEmpty: true } when volume.Source.File is null:
                return planned;
            default:
                problems.Add(new RestoreProblem("PathNotEmpty", path, $"{path} on node '{facts.Node}' is there already and not empty, and it is not written to. Map '{volume.Source.Name}' to another place with -VolumeMap, or keep what is in it with -SkipVolume."));
                return planned;
        }
    }

    // A path below another one that is filled is not empty any more when its turn comes.
    private void Nested(List<PlannedVolume> planned)
    {
        var folders = planned.Where(volume => volume is { Fill: true, Folder: not null }).ToList();
        foreach (var inner in folders)
        {
            foreach (var outer in folders.Where(outer => inner.Folder!.StartsWith(outer.Folder + "/", StringComparison.Ordinal)))
                problems.Add(new RestoreProblem("VolumeTargetTwice", inner.Folder!, $"'{inner.Source.Name}' would go to {inner.Folder}, inside {outer.Folder}, where '{outer.Source.Name}' goes. Give each a place of its own with -VolumeMap."));
        }
    }

    private static readonly Dictionary<string, string> s_none = new(StringComparer.Ordinal);

    private static string Leaf(string path)
    {
        var leaf = path[(path.LastIndexOf('/') + 1)..];
        return leaf.Length > 0 && VolumeTarget.IsVolumeName("x" + leaf) ? leaf : "data";
    }
}
