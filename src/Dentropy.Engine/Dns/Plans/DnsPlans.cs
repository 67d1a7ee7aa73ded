using System.Runtime.CompilerServices;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Changes;
using Dentropy.Engine.Dns.Owned;
using Dentropy.Engine.Dns.Places;

namespace Dentropy.Engine.Dns.Plans;

/// <summary>What may be done although it is unusual.</summary>
/// <param name="AllowRemoval">How many records of a zone at a place may go at most; null for what is usual.</param>
/// <param name="Force">Whether any number may go, and a place that is suddenly empty is believed.</param>
/// <param name="Refresh">Whether what is needed now is done where it differs from the plan.</param>
public sealed record DnsPlanPermission(int? AllowRemoval = null, bool Force = false, bool Refresh = false);

/// <summary>A plan, with what went wrong beside it.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Unread">Places that could not be read; they are left out.</param>
/// <param name="Conflicts">What cannot be: nothing of the plan is done before these are out of the way.</param>
public sealed record DnsPlanning(DcDnsPlan Plan, IReadOnlyList<DentropyException> Unread, IReadOnlyList<DentropyException> Conflicts)
{
    internal IReadOnlyList<DnsZonePlan> Zones { get; init; } = [];
}

/// <summary>Files of DNS records: what has to be done for one, and doing it.</summary>
/// <param name="places">The places. They stay open until whoever made them disposes them.</param>
public sealed class DnsPlans(DnsPlaces places)
{
    private readonly DnsSnapshot _snapshot = new(places.Cloud);
    private readonly OwnedRecords _owned = new(places.Cloud);

    /// <summary>Works a plan out: reads the file, and each of its zones at each of its places. Nothing is written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="includeForeign">Whether records of its zones go that Dentropy did not make.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DentropyException">
    /// <c>DnsPlanNotFound</c>, <c>DnsPlanUnreadable</c>, <c>DnsPlanInvalid</c> with the line, <c>DnsPlaceNotFound</c>, <c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>.
    /// </exception>
    public async Task<DnsPlanning> PlanAsync(string path, bool includeForeign, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var zones = await DnsPlanFile.ReadAsync(path, cancellationToken).ConfigureAwait(false);
        var known = await places.ListAsync(cancellationToken).ConfigureAwait(false);
        foreach (var zone in zones)
            Check(path, zone, known);
        var tasks = zones.SelectMany(zone => zone.Places, (zone, place) => ZoneAsync(zone, place, includeForeign, cancellationToken));
        var (plans, unread) = (new List<DnsZonePlan>(), new List<DentropyException>());
        foreach (var task in tasks)
        {
            var (plan, failure) = await task.ConfigureAwait(false);
            if (plan is not null)
                plans.Add(plan);
            if (failure is not null)
                unread.Add(failure);
        }

        IReadOnlyList<DentropyException> conflicts = [.. zones.SelectMany(zone => Unheld(zone, [.. plans.Where(plan => string.Equals(plan.Zone, zone.Name, StringComparison.Ordinal))])), .. plans.SelectMany(plan => plan.Problems)];
        return new DnsPlanning(
            new DcDnsPlan
            {
                Path = path,
                Zones = [.. zones.Select(zone => zone.Name)],
                Changes = [.. plans.SelectMany(plan => plan.Changes)],
                Unchanged = plans.Sum(plan => plan.Unchanged),
                Foreign = plans.Sum(plan => plan.Foreign),
                Removals = plans.Sum(plan => plan.Removals),
                IncludeForeign = includeForeign,
                Guard = plans.SelectMany(plan => new[] { plan.TooMany, plan.Empty }).OfType<string>().ToList() is { Count: > 0 } guards ? string.Join(' ', guards) : null,
                Problems = [.. unread.Concat(conflicts).Select(problem => problem.Message)],
                Cloud = places.Cloud,
            },
            unread,
            conflicts) { Zones = plans };
    }

    /// <summary>Looks again at everything that a plan is about, and refuses where it must not be carried out.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="permission">What may be done although it is unusual.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The plan as it is now.</returns>
    /// <exception cref="DentropyException">
    /// <c>DnsPlanTooManyRemovals</c>, <c>DnsPlanPlaceEmpty</c>, <c>DnsPlanChanged</c>; the first of the conflicts; those of <see cref="PlanAsync"/>.
    /// </exception>
    public async Task<DnsPlanning> PrepareAsync(DcDnsPlan plan, DnsPlanPermission permission, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(permission);
        var now = await PlanAsync(plan.Path, plan.IncludeForeign, cancellationToken).ConfigureAwait(false);
        Check(now, permission);
        var read = now.Zones.Select(zone => (zone.Place, zone.Zone)).ToHashSet();
        if (!permission.Refresh && !Same(now.Plan.Changes, [.. plan.Changes.Where(change => read.Contains((change.Place, change.Zone)))]))
            throw DnsPlanErrors.Changed(plan.Path, now.Plan.Changes.Count, plan.Changes.Count);
        return now;
    }

