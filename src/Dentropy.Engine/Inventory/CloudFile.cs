using System.Text;

namespace Dentropy.Engine.Inventory;

/// <summary>Reads <c>cloud.yaml</c>, the settings that an operator writes by hand. What it does not know is an error with file and line.</summary>
internal static class CloudFile
{
    public const string Name = "cloud.yaml";

    // One entry for each area that keeps settings there.
    private static readonly string[] s_sections = ["places", "dns", "dynamicDns", "certificates", "routes", "serf", "ceph", "topology", "services", "dhcp", "firstBoot", "security"];

    /// <summary>A section of the file.</summary>
    /// <param name="cloud">The cloud folder.</param>
    /// <param name="section">Its key.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The section; null where there is no such file, or no such section in it.</returns>
    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>.</exception>
    public static async Task<YamlMap?> ReadAsync(string cloud, string section, CancellationToken cancellationToken)
    {
        var path = Path.Join(cloud, Name);
        try
        {
            if (!File.Exists(path))
                return null;
            var text = await File.ReadAllTextAsync(path, new UTF8Encoding(false, throwOnInvalidBytes: true), cancellationToken).ConfigureAwait(false);
            return Find(path, YamlTree.Read(text), section);
        }
        catch (YamlProblemException e)
        {
            throw Invalid(path, e.Line, e.Message);
        }
        catch (DecoderFallbackException)
        {
            throw Invalid(path, 1, "this is not UTF-8 text; save the file as UTF-8");
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw new DentropyException(
                "CloudFileUnreadable", DentropyErrorCategory.ReadError, path, $"{path} cannot be read: {e.Message.TrimEnd('.')}. Check the file's permissions.", e);
        }
    }

    /// <summary>The keys of a map with their values, each key once and known.</summary>
    /// <param name="cloud">The cloud folder.</param>
    /// <param name="map">The map.</param>
    /// <param name="what">What it describes, for messages.</param>
    /// <param name="known">Keys that it may have; none where any will do.</param>
    public static IReadOnlyDictionary<string, YamlPiece> Keys(string cloud, YamlMap map, string what, params string[] known) =>
        KeysOf(Path.Join(cloud, Name), map, what, known);

    /// <summary>Whether a text can be the name of something in the file: what no path, no URL and no drive is.</summary>
    public static bool IsName(string text) => text.Length > 0 && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>What is wrong at a line.</summary>
    public static DentropyException InvalidIn(string cloud, int line, string problem) => Invalid(Path.Join(cloud, Name), line, problem);

    private static YamlMap? Find(string path, YamlPiece? document, string section) => document switch
    {
        null or YamlText { Text: null } => null,
        YamlMap map => KeysOf(path, map, "the file", s_sections).GetValueOrDefault(section) switch
        {
            null or YamlText { Text: null } => null,
            YamlMap found => found,
            var other => throw Invalid(path, other.Line, $"{section}: keys with values belong here"),
        },
        _ => throw Invalid(path, document.Line, "keys with values belong here"),
    };

    private static Dictionary<string, YamlPiece> KeysOf(string path, YamlMap map, string what, string[] known)
    {
        var keys = new Dictionary<string, YamlPiece>(StringComparer.Ordinal);
        foreach (var (key, value) in map.Entries)
        {
            if (key is not YamlText { Text: { Length: > 0 } name })
                throw Invalid(path, key.Line, $"a key of {what} is no plain text");
            if (known.Length > 0 && !known.Contains(name, StringComparer.Ordinal))
                throw Invalid(path, key.Line, $"{what} has no key '{Shown.Text(name)}'; there are {string.Join(", ", known)}");
            if (!keys.TryAdd(name, value))
                throw Invalid(path, key.Line, $"'{Shown.Text(name)}' is there twice");
        }

        return keys;
    }

    private static DentropyException Invalid(string path, int line, string problem) => new(
        "CloudFileInvalid", DentropyErrorCategory.InvalidData, path, $"{Name} line {line}: {problem}. Correct {path}; nothing was done.");
}
