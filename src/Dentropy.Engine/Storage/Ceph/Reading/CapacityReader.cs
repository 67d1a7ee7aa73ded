using Dentropy.Engine.Storage.Ceph.Margins;
using Dentropy.Storage;

namespace Dentropy.Engine.Storage.Ceph.Reading;

/// <summary>Reads space from <c>df</c>, <c>osd df</c> and the limits of <c>osd dump</c>; where <c>df</c> is missing, from <c>status</c>.</summary>
internal static class CapacityReader
{
    private const double UsualNearFull = 0.85;
    private const double UsualFull = 0.95;

    /// <summary>What is needed.</summary>
    public static IReadOnlyList<CephQuestion> Questions { get; } = [CephQuestion.Status, CephQuestion.Use, CephQuestion.OsdUse, CephQuestion.OsdDump, CephQuestion.OsdTree];

    /// <summary>Reads it; null where the cluster has not told its size.</summary>
    public static DcCephCapacity? Read(CephAnswers answers, CephPlace place)
    {
        var (stats, map) = (answers.Of(CephQuestion.Use)?.Field("stats"), answers.Of(CephQuestion.Status)?.Field("pgmap"));
        var total = stats?.Long("total_bytes") ?? map?.Long("bytes_total");
        if (total is not > 0)
            return null;
        var used = stats?.Long("total_used_raw_bytes") ?? stats?.Long("total_used_bytes") ?? map?.Long("bytes_used") ?? 0;
        var limits = answers.Of(CephQuestion.OsdDump) ?? default;
        var fullest = OsdReader.Read(answers, place, new Dictionary<int, bool>()).Where(osd => osd.UsedPercent is not null).MaxBy(osd => osd.UsedPercent);
        return new DcCephCapacity
        {
            Total = total.Value,
            Used = used,
            Available = stats?.Long("total_avail_bytes") ?? map?.Long("bytes_avail") ?? total.Value - used,
            UsedPercent = Math.Round(100.0 * used / total.Value, 2),
            NearFullPercent = Math.Round((limits.Real("nearfull_ratio") ?? UsualNearFull) * 100, 1),
            FullPercent = Math.Round((limits.Real("full_ratio") ?? UsualFull) * 100, 1),
            FullestOsd = fullest?.Name,
            FullestPercent = fullest?.UsedPercent,
            FitsAfterHostLoss = CephHostLoss.Fits(answers),
            Cluster = place.Cluster,
            Cloud = place.Cloud,
        };
    }
}
