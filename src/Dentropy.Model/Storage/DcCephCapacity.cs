namespace Dentropy.Storage;

/// <summary>Space of a Ceph cluster, raw and with its limits.</summary>
public sealed record DcCephCapacity
{
    /// <summary>Raw size in bytes.</summary>
    public long Total { get; init; }

    /// <summary>Raw used bytes.</summary>
    public long Used { get; init; }

    /// <summary>Raw available bytes.</summary>
    public long Available { get; init; }

    /// <summary>Used part, in percent.</summary>
    public double UsedPercent { get; init; }

    /// <summary>At what part of an OSD Ceph warns, in percent.</summary>
    public double NearFullPercent { get; init; }

    /// <summary>At what part of an OSD Ceph takes no more writes, in percent.</summary>
    public double FullPercent { get; init; }

    /// <summary>The fullest OSD, which is what the limits count for.</summary>
    public string? FullestOsd { get; init; }

    /// <summary>Its used part, in percent.</summary>
    public double? FullestPercent { get; init; }

    /// <summary>When the fullest OSD reaches the warning at the pace of what was seen before; null where there is no growth, or too little was seen to tell.</summary>
    public DateTimeOffset? NearFullTime { get; init; }

    /// <summary>Growth of raw use in bytes a day, by which it is worked out; null where too little was seen.</summary>
    public double? GrowthPerDay { get; init; }

    /// <summary>From the first to the last look that the forecast rests on.</summary>
    public TimeSpan? Observed { get; init; }

    /// <summary>Whether the data of the fullest host would fit on the others below the full limit; null where it could not be worked out.</summary>
    public bool? FitsAfterHostLoss { get; init; }

    /// <summary>Cluster it belongs to.</summary>
    public required string Cluster { get; init; }

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }

    /// <summary>Used part.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{UsedPercent:0.0} % used");
}
