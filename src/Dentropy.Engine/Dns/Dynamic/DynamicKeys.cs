using System.Globalization;
using System.Net;
using Dentropy.Dns;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Dns.Dynamic;

/// <summary>Values of one map below <c>dynamicDns:</c>.</summary>
/// <param name="cloud">The cloud folder.</param>
/// <param name="what">What the map describes, for messages.</param>
/// <param name="map">The map.</param>
/// <param name="known">Keys that it may have.</param>
internal sealed class DynamicKeys(string cloud, string what, YamlMap map, params string[] known) : CloudKeys(cloud, what, map, known)
{
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
}
