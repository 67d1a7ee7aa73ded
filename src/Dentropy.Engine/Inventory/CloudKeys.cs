using System.Globalization;
using Dentropy.Engine.Secrets;

namespace Dentropy.Engine.Inventory;

/// <summary>Values of one map of <c>cloud.yaml</c>; each that cannot be understood is told with its line.</summary>
/// <param name="cloud">The cloud folder.</param>
/// <param name="what">What the map describes, for messages.</param>
/// <param name="map">The map.</param>
/// <param name="known">Keys that it may have.</param>
internal class CloudKeys(string cloud, string what, YamlMap map, params string[] known)
{
    private readonly IReadOnlyDictionary<string, YamlPiece> _keys = CloudFile.Keys(cloud, map, what, known);

    /// <summary>The cloud folder.</summary>
    public string Cloud => cloud;

    /// <summary>What stands behind a key; null where it is not there.</summary>
    public YamlPiece? Piece(string key) => _keys.GetValueOrDefault(key);

    /// <summary>A value; null where there is none.</summary>
    public string? Text(string key) => Piece(key) is { } piece ? Plain(key, piece) : null;

    /// <summary>A value that has to be there.</summary>
    public string Needed(string key) => Text(key) ?? throw Wrong($"has no {key}");

    /// <summary>A value or a list of them.</summary>
    public IReadOnlyList<string> Texts(string key) => Piece(key) switch
    {
        null => [],
        YamlList list => [.. list.Items.Select(item => Plain(key, item))],
        var piece => [Plain(key, piece)],
    };

    /// <summary>true or false; null where nothing is said.</summary>
    public bool? Flag(string key) => Text(key) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => throw Wrong(key, "is neither true nor false"),
    };

    /// <summary>A time such as <c>90s</c>, <c>10m</c>, <c>6h</c> or <c>1d</c>; null where there is none.</summary>
    public TimeSpan? Time(string key) => Text(key) is not { } text ? null : ParseTime(text) ?? throw Wrong(key, "is no time such as 30s, 10m, 6h or 1d");

    /// <summary>An http:// or https:// address without credentials in it; null where there is none.</summary>
    public Uri? Url(string key) => Text(key) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 ? uri
        : throw Wrong(key, "is no http:// or https:// address, or has credentials in it");

    /// <summary>A reference to a secret; null where there is none. The secret itself is refused.</summary>
    public SecretReference? Secret(string key) => Text(key) is not { } text ? null
        : SecretReference.Parse(text) ?? throw Wrong(key, "is written out, and this file is meant to be shared; write env:NAME, file:PATH or command:LINE instead");

    /// <summary>A path that starts at the cloud folder; null where there is none.</summary>
    public string? FilePath(string key) => Text(key) is { } path ? Path.Combine(cloud, path) : null;

    /// <summary>A map within this one; null where there is none.</summary>
    public CloudKeys? Map(string key, params string[] within) => Piece(key) switch
    {
        null => null,
        YamlMap inner => new CloudKeys(cloud, $"{key} of {what}", inner, within),
        _ => throw Wrong(key, "is no map of keys and values"),
    };

    /// <summary>What is wrong with a value.</summary>
    public DentropyException Wrong(string key, string problem) => CloudFile.InvalidIn(cloud, Piece(key)?.Line ?? map.Line, $"{what}: {key} {problem}");

    /// <summary>What is wrong with the map.</summary>
    public DentropyException Wrong(string problem) => CloudFile.InvalidIn(cloud, map.Line, $"{what} {problem}");

    /// <summary>A time as <see cref="Time"/> reads it; null where it is none.</summary>
    public static TimeSpan? ParseTime(string text)
    {
        if (text.Length < 2 || !int.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > 1_000_000)
            return null;
        return text[^1] switch
        {
            's' => TimeSpan.FromSeconds(count),
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            'd' => TimeSpan.FromDays(count),
            _ => null,
        };
    }

    private string Plain(string key, YamlPiece piece) => piece is YamlText { Text: { Length: > 0 } text } ? text : throw Wrong(key, "is empty or no plain text");
}
