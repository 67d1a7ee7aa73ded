using Dentropy.Engine.Storage.Ceph;
using Dentropy.Storage;
using Xunit;

namespace Dentropy.Engine.Tests.Storage.Ceph;

public sealed class MarginCaseTests
{
    private static MapBuilder Three() => new MapBuilder().Host("a", 0, 1).Host("b", 2, 3).Host("c", 4, 5).Monitors(3, 3);

    private static (int, int, int, int) Figures(DcCephMargin? margin) =>
        (margin!.OsdsUntilUnavailable, margin.OsdsUntilLost, margin.HostsUntilUnavailable, margin.HostsUntilLost);

    [Fact]
    public void Three_copies_on_three_hosts_bear_one_host_and_are_lost_with_the_third()
    {
        var margins = Three().Pool(1, "rbd", 3, 2).Group("1.0", "active+clean", [0, 2, 4]).Group("1.1", "active+clean", [1, 3, 5]).Work();
        Assert.Equal((1, 2, 1, 2), Figures(margins.Cluster));
        Assert.Equal(1, margins.Cluster!.Monitors);
        Assert.Null(margins.Pools[1].Monitors);
        Assert.Equal(["osd.0", "osd.2"], margins.Cluster.WorstOsds);
        Assert.Equal(["a", "b"], margins.Cluster.WorstHosts);
        Assert.Equal(
            [
                "If osd.0 and osd.2 fail, group 1.0 of pool rbd has 1 of its 3 copies and needs 2 (min_size): its requests wait.",
                "If hosts a and b fail, group 1.0 of pool rbd has 1 of its 3 copies and needs 2 (min_size): its requests wait.",
                "If osd.0, osd.2 and osd.4 fail for good, no whole copy of group 1.0 of pool rbd is left: its data is lost.",
                "If hosts a, b and c fail for good, no whole copy of group 1.0 of pool rbd is left: its data is lost.",
                "3 of 3 monitors are in the quorum and 2 are needed: one may fail, or the cluster stands still.",
            ],
            margins.Cluster.Reasons);
        Assert.Empty(margins.Notes);
        Assert.All(margins.CanStop.Values, Assert.True);
    }

    [Fact]
    public void Two_copies_on_one_host_make_the_host_the_weak_point()
    {
        var margins = Three().Pool(1, "rbd", 3, 2).Group("1.0", "active+clean", [0, 2, 4]).Group("1.1", "active+clean", [0, 1, 2]).Work();
        Assert.Equal((1, 2, 0, 1), Figures(margins.Cluster));
        Assert.Equal(["a"], margins.Cluster!.WorstHosts);
        Assert.Contains("If host a fails, group 1.1 of pool rbd has 1 of its 3 copies", margins.Cluster.Reasons[1], StringComparison.Ordinal);
    }

    [Fact]
    public void An_osd_that_is_down_counts_already()
    {
        var margins = Three().Down(4).Pool(1, "rbd", 3, 2).Group("1.0", "active+undersized+degraded", [0, 2]).Group("1.1", "active+clean", [1, 3, 5]).Work();
        Assert.Equal((0, 1, 0, 1), Figures(margins.Cluster));
        Assert.Equal(new Dictionary<int, bool> { [0] = false, [1] = true, [2] = false, [3] = true, [4] = true, [5] = true }, margins.CanStop.OrderBy(osd => osd.Key).ToDictionary());
    }

    [Fact]
    public void What_is_not_served_now_makes_it_nothing_and_says_so()
    {
        var margins = Three().Down(2, 4).Pool(1, "rbd", 3, 2).Pool(2, "keep", 3, 1).Group("1.0", "undersized+degraded+peered", [0]).Group("2.0", "active+undersized+degraded", [1, 3]).Work();
        Assert.Equal((0, 0, 0, 0), Figures(margins.Cluster));
        Assert.Equal((1, 1, 1, 1), Figures(margins.Pools[2]));
        Assert.Empty(margins.Cluster!.WorstOsds);
        Assert.Equal("Group 1.0 of pool rbd serves no requests now (undersized+degraded+peered): 1 of its 3 copies runs (osd.0), and 2 are needed (min_size).", margins.Cluster.Reasons[0]);
        Assert.False(margins.CanStop[0]);
    }

