using Dentropy.Dns;

namespace Dentropy.Engine.Dns.Places;

/// <summary>A place as <c>cloud.yaml</c> names it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its type, e.g. <c>cloudflare</c>.</param>
/// <param name="View">Who sees its records.</param>
/// <param name="Zones">The zones that are written down.</param>
public sealed record DnsPlaceInfo(string Name, string Kind, DcDnsView View, IReadOnlyList<string> Zones)
{
    /// <summary>The places of a cloud, in the file's order. No place is opened.</summary>
    /// <param name="cloud">The cloud folder.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>.</exception>
    public static async Task<IReadOnlyList<DnsPlaceInfo>> ReadAsync(string cloud, CancellationToken cancellationToken)
    {
        var all = await DnsPlaceSettings.ReadAllAsync(cloud, cancellationToken).ConfigureAwait(false);
        return [.. all.Select(place => new DnsPlaceInfo(place.Name, place.Kind.Name, place.View, place.Zones))];
    }
}
