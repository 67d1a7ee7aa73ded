using System.Net;

namespace Dentropy.Engine.Backups.Restore;

/// <summary>Address ranges of networks.</summary>
internal static class Subnet
{
    // What dockerd hands out by itself unless daemon.json says otherwise (libnetwork's ipamutils: 172.17-31.0.0/16, 192.168.0.0/16 in /20s).
    private static readonly IPNetwork[] s_pools = [.. Enumerable.Range(17, 15).Select(second => IPNetwork.Parse($"172.{second}.0.0/16")), IPNetwork.Parse("192.168.0.0/16")];

    public static bool Overlap(string left, string right) =>
        IPNetwork.TryParse(left, out var one) && IPNetwork.TryParse(right, out var other)
        && one.BaseAddress.AddressFamily == other.BaseAddress.AddressFamily
        && (one.Contains(other.BaseAddress) || other.Contains(one.BaseAddress));

    /// <summary>Whether Docker may have chosen it by itself.</summary>
    public static bool IsFromPool(string subnet) =>
        IPNetwork.TryParse(subnet, out var network) && s_pools.Any(pool => pool.Contains(network.BaseAddress) && network.PrefixLength >= pool.PrefixLength);
}
