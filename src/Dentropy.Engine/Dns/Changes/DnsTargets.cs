using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Dns.Records;

namespace Dentropy.Engine.Dns.Changes;

/// <summary>Where a name is kept.</summary>
/// <param name="Place">The place.</param>
/// <param name="Zone">The zone there.</param>
/// <param name="Name">The whole name.</param>
internal sealed record DnsTarget(DnsPlace Place, string Zone, string Name);

/// <summary>Finds where names are kept. Places whose zones are written down and do not have the name are neither opened nor asked.</summary>
/// <param name="places">The places.</param>
internal sealed class DnsTargets(DnsPlaces places)
{
    /// <summary>The places that keep a name: those with the longest zone for it; places that take any name only where no other has a zone.</summary>
    /// <param name="name">The name.</param>
    /// <param name="zone">The zone, where it was given.</param>
    /// <param name="place">The place, where it was given.</param>
    /// <param name="view">Only places of this view.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DentropyException"><c>DnsZoneNotFound</c>, <c>InvalidDnsName</c>, and those of opening and asking places.</exception>
    public async Task<IReadOnlyList<DnsTarget>> FindAsync(string name, string? zone, string? place, DcDnsView? view, CancellationToken cancellationToken)
    {
        var wanted = zone is null ? null : DnsNames.Parse(zone);
        var whole = DnsNames.Parse(name, wanted);
        if (wanted is not null && !DnsNames.IsWithin(whole, wanted))
            throw DnsSetErrors.NotInZone(whole, wanted);
        if (place is not null)
            await places.OpenAsync([place], cancellationToken).ConfigureAwait(false);

        var (strong, weak, seen) = (new List<DnsTarget>(), new List<DnsTarget>(), new SortedSet<string>(StringComparer.Ordinal));
        foreach (var settings in await places.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if ((place is not null && !string.Equals(settings.Name, place, StringComparison.Ordinal)) || (view is { } one && settings.View != one))
                continue;
            seen.UnionWith(settings.Zones);
            if (settings.Zones.Count > 0 && ZoneOf(settings.Zones) is null)
                continue;
            var open = (await places.OpenAsync([settings.Name], cancellationToken).ConfigureAwait(false))[0];
            var zones = await open.ZonesAsync(cancellationToken).ConfigureAwait(false);
            seen.UnionWith(zones);
            if (wanted is not null && ZoneOf(zones) is not null && DnsNames.ZoneOf(whole, zones) is { } longer && longer.Length > wanted.Length)
                throw DnsSetErrors.InLongerZone(whole, longer, wanted, settings.Name);
            if (ZoneOf(zones) is { } found)
                strong.Add(new DnsTarget(open, found, whole));
            else if (zones.Count == 0 && open.Provider.Traits.AnyZone)
                weak.Add(new DnsTarget(open, wanted ?? await open.ZoneOfAsync(whole, cancellationToken).ConfigureAwait(false) ?? whole, whole));
        }

        var longest = strong.Count > 0 ? strong.Max(target => target.Zone.Length) : 0;
        IReadOnlyList<DnsTarget> targets = strong.Count > 0 ? [.. strong.Where(target => target.Zone.Length == longest)] : weak;
        if (targets.Count > 0)
            return targets;
        throw wanted is null ? DnsErrors.NoZoneFor(whole, [.. seen]) : DnsErrors.ZoneNotFound(wanted, place ?? (view is null ? "any place" : $"any place of the view {view.ToString()!.ToLowerInvariant()}"));

        string? ZoneOf(IReadOnlyList<string> zones) => wanted is null ? DnsNames.ZoneOf(whole, zones) : zones.Contains(wanted, StringComparer.Ordinal) ? wanted : null;
    }

    /// <summary>The one place that keeps a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="zone">The zone, where it was given.</param>
    /// <param name="place">The place, where it was given.</param>
    /// <param name="proxied">Whether only a place that answers with its own address will do, where there is one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DentropyException"><c>DnsPlaceAmbiguous</c>, and those of <see cref="FindAsync"/>.</exception>
    public async Task<DnsTarget> FindOneAsync(string name, string? zone, string? place, bool proxied, CancellationToken cancellationToken)
    {
        var targets = await FindAsync(name, zone, place, view: null, cancellationToken).ConfigureAwait(false);
        if (proxied && targets.Any(target => target.Place.Provider.Traits.Proxied))
            targets = [.. targets.Where(target => target.Place.Provider.Traits.Proxied)];
        return targets is [var only] ? only : throw DnsErrors.PlaceAmbiguous(targets[0].Name, [.. targets.Select(target => target.Place.Name)]);
    }
}
