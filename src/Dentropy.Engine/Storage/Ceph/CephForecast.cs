using Dentropy.Engine.Storage.Ceph.Forecast;
using Dentropy.Storage;

namespace Dentropy.Engine.Storage.Ceph;

/// <summary>When space runs short, from what was seen before. It remembers raw use on this machine; where it cannot, there is no forecast and no error.</summary>
/// <param name="history">Where it remembers; null for nowhere.</param>
internal sealed class CephForecast(UseHistory? history)
{
    // Beyond it a date says nothing.
    private const double MostDays = 3650;

    /// <summary>With the operator's own data folder.</summary>
    public static CephForecast OfOperator() => new(UseHistory.OfOperator());

    /// <summary>Remembers what was read, and adds when the warning is reached.</summary>
    /// <param name="now">Space as it was read.</param>
    /// <param name="clusterId">Id of the cluster.</param>
    /// <param name="time">When it was read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<DcCephCapacity> WithForecastAsync(DcCephCapacity now, string clusterId, DateTimeOffset time, CancellationToken cancellationToken)
    {
        if (history is null || now.Total <= 0)
            return now;

        var latest = new UseSample(time, now.Used);
        var before = await history.ReadAsync(clusterId, cancellationToken).ConfigureAwait(false);
        if (UseThinning.IsDue(before, time))
            await history.AddAsync(clusterId, latest, cancellationToken).ConfigureAwait(false);

        List<UseSample> seen = [.. before.Where(sample => sample.Time < time && time - sample.Time <= UseThinning.Longest), latest];
        if (seen.Count < 2 || UseTrend.PerDay(seen, now.Total) is not { } growth)
            return now with { Observed = seen.Count > 1 ? time - seen[0].Time : null };
        return now with { GrowthPerDay = growth, Observed = time - seen[0].Time, NearFullTime = When(now, growth, time) };
    }

    // New data spreads as the old did, so the fullest OSD fills in proportion to the whole.
    private static DateTimeOffset? When(DcCephCapacity now, double growth, DateTimeOffset time)
    {
        var fullest = Math.Max(now.FullestPercent ?? now.UsedPercent, now.UsedPercent);
        if (now.NearFullPercent <= 0 || fullest <= 0)
            return null;
        if (fullest >= now.NearFullPercent)
            return time;
        var days = growth > 0 ? now.Used * ((now.NearFullPercent / fullest) - 1) / growth : double.PositiveInfinity;
        return days <= MostDays ? time.AddDays(days) : null;
    }
}
