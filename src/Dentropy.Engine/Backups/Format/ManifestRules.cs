namespace Dentropy.Engine.Backups.Format;

/// <summary>What a manifest may say. What a restore would take for a path or a name is looked at here, before anybody uses it.</summary>
internal static class ManifestRules
{
    /// <summary>What is wrong with it, as half a sentence; null where nothing is.</summary>
    public static string? Problem(BackupManifest manifest)
    {
        if (IsBlank(manifest.App) || IsBlank(manifest.SourceNode) || IsBlank(manifest.Id) || IsBlank(manifest.ToolVersion))
            return "the app, its node, the id or the tool's version is missing or holds control characters";
        if (manifest.Time.Offset != TimeSpan.Zero || manifest.Time.Ticks % TimeSpan.TicksPerSecond != 0)
            return "its time is not in whole seconds of UTC";
        if (manifest.Volumes.Select(Problem).FirstOrDefault(problem => problem is not null) is { } found)
            return found;
        if (manifest.Volumes.GroupBy(volume => volume.Part, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } doubled)
            return $"two volumes have the part {doubled.Key}";
        return null;
    }

    private static string? Problem(ManifestVolume volume)
    {
        var kind = volume.IsBind ? BackupPartKind.Bind : BackupPartKind.Volume;
        if (MemberNames.Problem(volume.Part, kind, member: null) is { } part)
            return $"a volume's part is named '{Inventory.Shown.Text(volume.Part)}', and {part}";
        if (volume.IsBind ? !IsPath(volume.Name) : MemberNames.Problem(volume.Name) is not null || volume.Name.Contains('/', StringComparison.Ordinal))
            return $"'{Inventory.Shown.Text(volume.Name)}' is no {(volume.IsBind ? "absolute path" : "name of a volume")}";
        return null;
    }

    private static bool IsPath(string path) =>
        path.StartsWith('/') && !path.Any(char.IsControl) && !path.Split('/').Any(piece => piece is "." or "..");

    private static bool IsBlank(string text) => string.IsNullOrWhiteSpace(text) || text.Any(char.IsControl);
}
