using System.Text.RegularExpressions;

namespace Dentropy.Engine.Backups.Restore;

/// <summary>Where storage of a backup goes: a volume, of any driver, or a path of the node.</summary>
public sealed partial record VolumeTarget
{
    private static readonly string[] s_keys = ["name=", "driver=", "opt="];

    /// <summary>Name of the volume; null for the name that it has, or for a path.</summary>
    public string? Volume { get; init; }

    /// <summary>Absolute path on the node; null for a volume.</summary>
    public string? Path { get; init; }

    /// <summary>Driver of the volume; null for the one that it has. A driver that is given stands alone: the backup's options do not go with it.</summary>
    public string? Driver { get; init; }

    /// <summary>Options of the driver; empty for those that it has, unless a driver is given.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Reads a target as operators write it: a volume's name, an absolute path, or
    /// <c>name=...,driver=...,opt=key=value,...</c>, where what begins with none of these words belongs to the value before it.
    /// </summary>
    /// <param name="text">The target.</param>
    /// <exception cref="DentropyException"><c>InvalidVolumeTarget</c>: it is none of these.</exception>
    public static VolumeTarget Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith('/'))
            return new VolumeTarget { Path = text }.Checked();
        if (!text.Contains('=', StringComparison.Ordinal))
            return new VolumeTarget { Volume = text }.Checked();

        var words = new List<string>();
        foreach (var word in text.Split(','))
        {
            if (words.Count > 0 && !s_keys.Any(key => word.StartsWith(key, StringComparison.Ordinal)))
                words[^1] += "," + word;
            else
                words.Add(word);
        }

        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        var target = new VolumeTarget { Options = options };
        foreach (var word in words)
        {
            var at = word.IndexOf('=', StringComparison.Ordinal);
            var value = word[(at + 1)..];
            switch (word[..Math.Max(0, at)])
            {
                case "name":
                    target = target with { Volume = value };
                    break;
                case "driver":
                    target = target with { Driver = value };
                    break;
                case "opt" when value.IndexOf('=', StringComparison.Ordinal) is var eq and > 0:
                    options[value[..eq]] = value[(eq + 1)..];
                    break;
                default:
                    throw Invalid(text);
            }
        }

        return target.Checked();
    }

    /// <summary>The same target, when it can be used.</summary>
    /// <exception cref="DentropyException"><c>InvalidVolumeTarget</c>: a name that Docker takes for none, a path that is not absolute or climbs, both, or neither.</exception>
    public VolumeTarget Checked()
    {
        if (Path is not null && (Volume is not null || Driver is not null || Options.Count > 0))
            throw Invalid($"{Path} with a volume's name, driver or options");
        if (Path is not null)
            return AbsolutePath(Path) is { } path ? this with { Path = path } : throw Invalid(Path);
        if (Volume is null && Driver is null && Options.Count == 0)
            throw Invalid("");
        if (Volume is not null && !IsVolumeName(Volume))
            throw Invalid(Volume);
        if (Driver is { Length: 0 })
            throw Invalid("driver=");
        return this;
    }

    /// <summary>As an operator would write it.</summary>
    public override string ToString()
    {
        if (Path is not null)
            return Path;
        if (Driver is null && Options.Count == 0)
            return Volume ?? "";
        var words = new List<string>();
        if (Volume is not null)
            words.Add("name=" + Volume);
        if (Driver is not null)
            words.Add("driver=" + Driver);
        words.AddRange(Options.Keys.Order(StringComparer.Ordinal).Select(key => $"opt={key}={Secretless(key, Options[key])}"));
        return string.Join(',', words);
    }

    /// <summary>Whether Docker takes it as the name of a volume (volume/names of Moby: a letter or digit, then letters, digits, <c>_ . -</c>).</summary>
    internal static bool IsVolumeName(string name) => VolumeName().IsMatch(name);

    /// <summary>The path without doubled or closing slashes; null where it is not absolute, climbs, or is the root itself.</summary>
    internal static string? AbsolutePath(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var usable = path.StartsWith('/') && parts.Length > 0 && !parts.Any(part => part is "." or "..") && !path.AsSpan().ContainsAny('\0', '\n', ':');
        return usable ? "/" + string.Join('/', parts) : null;
    }

    // The options of a network file system may hold its password.
    internal static string Secretless(string key, string value) =>
        value.Contains("pass", StringComparison.OrdinalIgnoreCase) || key.Contains("pass", StringComparison.OrdinalIgnoreCase)
            || key.Contains("secret", StringComparison.OrdinalIgnoreCase) || value.Contains("secret", StringComparison.OrdinalIgnoreCase)
            ? "***"
            : value;

    private static DentropyException Invalid(string text) => new(
        "InvalidVolumeTarget",
        DentropyErrorCategory.InvalidArgument,
        text,
        $"'{text}' is no place for a volume. Give a volume's name (data), an absolute path on the node (/srv/data), or a driver with options (driver=local,opt=type=nfs,opt=device=:/export). Nothing was changed.");

    [GeneratedRegex("^[a-zA-Z0-9][a-zA-Z0-9_.-]+$", RegexOptions.NonBacktracking)]
    private static partial Regex VolumeName();
}
