using System.Globalization;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Provisioning.Profiles;

/// <summary>The keys of one map of a profile; each that cannot be understood is told with its line.</summary>
internal sealed class ProfileKeys
{
    private readonly Dictionary<string, YamlPiece> _values = new(StringComparer.Ordinal);
    private readonly string _what;

    /// <summary>Reads a map.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="what">What the map describes, for messages.</param>
    /// <param name="piece">The map.</param>
    /// <param name="known">Keys that it may have; any where none are named.</param>
    public ProfileKeys(string path, string what, YamlPiece piece, params string[] known)
    {
        (Path, _what, Line) = (path, what, piece.Line);
        foreach (var (key, value) in piece is YamlMap map ? map.Entries : throw Wrong("is no map of keys and values"))
        {
            if (key is not YamlText { Text: { Length: > 0 } name })
                throw ProfileErrors.Invalid(path, key.Line, $"a key of {what} is no plain text");
            if (known.Length > 0 && !known.Contains(name, StringComparer.Ordinal))
                throw ProfileErrors.Invalid(path, key.Line, $"{what} has no key '{Shown.Text(name)}'; there are {string.Join(", ", known)}");
            if (!_values.TryAdd(name, value))
                throw ProfileErrors.Invalid(path, key.Line, $"'{Shown.Text(name)}' is there twice");
        }
    }

    public string Path { get; }

    public int Line { get; }

    public IEnumerable<KeyValuePair<string, YamlPiece>> All => _values;

    public YamlPiece? Piece(string key) => _values.GetValueOrDefault(key) is { } piece && piece is not YamlText { Text: null } ? piece : null;

    public int LineOf(string key) => _values.GetValueOrDefault(key)?.Line ?? Line;

    /// <summary>A value; null where there is none. It may be empty.</summary>
    public string? Text(string key) => Piece(key) switch
    {
        null => null,
        YamlText { Text: { } text } => text,
        _ => throw Wrong(key, "is no plain text"),
    };

    /// <summary>A value or a list of them, none of them empty.</summary>
    public IReadOnlyList<string> Texts(string key) => Piece(key) switch
    {
        null => [],
        YamlList list => [.. list.Items.Select(item => item is YamlText { Text: { Length: > 0 } text } ? text : throw ProfileErrors.Invalid(Path, item.Line, $"{_what}: {key} has something in it that is empty or no plain text"))],
        YamlText { Text: { Length: > 0 } text } => [text],
        _ => throw Wrong(key, "is neither a text nor a list of texts"),
    };

    public bool? Flag(string key) => Text(key) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => throw Wrong(key, "is neither true nor false"),
    };

    public int? Whole(string key) => Text(key) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw Wrong(key, "is no whole number");

    /// <summary>The maps behind each key of a map within this one.</summary>
    public IEnumerable<(string Name, int Line, ProfileKeys Keys)> Maps(string key, params string[] within) => Piece(key) is not { } piece ? []
        : new ProfileKeys(Path, key, piece).All.Select(pair => (pair.Key, pair.Value.Line, new ProfileKeys(Path, $"{key} {Shown.Text(pair.Key)}", Empty(pair.Value), within)));

    public DentropyException Wrong(string key, string problem) => ProfileErrors.Invalid(Path, LineOf(key), $"{_what}: {key} {problem}");

    public DentropyException Wrong(string problem) => ProfileErrors.Invalid(Path, Line, $"{_what} {problem}");

    // A key with nothing behind it stands for a map without keys, as people write it.
    private static YamlPiece Empty(YamlPiece piece) => piece is YamlText { Text: null } nothing ? new YamlMap(nothing.Line, []) : piece;
}
