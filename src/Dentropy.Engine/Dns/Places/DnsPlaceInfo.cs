using Dentropy.Dns;
using Dentropy.Engine.Dns.Records;

namespace Dentropy.Engine.Dns.Places;

/// <summary>A place as <c>cloud.yaml</c> names it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its type, e.g. <c>cloudflare</c>.</param>
/// <param name="View">Who sees its records.</param>
/// <param name="Zones">The zones that are written down.</param>
public sealed record DnsPlaceInfo(string Name, string Kind, DcDnsView View, IReadOnlyList<string> Zones)
{
    /// <summary>Machines of which each answers for what is at the place: nodes, host names or addresses. None where it is a service, or nothing is said of them.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Whether it is somebody else's service on the internet.</summary>
    public bool IsService { get; init; }

    /// <summary>The places of a cloud, in the file's order. No place is opened.</summary>
    /// <param name="cloud">The cloud folder.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>.</exception>
    public static async Task<IReadOnlyList<DnsPlaceInfo>> ReadAsync(string cloud, CancellationToken cancellationToken)
    {
        var all = await DnsPlaceSettings.ReadAllAsync(cloud, cancellationToken).ConfigureAwait(false);
        return [.. all.Select(place => new DnsPlaceInfo(place.Name, place.Kind.Name, place.View, place.Zones) { Hosts = HostsOf(place), IsService = place.Kind.IsService })];
    }

    /// <summary>The places of some that keep a name: those with the longest written zone for it; where none has one, those without written zones.</summary>
    /// <param name="places">The places.</param>
    /// <param name="name">The whole name.</param>
    /// <exception cref="DentropyException"><c>InvalidDnsName</c>.</exception>
    public static IReadOnlyList<DnsPlaceInfo> For(IReadOnlyList<DnsPlaceInfo> places, string name)
    {
        ArgumentNullException.ThrowIfNull(places);
        var whole = DnsNames.Parse(name);
        var zones = places.Select(place => (Place: place, Length: DnsNames.ZoneOf(whole, place.Zones)?.Length ?? 0)).ToList();
        var longest = zones.Count > 0 ? zones.Max(one => one.Length) : 0;
        return [.. zones.Where(one => one.Length == longest && (longest > 0 || one.Place.Zones.Count == 0)).Select(one => one.Place)];
    }

    // The servers that a check asks are those that people ask, too; without them it is the machine that has the records.
    private static IReadOnlyList<string> HostsOf(DnsPlaceSettings place) =>
        place.Kind.IsService ? [] : place.Resolvers.Count > 0 ? [.. place.Resolvers.Select(WithoutPort)] : place.Kind.Host(place) is { } host ? [host] : [];

    private static string WithoutPort(string server) =>
        server.StartsWith('[') ? server[1..].Split(']')[0]
        : server.Count(c => c == ':') == 1 ? server[..server.IndexOf(':', StringComparison.Ordinal)]
        : server;
}
