using Dentropy.Engine.Apps;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Backups.Create;

/// <summary>What goes into a backup, and what is worth saying about it.</summary>
internal sealed record BackupContent(IReadOnlyList<BackupItem> Items, IReadOnlyList<string> Warnings);

/// <summary>Decides what goes into a backup. It only looks.</summary>
internal static class BackupPlanner
{
    /// <exception cref="DentropyException"><c>BindMountRefused</c>, <c>BindMountNotFound</c>, <c>VolumeNotFound</c>.</exception>
    public static async Task<BackupContent> ContentAsync(DockerClient client, AppDetails app, BackupSettings settings, CancellationToken cancellationToken)
    {
        var warnings = new List<string>();
        var items = Volumes(client.Node.Name, app, settings, warnings);
        var info = await client.System.InfoAsync(cancellationToken).ConfigureAwait(false);
        items.AddRange(Binds(client.Node.Name, app, settings, info.RootFolder, warnings));
        warnings.AddRange(await SharedAsync(client, app, items, cancellationToken).ConfigureAwait(false));
        return new BackupContent(items, warnings);
    }

    private static List<BackupItem> Volumes(string node, AppDetails app, BackupSettings settings, List<string> warnings)
    {
        var known = app.Volumes.ToDictionary(volume => volume.Name, StringComparer.Ordinal);
        var patterns = settings.ExcludeVolumes.Select(text => NodePattern.Parse(text)).ToList();
        foreach (var pattern in patterns.Where(pattern => pattern.Exact is { } name && !known.ContainsKey(name)))
        {
            throw BackupCreateErrors.VolumeUnknown(node, app.App.Name, pattern.Text);
        }

        var items = new List<BackupItem>();
        foreach (var mounts in Mounts(app).Where(mount => mount.Mount is { Type: "volume", Name: not null }).GroupBy(mount => mount.Mount.Name!, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            if (!known.TryGetValue(mounts.Key, out var volume))
            {
                warnings.Add($"Volume {mounts.Key} is not in the backup: its driver does not answer.");
            }
            else if (patterns.Exists(pattern => pattern.Matches(mounts.Key)))
            {
                warnings.Add($"Volume {mounts.Key} is not in the backup, as was asked for.");
            }
            else
            {
                items.Add(Item(mounts.Key, volume, $"volumes/{mounts.Key}", [.. mounts]));
            }
        }

        return items;
    }

    private static List<BackupItem> Binds(string node, AppDetails app, BackupSettings settings, string engineFolder, List<string> warnings)
    {
        var items = new List<BackupItem>();
        var binds = Mounts(app).Where(mount => mount.Mount is { Type: "bind", Source: not null }).GroupBy(mount => mount.Mount.Source!, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        foreach (var pattern in settings.IncludeBindMounts.Where(pattern => NodePattern.Parse(pattern).Exact is not null && !binds.Exists(bind => bind.Key.TrimEnd('/') == pattern.TrimEnd('/'))))
        {
            throw BackupCreateErrors.BindUnknown(node, app.App.Name, pattern);
        }

        foreach (var bind in binds)
        {
            var (asked, exactly) = BindRules.Match(bind.Key, settings.IncludeBindMounts);
            var problem = BindRules.Problem(bind.Key, engineFolder);
            if (problem is not null)
            {
                if (exactly)
                {
                    throw BackupCreateErrors.BindRefused(node, bind.Key, problem);
                }

                if (asked)
                {
                    warnings.Add($"The path {bind.Key} is not in the backup: {problem}.");
                }
            }
            else if (asked)
            {
                items.Add(Item(bind.Key, volume: null, $"binds/{items.Count}", [.. bind]));
            }
            else
            {
                warnings.Add($"The path {bind.Key} of the node is not in the backup; -IncludeBindMount takes it along.");
            }
        }

        return items;
    }

    private static async Task<IReadOnlyList<string>> SharedAsync(DockerClient client, AppDetails app, List<BackupItem> items, CancellationToken cancellationToken)
    {
        var own = app.Containers.Select(container => container.Id).ToHashSet(StringComparer.Ordinal);
        var running = await client.Containers.ListAsync(all: false, [], cancellationToken).ConfigureAwait(false);
        return [.. running
            .Where(other => !own.Contains(other.Id) && !other.Labels.ContainsKey(AppLabels.Role))
            .SelectMany(other => items
                .Where(item => other.Json.Objects("Mounts").Any(mount => (item.IsBind ? mount.Text("Source") : mount.Text("Name")) == item.Name))
                .Select(item => $"{(item.IsBind ? "The path" : "Volume")} {item.Name} is used by container {other.Name} too, which is no part of the app and went on running."))];
    }

    private static BackupItem Item(string name, VolumeDetails? volume, string part, IReadOnlyList<(ContainerDetails Container, ContainerMount Mount)> mounts) => new()
    {
        Name = name,
        Volume = volume,
        Part = part,
        Targets = [.. mounts.Select(mount => new BackupTarget(AppGroups.Service(mount.Container.Labels, mount.Container.Name), mount.Container, mount.Mount.Destination))],
        Excludes = [.. mounts.SelectMany(mount => Excludes(mount.Container, mount.Mount.Destination, part)).Distinct(StringComparer.Ordinal)],
    };

    // Paths as the container sees them, as patterns for the names in the archive.
    private static IEnumerable<string> Excludes(ContainerDetails container, string destination, string part)
    {
        var folder = destination.TrimEnd('/') + "/";
        return container.Labels.GetValueOrDefault(Exclude, "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(path => path.StartsWith(folder, StringComparison.Ordinal) && path.Length > folder.Length)
            .Select(path => $"{part}/{path[folder.Length..].TrimEnd('/')}");
    }

    /// <summary>Label with paths of the container, separated by commas, that stay out of the backup; wildcards are allowed.</summary>
    public const string Exclude = "dentropy.backup.exclude";

    private static IEnumerable<(ContainerDetails Container, ContainerMount Mount)> Mounts(AppDetails app) =>
        app.Containers.SelectMany(container => container.Mounts.Select(mount => (container, mount)));
}