    [Fact]
    public void A_state_that_is_older_than_the_map_of_osds_does_not_hide_a_failure()
    {
        var margins = Three().Down(0, 2).Pool(1, "rbd", 3, 2).Group("1.0", "active+clean", [0, 2, 4]).Work();
        Assert.Equal((0, 0), (margins.Cluster!.OsdsUntilUnavailable, margins.Cluster.OsdsUntilLost));
        Assert.Contains("serves no requests now", margins.Cluster.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Where_no_copy_runs_the_data_is_away_now()
    {
        var margins = Three().Down(0, 2, 4).Pool(1, "rbd", 3, 2).Group("1.0", "stale+active+clean", [0, 2, 4]).Work();
        Assert.Equal((0, 0, 0, 0), Figures(margins.Cluster));
        Assert.Equal("Too little of group 1.0 of pool rbd runs for its data to be read (none of its 3 copies runs, and 1 is needed): it is there again only if OSDs that are down come back.", margins.Cluster!.Reasons[1]);
    }

    [Theory]
    [InlineData("active+recovery_unfound+degraded")]
    [InlineData("incomplete")]
    [InlineData("down")]
    public void Unfound_objects_and_groups_that_wait_for_an_osd_leave_nothing(string state)
    {
        var margins = Three().Pool(1, "rbd", 3, 2).Group("1.0", state, [0, 2, 4]).Work();
        Assert.Equal((0, 0, 0, 0), Figures(margins.Cluster));
        Assert.Contains(state, margins.Cluster!.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Chunks_are_lost_when_fewer_than_the_data_chunks_are_left()
    {
        var margins = new MapBuilder().Host("a", 0, 1, 2).Host("b", 3, 4, 5).Monitors(1, 1).Coded(1, "ec", k: 4, m: 2, minSize: 5).Group("1.0", "active+clean", [0, 1, 2, 3, 4, 5]).Work();
        Assert.Equal((1, 2, 0, 0), Figures(margins.Cluster));
        Assert.Contains("If osd.0, osd.1 and osd.2 fail for good, 3 of its 6 chunks of group 1.0", string.Join('\n', margins.Cluster!.Reasons), StringComparison.Ordinal);
        Assert.Contains("There is one monitor", string.Join('\n', margins.Cluster.Reasons), StringComparison.Ordinal);
        Assert.Equal(0, margins.Cluster.Monitors);
    }

    [Fact]
    public void A_place_without_a_chunk_counts_as_none()
    {
        var margins = new MapBuilder().Host("a", 0).Host("b", 1).Host("c", 2).Host("d", 3).Coded(1, "ec", k: 2, m: 2, minSize: 3)
            .Group("1.0", "active+undersized+degraded", [0, MapBuilder.None, 2, 3]).Work();
        Assert.Equal((0, 1, 0, 1), Figures(margins.Cluster));
    }

    [Theory]
    [InlineData("shec", "1", 0, 1)]
    [InlineData("lrc", null, 1, 2)]
    [InlineData("clay", null, 1, 2)]
    public void Codes_that_do_not_bear_every_loss_count_only_those_that_are_sure(string plugin, string? sure, int unavailable, int lost)
    {
        var margins = new MapBuilder().Host("a", 0).Host("b", 1).Host("c", 2).Host("d", 3).Host("e", 4).Coded(1, "ec", k: 3, m: 2, minSize: sure is null ? 4 : 5, plugin, sure)
            .Group("1.0", "active+clean", [0, 1, 2, 3, 4]).Work();
        Assert.Equal((unavailable, lost), (margins.Cluster!.OsdsUntilUnavailable, margins.Cluster.OsdsUntilLost));
        Assert.Equal(plugin != "clay", margins.Notes.Any(note => note.Contains(plugin, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_group_on_the_move_counts_the_copies_that_serve()
    {
        var margins = Three().Pool(1, "rbd", 3, 2).Group("1.0", "active+remapped+backfilling", [0, 1, 2], up: [0, 3, 4]).Work();
        Assert.Equal((1, 2, 0, 1), Figures(margins.Cluster));
        Assert.Contains(margins.Notes, note => note.StartsWith("1 placement group is on the move", StringComparison.Ordinal));
    }

    [Fact]
    public void While_copies_are_brought_up_to_date_only_the_sure_ones_count()
    {
        var unsure = Three().Pool(1, "rbd", 3, 2).Group("1.0", "active+recovering+degraded", [0, 2, 4]).Work();
        Assert.Equal((0, 1, 0, 1), Figures(unsure.Cluster));
        Assert.Contains(unsure.Notes, note => note.Contains("being recovered", StringComparison.Ordinal));
        Assert.DoesNotContain(0, unsure.CanStop.Keys);
        Assert.True(unsure.CanStop[1]);

        var told = Three().Pool(1, "rbd", 3, 2).Group("1.0", "active+recovering+degraded", [0, 2, 4], whole: [2, 4]).Work();
        Assert.Equal((true, false, false), (told.CanStop[0], told.CanStop[2], told.CanStop[4]));
        Assert.Empty(told.Notes);
    }

    [Fact]
    public void An_unreported_group_lets_no_osd_be_stopped()
    {
        var margins = Three().Pool(1, "rbd", 3, 2).Group("1.0", "active+clean", [0, 2, 4]).Group("1.1", "unknown", []).Work();
        Assert.All(margins.CanStop.Values, Assert.False);
        Assert.Equal(0, margins.Cluster!.OsdsUntilUnavailable);
    }

    [Fact]
    public void A_pool_that_is_gone_is_left_out()
    {
        var margins = Three().Pool(1, "rbd", 3, 2).Group("1.0", "active+clean", [0, 2, 4]).Group("9.0", "active+clean", [1]).Group("odd", "active+clean", [1]).Work();
        Assert.Equal(1, margins.Cluster!.OsdsUntilUnavailable);
        Assert.Contains(margins.Notes, note => note.StartsWith("2 placement groups are of pools", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(3, 2, 0)]
    [InlineData(5, 5, 2)]
    [InlineData(5, 3, 0)]
    [InlineData(4, 4, 1)]
    [InlineData(2, 2, 0)]
    public void Monitors_may_fail_while_more_than_half_of_all_are_left(int all, int agreeing, int wanted)
    {
        var margin = Three().Monitors(all, agreeing).Pool(1, "rbd", 3, 2).Group("1.0", "active+clean", [0, 2, 4]).Work().Cluster!;
        Assert.Equal(wanted, margin.Monitors);
    }

    [Fact]
    public void The_status_names_the_monitors_that_are_away()
    {
        var margin = Three().Monitors(3, 2).Answer(CephQuestion.Status, """{"quorum":[0,2],"quorum_names":["a","c"],"monmap":{"num_mons":3}}""")
            .Pool(1, "rbd", 3, 2).Group("1.0", "active+clean", [0, 2, 4]).Work().Cluster!;
        Assert.Equal("2 of 3 monitors are in the quorum (away: mon.b) and 2 are needed: none may fail, or the cluster stands still.", margin.Reasons[^1]);
    }

    [Fact]
    public void Without_the_tree_hosts_come_from_the_crush_map_and_without_both_all_are_on_one()
    {
        var map = Three().Pool(1, "rbd", 3, 2).Group("1.0", "active+clean", [0, 2, 4]).Without(CephQuestion.OsdTree, "Timed out.");
        var none = map.Work();
        Assert.Equal((1, 2, 0, 0), Figures(none.Cluster));
        Assert.Empty(none.Cluster!.WorstHosts);
        Assert.Contains("Hosts are not known, so all OSDs are taken to be on one: Timed out.", none.Notes);

        var crush = map.Answer(CephQuestion.Crush, """
            {"buckets":[{"id":-2,"name":"a","type_name":"host","items":[{"id":0}]},{"id":-3,"name":"a~ssd","type_name":"host","items":[{"id":2}]},{"id":-4,"name":"b","type_name":"host","items":[{"id":2},{"id":4}]}]}
            """).Work();
        Assert.Equal((1, 2, 0, 1), Figures(crush.Cluster));
        Assert.Equal(["b"], crush.Cluster!.WorstHosts);
    }

    [Fact]
    public void An_osd_in_no_host_stands_alone()
    {
        var margins = new MapBuilder().Host("a", 0, 1).Osd(7).Monitors(1, 1).Pool(1, "rbd", 3, 2).Group("1.0", "active+clean", [0, 1, 7]).Work();
        Assert.Equal((1, 2, 0, 1), Figures(margins.Cluster));
    }

    [Fact]
    public void Without_the_map_of_osds_nothing_is_worked_out_and_the_notes_say_why()
    {
        var margins = Three().Pool(1, "rbd", 3, 2).Group("1.0", "active+clean", [0, 2, 4]).Without(CephQuestion.OsdDump, "ceph1 gave no answer").Without(CephQuestion.Monitors, "none").Work();
        Assert.Null(margins.Cluster);
        Assert.Empty(margins.Pools);
        Assert.Contains("Pools and OSDs are not known, so how many more may fail cannot be worked out: ceph1 gave no answer.", margins.Notes);
        Assert.Contains("Monitors are not known, so how many of them may fail is not either: none.", margins.Notes);
    }

    [Fact]
    public void A_cluster_without_data_has_nothing_to_lose()
    {
        var margins = Three().Work();
        Assert.Null(margins.Cluster);
        Assert.Contains(margins.Notes, note => note.StartsWith("There are no placement groups", StringComparison.Ordinal));
        Assert.All(margins.CanStop.Values, Assert.True);
    }

    [Theory]
    [InlineData("host", 1, 2, 1, 2)]
    [InlineData("rack", 1, 2, 1, 2)]
    [InlineData("osd", 1, 2, 0, 1)]
    public void Without_the_groups_the_rule_says_it_while_all_are_clean(string domain, int osds, int lost, int hosts, int hostsLost)
    {
        var map = Three().Pool(1, "rbd", 3, 2).Without(CephQuestion.Groups, "The dashboard does not tell.")
            .Answer(CephQuestion.Crush, $$"""{"rules":[{"rule_id":0,"steps":[{"op":"take","item":-1},{"op":"chooseleaf_firstn","num":0,"type":"{{domain}}"},{"op":"emit"}]}]}""")
            .Answer(CephQuestion.Status, """{"osdmap":{"num_in_osds":6},"pgmap":{"num_pgs":9,"pgs_by_state":[{"state_name":"active+clean","count":8},{"state_name":"active+clean+scrubbing+deep","count":1}]}}""");
        var margins = map.Work();
        Assert.Equal((osds, lost, hosts, hostsLost), Figures(margins.Cluster));
        Assert.Equal(1, margins.Cluster!.Monitors);
        Assert.Equal(6, margins.CanStop.Count);
        Assert.Contains(margins.Notes, note => note.Contains("It is not known which OSDs have which copies", StringComparison.Ordinal));

        Assert.Null(map.Down(0).Work().Cluster);
    }

    [Fact]
    public void Without_the_groups_nothing_is_said_while_one_is_not_clean()
    {
        var margins = Three().Pool(1, "rbd", 3, 2).Without(CephQuestion.Groups, "The dashboard does not tell.")
            .Answer(CephQuestion.Status, """{"osdmap":{"num_in_osds":6},"pgmap":{"num_pgs":9,"pgs_by_state":[{"state_name":"active+clean","count":8},{"state_name":"active+undersized","count":1}]}}""").Work();
        Assert.Null(margins.Cluster);
        Assert.Contains("Where the copies are is not known, so how many more may fail cannot be worked out: The dashboard does not tell.", margins.Notes);
    }

    [Fact]
    public void Groups_come_in_any_of_the_shapes_that_releases_had()
    {
        var map = Three().Pool(1, "rbd", 3, 2);
        Assert.Equal(1, map.Answer(CephQuestion.Groups, """[{"pgid":"1.0","state":"active+clean","acting":[0,2,4]}]""").Work().Cluster!.OsdsUntilUnavailable);
        Assert.Equal(1, map.Answer(CephQuestion.Groups, """{"pg_map":{"pg_stats":[{"pgid":"1.0","state":"active+clean","acting":[0,2,4]}]}}""").Work().Cluster!.OsdsUntilUnavailable);
        Assert.Null(map.Answer(CephQuestion.Groups, """{"pg_stats":"odd"}""").Work().Cluster);
    }
}