    /// <summary>Refuses a plan that must not be carried out.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="permission">What may be done although it is unusual.</param>
    /// <exception cref="DentropyException"><c>DnsPlanTooManyRemovals</c>, <c>DnsPlanPlaceEmpty</c>; the first of the conflicts.</exception>
    public static void Check(DnsPlanning plan, DnsPlanPermission permission)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(permission);
        if (plan.Conflicts.Count > 0)
            throw plan.Conflicts[0];
        if (!permission.Force)
        {
            if (plan.Zones.FirstOrDefault(zone => zone.Empty is not null) is { Empty: { } empty })
                throw DnsPlanErrors.Empty(plan.Plan.Path, empty);
            if (plan.Zones.FirstOrDefault(zone => zone.TooMany is not null && !(zone.Removals <= permission.AllowRemoval)) is { TooMany: { } many })
                throw DnsPlanErrors.TooMany(plan.Plan.Path, many);
        }
    }

    /// <summary>Carries changes of a plan out. One that fails keeps no other back.</summary>
    /// <param name="plan">What <see cref="PrepareAsync"/> returned.</param>
    /// <param name="changes">Those of its changes that are wanted.</param>
    /// <param name="cancellationToken">Ends it. What is done by then stays, and a repetition does the rest.</param>
    /// <returns>An outcome for each change, as soon as it is known.</returns>
    public async IAsyncEnumerable<DnsOutcome> ApplyAsync(DnsPlanning plan, IReadOnlyList<DcDnsChange> changes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var gone = plan.Zones.SelectMany(zone => zone.Gone, (zone, key) => (Zone: (zone.Place, zone.Zone), Key: key)).ToLookup(one => one.Zone, one => one.Key);
        await foreach (var outcome in new DnsApply(places).RunAsync(changes, gone, cancellationToken).ConfigureAwait(false))
            yield return outcome;
    }

    private async Task<(DnsZonePlan? Plan, DentropyException? Failure)> ZoneAsync(DnsPlanZone zone, string name, bool includeForeign, CancellationToken cancellationToken)
    {
        try
        {
            var place = (await places.OpenAsync([name], cancellationToken).ConfigureAwait(false))[0];
            var records = await _snapshot.ReadAsync(place, zone.Name, name: null, cancellationToken).ConfigureAwait(false);
            var plan = DnsPlanner.Plan(zone, place, records, includeForeign, places.Cloud);
            if (!place.Provider.Traits.Comments)
            {
                var there = records.Select(OwnedRecords.Key).ToHashSet(StringComparer.Ordinal);
                var owned = await _owned.ReadAsync(name, zone.Name, cancellationToken).ConfigureAwait(false);
                plan.Gone = [.. owned.Where(key => !there.Contains(key))];
            }

            return (plan, null);
        }
        catch (DentropyException e)
        {
            return (null, e);
        }
    }

    // What is said of a record counts where a place can hold it; where none can, somebody waits for it in vain.
    private static IEnumerable<DentropyException> Unheld(DnsPlanZone zone, IReadOnlyList<DnsZonePlan> plans)
    {
        foreach (var set in plans.Count < zone.Places.Count ? [] : zone.Sets)
        {
            var there = plans.Where(plan => set.View is null || set.View == plan.At.View).Select(plan => plan.At).ToList();
            if (DnsChecks.Unheld(new DnsTouch(set.TimeToLive, set.Proxied, set.Comment), set.Type, [.. there.Select(place => place.Provider.Traits)]) is { } reason)
                yield return DnsErrors.Unsupported(DnsSets.Change(new DnsTarget(there[0], zone.Name, set.Name), set.Type, [], [], cloud: null), reason);
        }
    }

    private static void Check(string path, DnsPlanZone zone, IReadOnlyList<DnsPlaceSettings> known)
    {
        var views = zone.Places.Select(name => known.FirstOrDefault(place => string.Equals(place.Name, name, StringComparison.Ordinal))?.View
            ?? throw DnsPlanErrors.Invalid(path, zone.Line, $"the zone {zone.Name} is to be at '{name}', and there is no such place; there are {string.Join(", ", known.Select(place => place.Name))}")).ToHashSet();
        if (zone.Sets.FirstOrDefault(set => set.View is { } view && !views.Contains(view)) is { } lost)
            throw DnsPlanErrors.Invalid(path, lost.Line, $"{lost.Name} has values for {lost.View.ToString()!.ToLowerInvariant()}, and no place of the zone {zone.Name} is of that view");
    }

    private static bool Same(IReadOnlyList<DcDnsChange> now, IReadOnlyList<DcDnsChange> then) =>
        now.Count == then.Count && now.Select(Text).ToHashSet(StringComparer.Ordinal).SetEquals(then.Select(Text));

    private static string Text(DcDnsChange change) =>
        $"{change.Action}\n{change.Place}\n{change.Zone}\n{change.Name} {change.Type}\n{Text(change.Before)}\n\n{Text(change.After)}";

    private static string Text(IEnumerable<DcDnsRecord> records) =>
        string.Join('\n', records.Select(record => $"{record.Value} {record.TimeToLive} {record.Proxied} {record.Comment}").Order(StringComparer.Ordinal));
}
