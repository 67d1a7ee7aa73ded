namespace Dentropy.Engine.Storage.Ceph.Forecast;

/// <summary>Raw use of a cluster at a time.</summary>
/// <param name="Time">When it was read.</param>
/// <param name="Used">Raw used bytes.</param>
internal sealed record UseSample(DateTimeOffset Time, long Used);
