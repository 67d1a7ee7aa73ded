using Dentropy.Dns;
using Dentropy.Engine.Dns.Records;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Dns.Places;

/// <summary>A place for DNS records as <c>cloud.yaml</c> names it, below <c>dns:</c>.</summary>
internal sealed class DnsPlaceSettings : CloudKeys
{
    private const string Section = "dns";
    private static readonly string[] s_common = ["type", "zones", "view", "resolvers"];

    private DnsPlaceSettings(string cloud, string name, DnsProviderKind kind, YamlMap map)
        : base(cloud, $"DNS place {name}", map, [.. s_common, .. kind.Keys])
    {
        (Name, Kind) = (name, kind);
        Zones = [.. Texts("zones").Select(zone => Checked("zones", zone, DnsNames.Parse))];
        View = Text("view") switch
        {
            null => kind.View,
            "inside" => DcDnsView.Inside,
            "outside" => DcDnsView.Outside,
            _ => throw Wrong("view", "is neither inside nor outside"),
        };
    }

    public string Name { get; }

    public DnsProviderKind Kind { get; }

    /// <summary>The zones that are written down; none where the place is to be asked.</summary>
    public IReadOnlyList<string> Zones { get; }

    public DcDnsView View { get; }

    /// <summary>Servers that a check asks for what is here; none where it finds them itself.</summary>
    public IReadOnlyList<string> Resolvers => Texts("resolvers");

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
        if (!CloudFile.IsName(name))
            throw CloudFile.InvalidIn(cloud, piece.Line, $"'{Shown.Text(name)}' cannot be the name of a place: letters, digits, - and _ can");
        if (piece is not YamlMap map)
            throw CloudFile.InvalidIn(cloud, piece.Line, $"DNS place {name}: keys with values belong here, at least type");
        var keys = CloudFile.Keys(cloud, map, $"DNS place {name}");
        if (keys.GetValueOrDefault("type") is not YamlText { Text: { Length: > 0 } type } written)
            throw CloudFile.InvalidIn(cloud, piece.Line, $"DNS place {name} has no type; there are {string.Join(", ", kinds.Select(one => one.Name))}");
        var kind = kinds.FirstOrDefault(one => string.Equals(one.Name, type, StringComparison.OrdinalIgnoreCase))
            ?? throw CloudFile.InvalidIn(cloud, written.Line, $"DNS place {name}: there is no type '{Shown.Text(type)}'; there are {string.Join(", ", kinds.Select(one => one.Name))}");
        return new DnsPlaceSettings(cloud, name, kind, map);
    }
}
