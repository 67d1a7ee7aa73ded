using Dentropy.Storage;

namespace Dentropy.Engine.Storage.Ceph;

/// <summary>How many more may fail, worked out from a cluster's answers.</summary>
/// <param name="Cluster">For all pools together; null where it could not be worked out.</param>
/// <param name="Pools">For each pool, by its number; those are missing for which it could not be worked out.</param>
/// <param name="CanStop">For each OSD whether it may be stopped now, by its number; those are missing for which that is not certain.</param>
/// <param name="Notes">What could not be had, and what was taken for granted instead, a sentence each.</param>
internal sealed record CephMargins(DcCephMargin? Cluster, IReadOnlyDictionary<int, DcCephMargin> Pools, IReadOnlyDictionary<int, bool> CanStop, IReadOnlyList<string> Notes);
