using Dentropy.Dns;
using Dentropy.Engine.Dns.Changes;
using Dentropy.Engine.Dns.Places;

namespace Dentropy.Engine.Dns.Plans;

/// <summary>Compares what a file wants of a zone at a place with what is there. It is a function of both, and takes time with their sum.</summary>
internal static class DnsPlanner
{
    /// <summary>The plan of one zone at one place.</summary>
    /// <param name="zone">What is wanted.</param>
    /// <param name="place">The place.</param>
    /// <param name="records">All records of the zone there.</param>
    /// <param name="includeForeign">Whether records go that Dentropy did not make.</param>
    /// <param name="cloud">The cloud folder.</param>
    public static DnsZonePlan Plan(DnsPlanZone zone, DnsPlace place, IReadOnlyList<DcDnsRecord> records, bool includeForeign, string? cloud)
    {
        var names = Names(records);
        var plan = new DnsZonePlan(zone.Name, place, records.Count);
        var wanted = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var todo = new List<(DnsTarget Target, DcDnsChange Change)>();
        foreach (var set in zone.Sets.Where(set => set.View is null || set.View == place.View))
        {
            if (!wanted.TryGetValue(set.Name, out var types))
                wanted.Add(set.Name, types = new HashSet<string>(StringComparer.Ordinal));
            types.Add(set.Type);
            var before = names.GetValueOrDefault(set.Name)?.GetValueOrDefault(set.Type) ?? [];
            var target = new DnsTarget(place, zone.Name, set.Name);
            var touch = new DnsTouch(set.TimeToLive ?? zone.TimeToLive, set.Proxied, set.Comment).At(place.Provider.Traits, set.Type);
            var change = DnsSets.To(target, set.Type, before, set.Values, touch, cloud);
            if (change.Action == DcDnsAction.None)
                plan.Unchanged++;
            else
                todo.Add((target, change));
        }

        foreach (var (name, sets) in names)
        {
            foreach (var (type, before) in sets)
            {
                if (type is "SOA" || (type is "NS" && string.Equals(name, zone.Name, StringComparison.Ordinal)) || (wanted.TryGetValue(name, out var types) && types.Contains(type)))
                    continue;
                IReadOnlyList<DcDnsRecord> kept = includeForeign ? [] : [.. before.Where(record => !record.Owned)];
                plan.Foreign += kept.Count;
                var target = new DnsTarget(place, zone.Name, name);
                if (kept.Count < before.Count)
                    todo.Add((target, DnsSets.Change(target, type, before, kept, cloud)));
            }
        }

        Check(plan, place, names, todo);
        return plan;
    }

    private static Dictionary<string, Dictionary<string, List<DcDnsRecord>>> Names(IReadOnlyList<DcDnsRecord> records)
    {
        var names = new Dictionary<string, Dictionary<string, List<DcDnsRecord>>>(records.Count, StringComparer.Ordinal);
        foreach (var record in records)
        {
            if (!names.TryGetValue(record.Name, out var sets))
                names.Add(record.Name, sets = new Dictionary<string, List<DcDnsRecord>>(1, StringComparer.Ordinal));
            if (!sets.TryGetValue(record.Type, out var set))
                sets.Add(record.Type, set = []);
            set.Add(record);
        }

        return names;
    }

    // What goes makes room first where its name changes its type; all else that goes, goes last, so that nothing is missing where a plan is cut off.
    private static void Check(DnsZonePlan plan, DnsPlace place, Dictionary<string, Dictionary<string, List<DcDnsRecord>>> names, List<(DnsTarget Target, DcDnsChange Change)> todo)
    {
        var after = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var (target, change) in todo)
        {
            if (!after.TryGetValue(target.Name, out var types))
                after.Add(target.Name, types = new HashSet<string>(names.GetValueOrDefault(target.Name)?.Keys ?? Enumerable.Empty<string>(), StringComparer.Ordinal));
            _ = change.Action == DcDnsAction.Remove ? types.Remove(change.Type) : types.Add(change.Type);
        }

        var made = todo.Where(one => one.Change.Action != DcDnsAction.Remove).Select(one => one.Target.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (target, change) in todo.OrderBy(one => one.Change.Action == DcDnsAction.Remove ? made.Contains(one.Target.Name) ? 0 : 2 : 1))
        {
            if (DnsChecks.Problem(change, place, after[target.Name]) is { } problem)
                plan.Problems.Add(problem);
            plan.Changes.Add(change);
        }
    }
}
