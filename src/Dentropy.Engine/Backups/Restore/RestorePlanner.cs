using Dentropy.Apps;
using Dentropy.Backups;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Backups.Restore;

/// <summary>Works out what a restore would do: from what there is to restore, the operator's answers and the facts of the node. It asks nobody and changes nothing.</summary>
internal static class RestorePlanner
{
    public static RestorePlan Plan(RestoreSource source, RestoreSettings settings, TargetFacts facts)
    {
        var problems = new List<RestoreProblem>();
        var warnings = new List<string>();
        Hostile(source);
        if (settings.VolumeOnly is { } only)
            return VolumePlan(source, settings, facts, only, problems, warnings);

        var naming = Naming(source, settings, facts);
        if (facts.Apps.Contains(naming.Name, StringComparer.Ordinal))
            problems.Add(new RestoreProblem("AppExists", naming.Name, $"There is an app '{naming.Name}' on node '{facts.Node}' already. Remove it with Remove-DcApp, take another name with -Name, or say -OnConflict Rename."));

        var volumes = new VolumePlanner(source, settings, facts, naming, problems, warnings).Plan(source.Volumes);
        var networks = new NetworkPlanner(source, settings, facts, naming, problems, warnings);
        var plannedNetworks = networks.Plan();
        var images = new ImagePlanner(facts, problems, warnings).Plan(source.Images);
        var containers = new ContainerPlanner(source, settings, facts, naming, problems, warnings)
            .Plan(volumes, plannedNetworks, networks.FreeAddresses, images, out var hostnames);
        EngineChecks.Check(containers, images, facts, settings.HelperImage is null && volumes.Any(volume => volume.Fill) ? ["tar", source.Unpacker] : [], problems, warnings);
        SpaceCheck.Check(volumes, images, facts, problems);

        return new RestorePlan
        {
            App = naming.Name,
            Node = facts.Node,
            Source = source.Description,
            Settings = settings,
            Images = images,
            Networks = plannedNetworks,
            Volumes = volumes,
            Containers = containers,
            Hostnames = hostnames,
            Problems = [.. problems.Distinct()],
            Warnings = [.. warnings.Distinct(StringComparer.Ordinal)],
            Steps = PlanSteps.Of(images, plannedNetworks, volumes, containers, source),
        };
    }

    // One volume, beside whatever runs: into a new volume or an empty folder.
    private static RestorePlan VolumePlan(
        RestoreSource source, RestoreSettings settings, TargetFacts facts, string only, List<RestoreProblem> problems, List<string> warnings)
    {
        IReadOnlyList<PlannedVolume> volumes = [];
        var naming = new AppNaming(source.App, settings.Name ?? source.App);
        if (new VolumeFinder(source.App, source.Volumes).Find(only, "-VolumeOnly", problems) is { } volume)
        {
            if (!volume.HasData)
                problems.Add(new RestoreProblem("VolumeNotInBackup", only, $"The content of '{volume.Name}' is not in the backup."));
            // Its labels would make compose, and Dentropy, count it among the app's own.
            var bare = volume with { Labels = new Dictionary<string, string>(StringComparer.Ordinal) };
            volumes = new VolumePlanner(source with { Volumes = [volume] }, settings, facts, naming, problems, warnings).Plan([bare]);
        }

        SpaceCheck.Check(volumes, [], facts, problems);
        return new RestorePlan
        {
            App = naming.Name,
            Node = facts.Node,
            Source = source.Description,
            Settings = settings,
            Volumes = volumes,
            Problems = [.. problems.Distinct()],
            Warnings = warnings,
            Steps = PlanSteps.Of([], [], volumes, [], source),
        };
    }

    // What comes from a file may have been made by anybody. Docker checks most names; these become paths in the helper.
    private static void Hostile(RestoreSource source)
    {
        foreach (var volume in source.Volumes)
        {
            var usable = volume.IsBind ? VolumeTarget.AbsolutePath(volume.Name) is not null : VolumeTarget.IsVolumeName(volume.Name);
            var member = volume.Member.Length == 0
                || !volume.Member.StartsWith('/') && !volume.Member.StartsWith('-') && !volume.Member.Split('/').Any(part => part is "" or "." or "..") && !volume.Member.AsSpan().ContainsAny('\0', '\n', ':');
            if (!usable || !member)
            {
                throw new DentropyException(
                    "BackupInvalid",
                    DentropyErrorCategory.InvalidData,
                    source.Description,
                    $"{source.Description}: the storage '{Shown.Text(volume.Name)}' ({Shown.Text(volume.Member)}) has a name that no app has. The backup was changed by somebody or is damaged; nothing was restored from it.");
            }
        }
    }

    private static AppNaming Naming(RestoreSource source, RestoreSettings settings, TargetFacts facts)
    {
        var wanted = settings.Name ?? source.App;
        var naming = new AppNaming(source.App, wanted);
        if (settings.OnConflict != RestoreConflict.Rename || IsFree(source, naming, facts))
            return naming;
        for (var number = 2; ; number++)
        {
            naming = new AppNaming(source.App, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{wanted}-{number}"));
            if (IsFree(source, naming, facts))
                return naming;
        }
    }

    private static bool IsFree(RestoreSource source, AppNaming naming, TargetFacts facts) =>
        !facts.Apps.Contains(naming.Name, StringComparer.Ordinal)
        && source.Containers.All(container => !facts.Containers.ContainsKey(naming.Of(container.Name, facts.Containers.ContainsKey)))
        && source.Volumes.Where(volume => !volume.IsBind && !volume.Anonymous)
            .All(volume => !facts.Volumes.Contains(naming.Of(volume.Name, name => facts.Volumes.Contains(name, StringComparer.Ordinal)), StringComparer.Ordinal))
        && source.Networks.Where(network => network.Own)
            .All(network => !facts.Networks.Any(one => string.Equals(one.Name, naming.Of(network.Name, name => facts.Networks.Any(there => string.Equals(there.Name, name, StringComparison.Ordinal))), StringComparison.Ordinal)));
}
