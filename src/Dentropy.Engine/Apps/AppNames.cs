namespace Dentropy.Engine.Apps;

/// <summary>What names of apps may be.</summary>
internal static class AppNames
{
    /// <summary>Whether Compose would take a name for a project: lower-case letters, digits, hyphens, underscores; a letter or digit first.</summary>
    public static bool IsProject(string name) =>
        name.Length is > 0 and <= 128
        && (char.IsAsciiLetterLower(name[0]) || char.IsAsciiDigit(name[0]))
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');

    /// <summary>The project's name that Compose makes of a folder's name; empty where nothing of it is left.</summary>
    public static string OfFolder(string folder) =>
        string.Concat(folder.ToLowerInvariant().Where(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_')).TrimStart('-', '_');
}
