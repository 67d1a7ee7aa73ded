using System.IO.Enumeration;
using System.Runtime.CompilerServices;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Dns.Records;

namespace Dentropy.Engine.Dns.Changes;

/// <summary>One search for records.</summary>
/// <param name="places">The places.</param>
/// <param name="query">What is looked for.</param>
internal sealed class DnsSearch(DnsPlaces places, DnsQuery query)
{
    private readonly IReadOnlyList<string> _zones = [.. query.Zones.Select(DnsNames.Parse).Distinct(StringComparer.Ordinal)];
    private readonly DnsSnapshot _snapshot = new(places.Cloud);
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);

    // The one name that is looked for; then a place need not be read whole.
    private string? Only => query.Names is [var name] && !IsPattern(name) && _zones.Count < 2 ? DnsNames.Parse(name, _zones.Count > 0 ? _zones[0] : null) : null;

    public async IAsyncEnumerable<DnsFound> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (all, only) = (await places.ListAsync(cancellationToken).ConfigureAwait(false), Only);
        if (query.Places.FirstOrDefault(place => !all.Any(one => string.Equals(one.Name, place, StringComparison.Ordinal))) is { } unknown)
            throw DnsErrors.PlaceNotFound(unknown, [.. all.Select(place => place.Name)]);
        var wanted = all.Where(place => (query.Places.Count == 0 || query.Places.Contains(place.Name, StringComparer.Ordinal)) && (place.Zones.Count == 0 || Zones(place.Zones, only).Count > 0)).ToList();

        // Opened one after the other, since that reads files and secrets; asked side by side, since that waits for others.
        var (running, failed) = (new List<Task<IReadOnlyList<DnsFound>>>(), false);
        foreach (var settings in wanted)
            running.Add(await StartAsync(settings, only, cancellationToken).ConfigureAwait(false));
        await foreach (var done in Task.WhenEach(running).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            foreach (var found in await done.ConfigureAwait(false))
            {
                failed |= found.Failure is not null;
                yield return found;
            }
        }

        foreach (var zone in failed ? [] : _zones.Where(zone => !_found.Contains(zone)))
            yield return new DnsFound(Record: null, DnsErrors.ZoneNotFound(zone, query.Places.Count > 0 ? string.Join(", ", query.Places) : "any place"));
    }

    private async Task<Task<IReadOnlyList<DnsFound>>> StartAsync(DnsPlaceSettings settings, string? only, CancellationToken cancellationToken)
    {
        try
        {
            return ReadAsync((await places.OpenAsync([settings.Name], cancellationToken).ConfigureAwait(false))[0], only, cancellationToken);
        }
        catch (DentropyException e)
        {
            return Task.FromResult<IReadOnlyList<DnsFound>>([new DnsFound(Record: null, e)]);
        }
    }

    private async Task<IReadOnlyList<DnsFound>> ReadAsync(DnsPlace place, string? only, CancellationToken cancellationToken)
    {
        var found = new List<DnsFound>();
        try
        {
            var has = await place.ZonesAsync(cancellationToken).ConfigureAwait(false);
            var zones = has.Count == 0 && place.Provider.Traits.AnyZone ? await AnyAsync(place, only, cancellationToken).ConfigureAwait(false) : Zones(has, only);
            foreach (var zone in zones)
            {
                lock (_found)
                    _found.Add(zone);
                found.AddRange(await ReadAsync(place, zone, only, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (DentropyException e)
        {
            found.Add(new DnsFound(Record: null, e));
        }

        return found;
    }

    private async Task<IEnumerable<DnsFound>> ReadAsync(DnsPlace place, string zone, string? only, CancellationToken cancellationToken)
    {
        try
        {
            var records = await _snapshot.ReadAsync(place, zone, only, cancellationToken).ConfigureAwait(false);
            var names = query.Names.Select(name => IsPattern(name) ? (name.Trim().TrimEnd('.'), true) : (DnsNames.Parse(name, _zones.Count > 0 ? zone : null), false)).ToList();
            return records
                .Where(record => (names.Count == 0 || names.Exists(name => Matches(name, record.Name, zone))) && (query.Types.Count == 0 || query.Types.Any(type => Like(type.Trim(), record.Type))))
                .OrderBy(record => record, DnsOrder.Records)
                .Select(record => new DnsFound(record, Failure: null));
        }
        catch (DentropyException e)
        {
            return [new DnsFound(Record: null, e)];
        }
    }

    private async Task<IReadOnlyList<string>> AnyAsync(DnsPlace place, string? only, CancellationToken cancellationToken)
    {
        if (_zones.Count > 0)
            return _zones;
        return only is not null && await place.ZoneOfAsync(only, cancellationToken).ConfigureAwait(false) is { } zone ? [zone] : throw DnsSetErrors.ZoneNeeded(place.Name);
    }

    // The zones of a place that the query is about.
    private IReadOnlyList<string> Zones(IReadOnlyList<string> has, string? only)
    {
        if (_zones.Count > 0)
            return [.. has.Where(zone => _zones.Contains(zone, StringComparer.Ordinal))];
        return only is null ? has : DnsNames.ZoneOf(only, has) is { } zone ? [zone] : [];
    }

    private static bool Matches((string Text, bool Pattern) wanted, string name, string zone) => wanted.Pattern
        ? Like(wanted.Text, name) || Like(wanted.Text, DnsNames.Unicode(name)) || Like(wanted.Text, DnsNames.Relative(name, zone))
        : string.Equals(wanted.Text, name, StringComparison.Ordinal);

    private static bool IsPattern(string name) => name.AsSpan().ContainsAny('*', '?');

    private static bool Like(string pattern, string text) => FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: true);
}
