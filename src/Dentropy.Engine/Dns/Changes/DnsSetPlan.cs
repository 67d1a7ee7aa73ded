using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Dns.Records;

namespace Dentropy.Engine.Dns.Changes;

/// <summary>Works out the changes of one call, all of them before the first is made.</summary>
/// <param name="places">The places.</param>
internal sealed class DnsSetPlan(DnsPlaces places)
{
    private readonly DnsTargets _targets = new(places);
    private readonly DnsSnapshot _snapshot = new(places.Cloud);

    public async Task<IReadOnlyList<DcDnsChange>> SetAsync(IReadOnlyList<DnsSetting> settings, CancellationToken cancellationToken)
    {
        var found = new List<(DnsSetting Setting, IReadOnlyList<string>? Values, DnsTarget Target)>();
        foreach (var setting in settings)
        {
            var views = new List<(DnsSetting Setting, IReadOnlyList<string>? Values, DnsTarget Target)>();
            foreach (var (view, values) in setting.Views())
            {
                IReadOnlyList<DnsTarget> targets = view is null
                    ? [await _targets.FindOneAsync(setting.Name, setting.Zone, setting.Place, setting.Proxied == true, cancellationToken).ConfigureAwait(false)]
                    : await _targets.FindAsync(setting.Name, setting.Zone, setting.Place, view, cancellationToken).ConfigureAwait(false);
                views.AddRange(targets.Select(target => (setting, values, target)));
            }

            Held(setting, views);
            found.AddRange(views);
        }

        found.ForEach(one => _snapshot.Expect(one.Target));
        var changes = new List<(DnsTarget Target, DcDnsChange Change)>();
        foreach (var (setting, values, target) in found)
        {
            foreach (var change in await SetAsync(setting, values, target, cancellationToken).ConfigureAwait(false))
            {
                _snapshot.Note(target, change);
                changes.Add((target, change));
            }
        }

        return await CheckedAsync(changes, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<DcDnsChange>> RemoveAsync(IReadOnlyList<DnsRemoval> removals, CancellationToken cancellationToken)
    {
        var found = new List<(DnsRemoval Removal, DnsTarget Target)>();
        foreach (var removal in removals)
            found.Add((removal, await _targets.FindOneAsync(removal.Name, removal.Zone, removal.Place, proxied: false, cancellationToken).ConfigureAwait(false)));
        found.ForEach(one => _snapshot.Expect(one.Target));
        var changes = new List<(DnsTarget Target, DcDnsChange Change)>();
        foreach (var (removal, target) in found)
        {
            foreach (var change in await RemoveAsync(removal, target, cancellationToken).ConfigureAwait(false))
            {
                _snapshot.Note(target, change);
                changes.Add((target, change));
            }
        }

        return await CheckedAsync(changes, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IEnumerable<DcDnsChange>> SetAsync(DnsSetting setting, IReadOnlyList<string>? values, DnsTarget target, CancellationToken cancellationToken)
    {
        var type = setting.Type is null ? null : DnsValues.Type(setting.Type);
        var sets = await _snapshot.OfNameAsync(target, cancellationToken).ConfigureAwait(false);
        var asked = new DnsTouch(setting.TimeToLive, setting.Proxied, setting.Comment);
        if (values is null)
        {
            var kept = sets.Where(set => type is null ? !IsZones(target, set.Key) : string.Equals(set.Key, type, StringComparison.Ordinal)).ToList();
            return kept.Count > 0
                ? [.. kept.Select(set => DnsSets.To(target, set.Key, set.Value, values: null, asked.At(target.Place.Provider.Traits, set.Key), places.Cloud))]
                : throw DnsSetErrors.ValueMissing(target.Name, type is null ? "records" : $"records of type {type}");
        }

        if (values.Count == 0)
            throw DnsSetErrors.ValuesEmpty(target.Name);
        return [.. DnsSets.Typed(target.Name, type, values, target.Zone).Select(one =>
        {
            var before = sets.GetValueOrDefault(one.Type) ?? [];
            return DnsSets.To(target, one.Type, before, setting.Add ? [.. before.Select(record => record.Value).Union(one.Values, StringComparer.Ordinal)] : one.Values, asked.At(target.Place.Provider.Traits, one.Type), places.Cloud);
        })];
    }

    private async Task<IEnumerable<DcDnsChange>> RemoveAsync(DnsRemoval removal, DnsTarget target, CancellationToken cancellationToken)
    {
        var type = removal.Type is null ? null : DnsValues.Type(removal.Type);
        var sets = await _snapshot.OfNameAsync(target, cancellationToken).ConfigureAwait(false);
        var chosen = sets.Where(set => type is null ? !IsZones(target, set.Key) : string.Equals(set.Key, type, StringComparison.Ordinal)).ToList();
        var values = removal.Values is null ? null : DnsSets.Typed(target.Name, type, removal.Values, target.Zone).SelectMany(one => one.Values, (one, value) => (one.Type, Value: value)).ToHashSet();
        var changes = chosen
            .Select(set => DnsSets.Change(target, set.Key, set.Value, [.. set.Value.Where(record => values is not null && !values.Contains((record.Type, record.Value)))], places.Cloud))
            .Where(change => change.Action != DcDnsAction.None)
            .ToList();
        var missing = values?.FirstOrDefault(one => !chosen.Exists(set => set.Value.Any(record => (record.Type, record.Value) == one)));
        if (changes.Count == 0 || missing is { Type: not null })
            throw DnsSetErrors.RecordNotFound(target.Name, missing is { Type: not null } one ? $"record {one.Type} {one.Value}" : type is null ? "records" : $"records of type {type}", target.Place.Name);
        return changes;
    }

    // Two changes of one call may be about one set: what counts is what was before the first and what is after the last.
    private async Task<IReadOnlyList<DcDnsChange>> CheckedAsync(List<(DnsTarget Target, DcDnsChange Change)> changes, CancellationToken cancellationToken)
    {
        var merged = new List<DcDnsChange>();
        foreach (var set in changes.GroupBy(one => (one.Change.Place, one.Change.Zone, one.Change.Name, one.Change.Type)))
        {
            var (target, first) = set.First();
            var note = set.Select(one => one.Change.Note).FirstOrDefault(text => text is not null);
            var change = set.Count() == 1 ? first : DnsSets.Change(target, first.Type, first.Before, set.Last().Change.After, places.Cloud) with { Note = note };
            var others = (await _snapshot.OfNameAsync(target, cancellationToken).ConfigureAwait(false)).Keys;
            merged.Add(DnsChecks.Problem(change, target.Place, others) is { } problem ? throw problem : change);
        }

        return merged;
    }

    // SOA and the zone's own name servers are only meant where they are named.
    private static bool IsZones(DnsTarget target, string type) => type is "SOA" || (type is "NS" && string.Equals(target.Name, target.Zone, StringComparison.Ordinal));

    private void Held(DnsSetting setting, IReadOnlyList<(DnsSetting Setting, IReadOnlyList<string>? Values, DnsTarget Target)> views)
    {
        var touch = new DnsTouch(setting.TimeToLive, setting.Proxied, setting.Comment);
        foreach (var type in setting.Type is { } given ? [given.ToUpperInvariant()] : views.SelectMany(view => view.Values ?? []).Select(value => DnsValues.TypeOf(value.Trim())).DefaultIfEmpty().Distinct(StringComparer.Ordinal))
        {
            if (DnsChecks.Unheld(touch, type, [.. views.Select(view => view.Target.Place.Provider.Traits)]) is { } reason)
                throw DnsErrors.Unsupported(DnsSets.Change(views[0].Target, type ?? "record", [], [], places.Cloud), reason);
        }
    }
}
