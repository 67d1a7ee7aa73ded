using System.Globalization;
using System.Numerics;
using Dentropy.Storage;
using Xunit;

namespace Dentropy.Engine.Tests.Storage.Ceph;

/// <summary>The figures against trying out every set of OSDs and of hosts, on maps that are made up from a seed.</summary>
public sealed class MarginBruteForceTests
{
    private const int Maps = 1500;

    [Fact]
    public void Agrees_with_every_set_tried_out_where_all_copies_are_whole_or_known()
    {
        for (var seed = 0; seed < Maps; seed++)
        {
            var map = new RandomMap(seed, hidden: false);
            var margins = map.Builder.Work();
            Check(map, map.Groups, Assert.IsType<DcCephMargin>(margins.Cluster), seed, exact: true);
            foreach (var pool in map.Groups.GroupBy(group => group.Pool))
                Check(map, [.. pool], margins.Pools[pool.Key], seed, exact: true);
        }
    }

    [Fact]
    public void Never_says_more_than_holds_where_it_is_not_known_which_copies_are_whole()
    {
        for (var seed = 0; seed < Maps; seed++)
        {
            var map = new RandomMap(seed, hidden: true);
            Check(map, map.Groups, Assert.IsType<DcCephMargin>(map.Builder.Work().Cluster), seed, exact: false);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Says_of_each_osd_what_ok_to_stop_says(bool hidden)
    {
        var refused = 0;
        for (var seed = 0; seed < Maps; seed++)
        {
            var map = new RandomMap(seed, hidden);
            var said = map.Builder.Work().CanStop;
            for (var osd = 0; osd < map.Osds; osd++)
            {
                var ok = map.Groups.All(group => (group.Whole & (1 << osd)) == 0 || (group.Active && BitOperations.PopCount((uint)(group.Whole & ~(1 << osd))) >= group.MinSize));
                if (said.TryGetValue(osd, out var may))
                    Assert.True(ok == may, $"seed {seed}, osd.{osd}: ok-to-stop {ok}, said {may}");
                else
                    Assert.True(hidden, $"seed {seed}, osd.{osd}: nothing said");
                refused += ok ? 0 : 1;
            }
        }

        Assert.InRange(refused, Maps / 10, Maps * 9);
    }

    private static void Check(RandomMap map, IReadOnlyList<RandomMap.Placed> groups, DcCephMargin said, int seed, bool exact)
    {
        var osds = Enumerable.Range(0, map.Osds).Select(osd => 1 << osd).ToArray();
        Compare("OSDs until unavailable", Tried(osds, failed => Unavailable(groups, failed)), said.OsdsUntilUnavailable);
        Compare("OSDs until lost", Tried(osds, failed => Lost(groups, failed)), said.OsdsUntilLost);
        Compare("hosts until unavailable", Tried(map.Hosts, failed => Unavailable(groups, failed)), said.HostsUntilUnavailable);
        Compare("hosts until lost", Tried(map.Hosts, failed => Lost(groups, failed)), said.HostsUntilLost);
        if (!exact)
            return;

        // The sets that are named are of the smallest size, and do it.
        var named = said.WorstOsds.Aggregate(0, (mask, osd) => mask | (1 << int.Parse(osd.AsSpan(4), CultureInfo.InvariantCulture)));
        Assert.True(Unavailable(groups, named), $"seed {seed}: {string.Join(' ', said.WorstOsds)} does no harm");
        Assert.Equal(said.OsdsUntilUnavailable + (named == 0 ? 0 : 1), said.WorstOsds.Count);
        var hosts = said.WorstHosts.Aggregate(0, (mask, host) => mask | map.Hosts[int.Parse(host.AsSpan(1), CultureInfo.InvariantCulture)]);
        Assert.True(Unavailable(groups, hosts), $"seed {seed}: {string.Join(' ', said.WorstHosts)} does no harm");

        void Compare(string what, int tried, int worked) =>
            Assert.True(exact ? tried == worked : worked <= tried, $"seed {seed}: {what}: tried {tried}, worked out {worked}");
    }

    // The largest number for which every choice of that many is survived; 0 also where something is wrong before any failure.
    private static int Tried(IReadOnlyList<int> parts, Func<int, bool> harm)
    {
        var least = int.MaxValue;
        for (var choice = 0; choice < 1 << parts.Count; choice++)
        {
            var count = BitOperations.PopCount((uint)choice);
            if (count >= least)
                continue;
            var failed = 0;
            for (var part = 0; part < parts.Count; part++)
                failed |= (choice & (1 << part)) != 0 ? parts[part] : 0;
            if (harm(failed))
                least = count;
        }

        return Math.Max(0, least - 1);
    }

    private static bool Unavailable(IReadOnlyList<RandomMap.Placed> groups, int failed)
    {
        foreach (var group in groups)
        {
            if (!group.Active || ((group.Whole & failed) != 0 && BitOperations.PopCount((uint)(group.Whole & ~failed)) < group.MinSize))
                return true;
        }

        return false;
    }

    private static bool Lost(IReadOnlyList<RandomMap.Placed> groups, int failed)
    {
        foreach (var group in groups)
        {
            if (BitOperations.PopCount((uint)(group.Whole & ~failed)) < group.Needed)
                return true;
        }

        return false;
    }
}
