using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;

namespace Dentropy.Engine.Dns.Dynamic;

/// <summary>A record that has to be looked at, and what it follows.</summary>
internal sealed record FollowerDue(FollowerSettings Follower, System.Net.IPAddress Seen, FollowedRecord? Last);

/// <summary>Reads what places have of the records that are due, one read a zone, places side by side.</summary>
/// <param name="open">Opens a place.</param>
/// <param name="cloud">Folder of the inventory.</param>
/// <param name="clock">The clock.</param>
internal sealed class FollowerReading(Func<string, CancellationToken, Task<DnsPlace>> open, string cloud, TimeProvider clock)
{
    /// <summary>Reads, and works out what has to be done. What goes wrong with a place or a record ends nothing else.</summary>
    /// <param name="due">The records.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<(IReadOnlyList<FollowerStep> Steps, IReadOnlyList<DentropyException> Failures, IReadOnlyDictionary<string, DnsPlace> Places)> ReadAsync(
        IReadOnlyList<FollowerDue> due, CancellationToken cancellationToken)
    {
        var (failures, places) = (new List<DentropyException>(), new Dictionary<string, DnsPlace>(StringComparer.Ordinal));
        foreach (var name in due.Select(one => one.Follower.Place).Distinct(StringComparer.Ordinal))
        {
            try
            {
                places.Add(name, await open(name, cancellationToken).ConfigureAwait(false));
            }
            catch (DentropyException e)
            {
                failures.Add(e);
            }
        }

        var read = await Task.WhenAll(due
            .Where(one => places.ContainsKey(one.Follower.Place))
            .GroupBy(one => one.Follower.Place, StringComparer.Ordinal)
            .Select(group => ReadAsync(places[group.Key], [.. group], cancellationToken))).ConfigureAwait(false);
        return ([.. read.SelectMany(one => one.Steps)], [.. failures, .. read.SelectMany(one => one.Failures)], places);
    }

    private async Task<(List<FollowerStep> Steps, List<DentropyException> Failures)> ReadAsync(DnsPlace place, IReadOnlyList<FollowerDue> due, CancellationToken cancellationToken)
    {
        var (steps, failures) = (new List<FollowerStep>(), new List<DentropyException>());
        var zones = new List<(FollowerDue Due, string Zone)>();
        try
        {
            foreach (var one in due)
            {
                var zone = one.Follower.Zone ?? await place.ZoneOfAsync(one.Follower.Name, cancellationToken).ConfigureAwait(false);
                if (zone is not null)
                    zones.Add((one, zone));
                else
                    failures.Add(DynamicErrors.NoZone(one.Follower.Name, place.Name));
            }
        }
        catch (DentropyException e)
        {
            failures.Add(e);
            return (steps, failures);
        }

        foreach (var group in zones.GroupBy(one => one.Zone, one => one.Due, StringComparer.Ordinal))
        {
            try
            {
                await PlanAsync(place, group.Key, [.. group], steps, failures, cancellationToken).ConfigureAwait(false);
            }
            catch (DentropyException e)
            {
                failures.Add(e);
            }
        }

        return (steps, failures);
    }

    private async Task PlanAsync(
        DnsPlace place, string zone, IReadOnlyList<FollowerDue> due, List<FollowerStep> steps, List<DentropyException> failures, CancellationToken cancellationToken)
    {
        var names = due.Select(one => one.Follower.Name).Distinct(StringComparer.Ordinal).ToList();
        var records = (await place.Provider.ReadAsync(zone, names.Count == 1 ? names[0] : null, cancellationToken).ConfigureAwait(false))
            .ToLookup(record => record.Name, StringComparer.Ordinal);
        foreach (var one in due)
        {
            try
            {
                steps.Add(FollowerPlan.Of(one.Follower, place, zone, [.. records[one.Follower.Name]], one.Seen, one.Last, cloud, clock.GetUtcNow()));
            }
            catch (DentropyException e)
            {
                failures.Add(e);
            }
        }
    }
}
