using Dentropy.Engine.Apps;
using Dentropy.Engine.Docker;
using Dentropy.Nodes;

namespace Dentropy.Engine.Backups.Restore;

/// <summary>The three questions of a restore: where to run, where to store, how to route. What was answered already is not asked.</summary>
public static class RestoreInterview
{
    /// <summary>Finds the node to run on, asking where there are several.</summary>
    /// <param name="app">Name of the app.</param>
    /// <param name="source">Name of the node that it was on.</param>
    /// <param name="nodes">Nodes of the inventory.</param>
    /// <param name="prompt">Who asks; null where nobody can be asked, and the node that it was on is taken.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="DentropyException"><c>AnswerMissing</c>: nobody can be asked, and the node that it was on is not known here.</exception>
    public static async Task<DcNode> NodeAsync(string app, string source, IReadOnlyList<DcNode> nodes, IRestorePrompt? prompt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        IReadOnlyList<DcNode> all = nodes.Any(node => node.IsLocal) ? nodes : [.. nodes, DcNode.Local];
        var usual = all.FirstOrDefault(node => string.Equals(node.Name, source, StringComparison.OrdinalIgnoreCase));
        if (prompt is null)
        {
            return usual ?? throw new DentropyException(
                "AnswerMissing",
                DentropyErrorCategory.InvalidArgument,
                app,
                $"'{app}' was on node '{source}', which is not known here, and nobody can be asked. Say with -Node where it should run; nothing was changed.");
        }

        var first = usual is null ? 0 : all.ToList().IndexOf(usual);
        var names = all.Select(node => node == usual ? $"{node.Name} (where it was)" : node.Name).ToList();
        return all[await prompt.ChooseAsync($"Where should '{app}' run?", names, first, cancellationToken).ConfigureAwait(false)];
    }

    /// <summary>Asks where to store each volume and how to route, as far as the settings leave that open.</summary>
    /// <param name="input">The backup.</param>
    /// <param name="settings">The answers so far.</param>
    /// <param name="prompt">Who asks.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>All answers.</returns>
    public static Task<RestoreSettings> AskAsync(RestoreInput input, RestoreSettings settings, IRestorePrompt prompt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        return AskAsync(input.Source, settings, prompt, cancellationToken);
    }

    internal static async Task<RestoreSettings> AskAsync(RestoreSource source, RestoreSettings settings, IRestorePrompt prompt, CancellationToken cancellationToken)
    {
        var finder = new VolumeFinder(source.App, source.Volumes);
        var ignored = new List<RestoreProblem>();
        var answered = settings.VolumeMap.Keys.Concat(settings.SkipVolumes).Select(word => finder.Find(word, "", ignored)?.Name).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var only = settings.VolumeOnly is { } word ? finder.Find(word, "", ignored) : null;
        var map = new Dictionary<string, VolumeTarget>(settings.VolumeMap, StringComparer.Ordinal);
        foreach (var volume in source.Volumes.Where(volume => volume is { HasData: true, Anonymous: false } && !answered.Contains(volume.Name)))
        {
            if (settings.VolumeOnly is not null && volume != only)
                continue;
            if (await VolumeAsync(volume, finder, prompt, cancellationToken).ConfigureAwait(false) is { } target)
                map[volume.Name] = target;
        }

        settings = settings with { VolumeMap = map };
        var hosts = source.Containers.SelectMany(container => RouteLabels.Hostnames(container.Inspect.Object("Config").Map("Labels"))).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (settings.Hostname is not null || settings.VolumeOnly is not null || hosts.Count == 0)
            return settings;
        var host = (await prompt.ReadAsync("Under which host name should it be reached?", hosts[0], cancellationToken).ConfigureAwait(false)).Trim();
        return host.Length == 0 || string.Equals(host, hosts[0], StringComparison.OrdinalIgnoreCase) ? settings : settings with { Hostname = host, OldHostname = hosts[0] };
    }

    private static async Task<VolumeTarget?> VolumeAsync(SourceVolume volume, VolumeFinder finder, IRestorePrompt prompt, CancellationToken cancellationToken)
    {
        var name = finder.Short(volume);
        var size = volume.Bytes is { } bytes ? $" ({ByteCount.Text(bytes)})" : "";
        var same = volume.IsBind ? $"the same path, {volume.Name}" : $"a volume '{name}', as before{(volume.Driver is null or "local" ? "" : $" ({volume.Driver})")}";
        string[] choices = volume.IsBind ? [same, "another path of the node", "a volume"] : [same, "a path of the node", "another volume, or another driver"];
        while (true)
        {
            var choice = await prompt.ChooseAsync($"Where should '{name}'{size} be stored?", choices, 0, cancellationToken).ConfigureAwait(false);
            if (choice == 0)
                return null;
            var word = (await prompt.ReadAsync(
                choice == 1 ? "Path on the node, e.g. /srv/data:" : "Name of the volume, or driver=...,opt=key=value:", "", cancellationToken).ConfigureAwait(false)).Trim();
            try
            {
                var target = VolumeTarget.Parse(word);
                if (choice != 1 || target.Path is not null)
                    return target;
                prompt.Tell($"'{word}' is no absolute path.");
            }
            catch (DentropyException e)
            {
                prompt.Tell(e.Message);
            }
        }
    }
}
