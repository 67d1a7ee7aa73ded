using System.Text.RegularExpressions;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Provisioning.Profiles;

/// <summary>Words of a profile that reach a node: each has to be what it is used as, so that none is taken for something else there.</summary>
internal static partial class ProfileText
{
    public static bool IsPackage(string text) => Open(text) || Package().IsMatch(text);

    public static bool IsUser(string text) => Open(text) || User().IsMatch(text);

    public static bool IsService(string text) => Open(text) || (Service().IsMatch(text) && !text.EndsWith(".service", StringComparison.Ordinal));

    public static bool IsSysctl(string text) => Open(text) || Sysctl().IsMatch(text);

    public static bool IsZone(string text) => Open(text) || Zone().IsMatch(text);

    public static bool IsHostName(string text) => Open(text) || HostName().IsMatch(text);

    public static bool IsMode(string text) => Mode().IsMatch(text);

    public static bool IsOwner(string text) => Open(text) || Owner().IsMatch(text);

    /// <summary>One line without anything that a terminal or a file would act on.</summary>
    public static bool IsLine(string text) => text.Length > 0 && !text.Any(char.IsControl);

    /// <summary>An absolute path with nothing in it that tools would read otherwise.</summary>
    public static bool IsPath(string text) => Open(text) ||
        (text.Length is > 1 and < 1000 && text[0] == '/' && text[^1] != '/' && !text.Any(char.IsControl) && !text.Contains('\\', StringComparison.Ordinal) && text.Split('/').Skip(1).All(part => part is not ("" or "." or "..")));

    public static string Quoted(string text) => $"'{Shown.Text(text)}'";

    // A variable that is not replaced yet: the profile is only looked at.
    private static bool Open(string text) => text.Contains("{{", StringComparison.Ordinal);

    [GeneratedRegex("^[a-z0-9][a-z0-9+.-]+\\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Package();

    [GeneratedRegex("^[a-z_][a-z0-9_-]{0,31}\\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex User();

    [GeneratedRegex("^[A-Za-z0-9_][A-Za-z0-9@._:-]*\\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Service();

    [GeneratedRegex("^[a-z0-9_]+(\\.[A-Za-z0-9_-]+)+\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sysctl();

    [GeneratedRegex("^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Zone();

    [GeneratedRegex("^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HostName();

    [GeneratedRegex("^0?[0-7]{3,4}\\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Mode();

    [GeneratedRegex("^[a-z_][a-z0-9_-]{0,31}(:[a-z_][a-z0-9_-]{0,31})?\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Owner();
}
