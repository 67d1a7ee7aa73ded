namespace Dentropy.Engine.Backups.Restore;

/// <summary>Finds storage by what an operator calls it.</summary>
internal sealed class VolumeFinder(string app, IReadOnlyList<SourceVolume> volumes)
{
    /// <summary>The storage that a word means; null, and a problem, where it means none or several.</summary>
    public SourceVolume? Find(string word, string parameter, ICollection<RestoreProblem> problems)
    {
        var found = Matches(word);
        if (found.Count == 1)
            return found[0];
        var names = string.Join(", ", volumes.Select(Shown).Order(StringComparer.Ordinal));
        problems.Add(found.Count == 0
            ? new RestoreProblem("VolumeNotInBackup", word, $"{parameter}: the app has no volume or path '{word}'. It has {(names.Length > 0 ? names : "none")}.")
            : new RestoreProblem("VolumeAmbiguous", word, $"{parameter}: '{word}' means {string.Join(" and ", found.Select(Shown))}. Give the whole name."));
        return null;
    }

    /// <summary>The name without the project's: what the compose file calls it.</summary>
    public string Short(SourceVolume volume)
    {
        if (volume.Labels.TryGetValue("com.docker.compose.volume", out var name))
            return name;
        return !volume.IsBind && volume.Name.StartsWith(app + "_", StringComparison.Ordinal) ? volume.Name[(app.Length + 1)..] : volume.Name;
    }

    private List<SourceVolume> Matches(string word)
    {
        foreach (var test in new Func<SourceVolume, bool>[]
        {
            volume => string.Equals(volume.Name, word, StringComparison.Ordinal),
            volume => !volume.IsBind && string.Equals(Short(volume), word, StringComparison.Ordinal),
            volume => volume.Targets.Contains(word, StringComparer.Ordinal),
            volume => volume.Targets.Any(target => string.Equals(target[(target.IndexOf(':', StringComparison.Ordinal) + 1)..], word, StringComparison.Ordinal)),
        })
        {
            if (volumes.Where(test).ToList() is { Count: > 0 } found)
                return found;
        }

        return [];
    }

    private string Shown(SourceVolume volume) => volume.Anonymous && volume.Targets.Count > 0 ? volume.Targets[0] : Short(volume);
}
