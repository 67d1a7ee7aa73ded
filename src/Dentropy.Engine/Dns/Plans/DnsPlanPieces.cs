using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Dns.Plans;

/// <summary>Takes the pieces of a plan's file apart, and knows file and line of whatever is wrong with them.</summary>
/// <param name="path">The file.</param>
internal sealed class DnsPlanPieces(string path)
{
    public DentropyException Wrong(int line, string problem) => DnsPlanErrors.Invalid(path, line, problem);

    /// <summary>The keys of a map with their values, each once and known.</summary>
    public IReadOnlyDictionary<string, YamlPiece> Map(YamlPiece piece, string what, params string[] known)
    {
        if (piece is not YamlMap map)
            throw Wrong(piece.Line, $"{what}: keys with values belong here");
        var keys = new Dictionary<string, YamlPiece>(StringComparer.Ordinal);
        foreach (var (key, value) in map.Entries)
        {
            if (key is not YamlText { Text: { Length: > 0 } name })
                throw Wrong(key.Line, $"a key of {what} is no plain text");
            if (known.Length > 0 && !known.Contains(name, StringComparer.Ordinal))
                throw Wrong(key.Line, $"{what} has no key '{Shown.Text(name)}'; there are {string.Join(", ", known)}");
            if (!keys.TryAdd(name, value))
                throw Wrong(key.Line, $"'{Shown.Text(name)}' is there twice");
        }

        return keys;
    }

    public string? Text(IReadOnlyDictionary<string, YamlPiece> keys, string key) => keys.GetValueOrDefault(key) is { } piece ? Text(piece, key) : null;

    public IReadOnlyList<string> Texts(IReadOnlyDictionary<string, YamlPiece> keys, string key) => keys.GetValueOrDefault(key) is { } piece ? Texts(piece, key) : [];

    /// <summary>A value or a list of them.</summary>
    public IReadOnlyList<string> Texts(YamlPiece piece, string what) => piece is YamlList list
        ? list.Items.Count > 0 ? [.. list.Items.Select(item => Text(item, what))] : throw Wrong(piece.Line, $"{what} is an empty list")
        : [Text(piece, what)];

    public bool? Flag(IReadOnlyDictionary<string, YamlPiece> keys, string key) => Text(keys, key) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => throw Wrong(keys[key].Line, $"{key} is neither true nor false"),
    };

    /// <summary>A time to live: seconds, or a number with s, m, h or d; <c>auto</c> leaves it to the place, which is zero.</summary>
    public TimeSpan? Time(IReadOnlyDictionary<string, YamlPiece> keys, string key) => Text(keys, key) switch
    {
        null => null,
        "auto" => TimeSpan.Zero,
        var text => DnsTimes.Parse(text) ?? throw Wrong(keys[key].Line, $"{key} '{Shown.Text(text)}' is no time; write seconds, or 5m, 1h, 1d, or auto"),
    };

    /// <summary>Reads something that the engine knows, and says where it is wrong.</summary>
    public T At<T>(int line, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DentropyException e)
        {
            throw Wrong(line, e.Message.Replace(" Nothing was changed.", "", StringComparison.Ordinal).Replace("; nothing was changed.", "", StringComparison.Ordinal).TrimEnd('.'));
        }
    }

    private string Text(YamlPiece piece, string what) => piece is YamlText { Text: { Length: > 0 } text } ? text : throw Wrong(piece.Line, $"{what} is empty or no plain text");
}
