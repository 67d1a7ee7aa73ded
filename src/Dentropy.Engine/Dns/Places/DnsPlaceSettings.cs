using Dentropy.Dns;
using Dentropy.Engine.Dns.Records;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Secrets;

namespace Dentropy.Engine.Dns.Places;

/// <summary>A place for DNS records as <c>cloud.yaml</c> names it, below <c>dns:</c>.</summary>
internal sealed class DnsPlaceSettings
{
    private const string Section = "dns";
    private static readonly string[] s_common = ["type", "zones", "view", "resolvers"];

    private readonly IReadOnlyDictionary<string, YamlPiece> _keys;

    private DnsPlaceSettings(string cloud, string name, DnsProviderKind kind, IReadOnlyDictionary<string, YamlPiece> keys, int line)
    {
        (Cloud, Name, Kind, _keys, Line) = (cloud, name, kind, keys, line);
        Zones = [.. Texts("zones").Select(zone => Checked("zones", zone, DnsNames.Parse))];
        View = Text("view") switch
        {
            null => kind.View,
            "inside" => DcDnsView.Inside,
            "outside" => DcDnsView.Outside,
            _ => throw Wrong("view", "is neither inside nor outside"),
        };
    }

    public string Cloud { get; }

    public string Name { get; }

    public DnsProviderKind Kind { get; }

    /// <summary>The zones that are written down; none where the place is to be asked.</summary>
    public IReadOnlyList<string> Zones { get; }

    public DcDnsView View { get; }

    /// <summary>Servers that a check asks for what is here; none where it finds them itself.</summary>
    public IReadOnlyList<string> Resolvers => Texts("resolvers");

    private int Line { get; }

    /// <summary>The places of a cloud, in the file's order.</summary>
    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>.</exception>
    public static Task<IReadOnlyList<DnsPlaceSettings>> ReadAllAsync(string cloud, CancellationToken cancellationToken) => ReadAllAsync(cloud, DnsProviderKind.All, cancellationToken);

    /// <summary>The same with other kinds of places than those that there are.</summary>
    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>.</exception>
    public static async Task<IReadOnlyList<DnsPlaceSettings>> ReadAllAsync(string cloud, IReadOnlyList<DnsProviderKind> kinds, CancellationToken cancellationToken)
    {
        if (await CloudFile.ReadAsync(cloud, Section, cancellationToken).ConfigureAwait(false) is not { } section)
            return [];
        return [.. CloudFile.Keys(cloud, section, Section).Select(entry => Read(cloud, entry.Key, entry.Value, kinds))];
    }

    /// <summary>A value; null where there is none.</summary>
    public string? Text(string key) => _keys.GetValueOrDefault(key) switch
    {
        null => null,
        YamlText { Text: { Length: > 0 } text } => text,
        _ => throw Wrong(key, "is empty or no plain text"),
    };

    /// <summary>A value that has to be there.</summary>
    public string Needed(string key) => Text(key) ?? throw CloudFile.InvalidIn(Cloud, Line, $"DNS place {Name} has no {key}, and {Kind.Name} needs one");

    /// <summary>A value or a list of them.</summary>
    public IReadOnlyList<string> Texts(string key) => _keys.GetValueOrDefault(key) switch
    {
        null => [],
        YamlText { Text: { Length: > 0 } text } => [text],
        YamlList list => [.. list.Items.Select(item => item is YamlText { Text: { Length: > 0 } text } ? text : throw Wrong(key, "holds something that is no plain text"))],
        _ => throw Wrong(key, "is empty or no plain text"),
    };

    /// <summary>true or false; null where nothing is said.</summary>
    public bool? Flag(string key) => Text(key) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => throw Wrong(key, "is neither true nor false"),
    };

    /// <summary>An http:// or https:// address; null where there is none.</summary>
    public Uri? Url(string key) => Text(key) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 ? uri
        : throw Wrong(key, "is no http:// or https:// address, or has credentials in it");

    /// <summary>A reference to a secret; null where there is none. The secret itself is refused.</summary>
    public SecretReference? Secret(string key) => Text(key) is not { } text ? null
        : SecretReference.Parse(text) ?? throw Wrong(key, "is written out, and this file is meant to be shared; write env:NAME, file:PATH or command:LINE instead");

    /// <summary>A path that starts at the cloud folder; null where there is none.</summary>
    public string? FilePath(string key) => Text(key) is { } path ? Path.Combine(Cloud, path) : null;

    /// <summary>What is wrong with a value, with file and line.</summary>
    public DentropyException Wrong(string key, string problem) => CloudFile.InvalidIn(Cloud, _keys.TryGetValue(key, out var piece) ? piece.Line : Line, $"DNS place {Name}: {key} {problem}");

    private string Checked(string key, string value, Func<string, string> parse)
    {
        try
        {
            return parse(value);
        }
        catch (DentropyException e)
        {
            throw Wrong(key, $"has '{Shown.Text(value)}', which is no name of a zone ({e.ErrorId})");
        }
    }

    private static DnsPlaceSettings Read(string cloud, string name, YamlPiece piece, IReadOnlyList<DnsProviderKind> kinds)
    {
        if (!Backups.Places.PlaceSettings.IsName(name))
            throw CloudFile.InvalidIn(cloud, piece.Line, $"'{Shown.Text(name)}' cannot be the name of a place: letters, digits, - and _ can");
        if (piece is not YamlMap map)
            throw CloudFile.InvalidIn(cloud, piece.Line, $"DNS place {name}: keys with values belong here, at least type");
        var keys = CloudFile.Keys(cloud, map, $"DNS place {name}");
        if (keys.GetValueOrDefault("type") is not YamlText { Text: { Length: > 0 } type } written)
            throw CloudFile.InvalidIn(cloud, piece.Line, $"DNS place {name} has no type; there are {string.Join(", ", kinds.Select(one => one.Name))}");
        var kind = kinds.FirstOrDefault(one => string.Equals(one.Name, type, StringComparison.OrdinalIgnoreCase))
            ?? throw CloudFile.InvalidIn(cloud, written.Line, $"DNS place {name}: there is no type '{Shown.Text(type)}'; there are {string.Join(", ", kinds.Select(one => one.Name))}");
        return new DnsPlaceSettings(cloud, name, kind, CloudFile.Keys(cloud, map, $"DNS place {name}", [.. s_common, .. kind.Keys]), piece.Line);
    }
}
