using System.Globalization;
using System.Net;
using Dentropy.Dns;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Dns.Dynamic;

/// <summary>Values of one map below <c>dynamicDns:</c>; each that cannot be understood is told with its line.</summary>
/// <param name="cloud">The cloud folder.</param>
/// <param name="what">What the map describes, for messages.</param>
/// <param name="map">The map.</param>
/// <param name="known">Keys that it may have.</param>
internal sealed class DynamicKeys(string cloud, string what, YamlMap map, params string[] known)
{
    private readonly IReadOnlyDictionary<string, YamlPiece> _keys = CloudFile.Keys(cloud, map, what, known);

    public YamlPiece? Piece(string key) => _keys.GetValueOrDefault(key);

    public string? Text(string key) => Piece(key) is { } piece ? Plain(key, piece) : null;

    public string Needed(string key) => Text(key) ?? throw CloudFile.InvalidIn(cloud, map.Line, $"{what} has no {key}");

    /// <summary>A value or a list of them.</summary>
    public IReadOnlyList<string> Texts(string key) => Piece(key) switch
    {
        null => [],
        YamlList list => [.. list.Items.Select(item => Plain(key, item))],
        var piece => [Plain(key, piece)],
    };

    /// <summary>The pieces of a list.</summary>
    public IReadOnlyList<YamlPiece> Items(string key) => Piece(key) switch
    {
        null => [],
        YamlList list => list.Items,
        _ => throw Wrong(key, "is no list"),
    };

    public int? Number(string key, int least, int most) => Text(key) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw Wrong(key, string.Create(CultureInfo.InvariantCulture, $"is no number from {least} to {most}"));

    public bool? Flag(string key) => Text(key) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => throw Wrong(key, "is neither true nor false"),
    };

    /// <summary>A time such as <c>90s</c>, <c>10m</c>, <c>6h</c> or <c>1d</c>.</summary>
    public TimeSpan? Time(string key) => Text(key) is not { } text ? null : ParseTime(text) ?? throw Wrong(key, "is no time such as 30s, 10m, 6h or 1d");

    public IReadOnlyList<DcAddressFamily> Families(string key) => [.. Texts(key).Select(text => text switch
    {
        "ipv4" => DcAddressFamily.IPv4,
        "ipv6" => DcAddressFamily.IPv6,
        _ => throw Wrong(key, "holds something else than ipv4 and ipv6"),
    }).Distinct()];

    /// <summary>Ranges of addresses such as <c>100.64.0.0/10</c>.</summary>
    public IReadOnlyList<IPNetwork> Ranges(string key) => [.. Texts(key).Select(text => IPNetwork.TryParse(text, out var range) ? range : throw Wrong(key, $"has '{Shown.Text(text)}', which is no range such as 100.64.0.0/10"))];

    public T Read<T>(string key, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (DentropyException e) when (e.ErrorId is "InvalidDnsName")
        {
            throw Wrong(key, "is no DNS name");
        }
    }

    public DentropyException Wrong(string key, string problem) => CloudFile.InvalidIn(cloud, Piece(key)?.Line ?? map.Line, $"{what}: {key} {problem}");

    public DentropyException Wrong(string problem) => CloudFile.InvalidIn(cloud, map.Line, $"{what} {problem}");

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
