namespace Dentropy.Engine.Storage.Ceph.Forecast;

/// <summary>
/// Which samples are kept: one an hour for two days, one in six hours for two weeks, one a day for 90 days; none that is older. So there are never more than 200.
/// </summary>
internal static class UseThinning
{
    private static readonly TimeSpan s_often = TimeSpan.FromHours(1);

    /// <summary>How long samples are kept.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromDays(90);

    /// <summary>Whether a new sample is to be kept.</summary>
    public static bool IsDue(IReadOnlyList<UseSample> before, DateTimeOffset time) => !before.Any(sample => sample.Time <= time && time - sample.Time < s_often);

    /// <summary>What is kept, in the order of time. What a clock that was ahead has left goes, or it would count as the newest for ever.</summary>
    public static IReadOnlyList<UseSample> Of(IReadOnlyList<UseSample> samples, DateTimeOffset now)
    {
        var kept = new List<UseSample>();
        foreach (var sample in samples.Where(sample => sample.Time <= now && now - sample.Time <= Longest).OrderBy(sample => sample.Time))
        {
            // Slots are parts of the calendar and not of the age, so that what was kept once stays the one of its slot.
            if (kept.Count == 0 || Slot(sample, now) is var slot && kept[^1].Time.UtcTicks / slot.Ticks != sample.Time.UtcTicks / slot.Ticks)
                kept.Add(sample);
        }

        return kept;
    }

    private static TimeSpan Slot(UseSample sample, DateTimeOffset now) => (now - sample.Time) switch
    {
        { TotalDays: > 14 } => TimeSpan.FromDays(1),
        { TotalDays: > 2 } => TimeSpan.FromHours(6),
        _ => s_often,
    };
}
