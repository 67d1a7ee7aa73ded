namespace Dentropy.Engine.Storage.Ceph.Forecast;

/// <summary>
/// The pace at which use grows: the median of the slopes between every two samples (Theil and Sen's estimator), which single odd samples do not move. A fall of more
/// than one percent of the size is a cleanup and says nothing about the pace, so two samples with one between them are not compared.
/// </summary>
internal static class UseTrend
{
    private const double Cleanup = 0.01;
    private const int Fewest = 3;

    private static readonly TimeSpan s_shortest = TimeSpan.FromDays(1);

    /// <summary>Works out the pace.</summary>
    /// <param name="samples">What was seen, in the order of time.</param>
    /// <param name="total">Size in bytes.</param>
    /// <returns>Bytes a day; null where fewer than three samples, or less than a day, were seen without a cleanup.</returns>
    public static double? PerDay(IReadOnlyList<UseSample> samples, long total)
    {
        var slopes = new List<double>();
        var (start, seen, longest) = (0, TimeSpan.Zero, 0);
        for (var i = 1; i < samples.Count; i++)
        {
            if (samples[i - 1].Used - samples[i].Used > total * Cleanup)
                start = i;
            for (var j = start; j < i; j++)
            {
                if (samples[i].Time - samples[j].Time is { Ticks: > 0 } apart)
                    slopes.Add((samples[i].Used - samples[j].Used) / apart.TotalDays);
            }

            longest = Math.Max(longest, i - start + 1);
            seen = samples[i].Time - samples[start].Time is var span && span > seen ? span : seen;
        }

        return longest < Fewest || seen < s_shortest ? null : Median(slopes);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        var middle = values.Count / 2;
        return values.Count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
