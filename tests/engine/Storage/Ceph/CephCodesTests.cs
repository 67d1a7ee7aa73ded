using System.Text.RegularExpressions;
using Dentropy.Engine.Storage.Ceph;
using Xunit;

namespace Dentropy.Engine.Tests.Storage.Ceph;

public sealed partial class CephCodesTests
{
    private static readonly string[][] s_known = [.. CephCodeNames.Table.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries))];

    [Fact]
    public void Every_code_of_Ceph_16_to_20_is_explained()
    {
        Assert.True(s_known.Length > 170);
        Assert.All(s_known, row => Assert.NotEmpty(row[2]));
        Assert.All(s_known, row => Assert.True(CephCodes.Explain(row[0], "", []).IsKnown, $"{row[0]} ({row[2]}) is not explained"));
    }

    [Fact]
    public void No_code_is_explained_that_Ceph_does_not_have()
    {
        var names = s_known.Select(row => row[0]).ToList();
        Assert.All(CephCodes.All(), code => Assert.True(names.Any(name => name == code.Name || code.Fits(name)), $"{code.Name} is no code of Ceph"));
        Assert.Equal(CephCodes.All().Count, CephCodes.All().DistinctBy(code => code.Name).Count());
    }

    [Fact]
    public void Each_text_says_something_of_its_own()
    {
        var codes = CephCodes.All();
        Assert.Equal(codes.Count, codes.DistinctBy(code => code.Meaning).Count());
        Assert.Equal(codes.Count, codes.DistinctBy(code => code.NextStep).Count());
        Assert.All(codes, code =>
        {
            Assert.InRange(code.Meaning.Length, 30, 200);
            Assert.InRange(code.NextStep.Length, 30, 320);
            Assert.EndsWith(".", code.Meaning, StringComparison.Ordinal);
            Assert.EndsWith(".", code.NextStep, StringComparison.Ordinal);
            Assert.DoesNotContain(code.Name.TrimEnd('*'), code.Meaning, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Each_next_step_says_what_to_type_or_where_to_look()
    {
        var vague = CephCodes.All().Where(code => !Command().IsMatch(code.NextStep)).Select(code => code.Name).ToList();
        Assert.Equal([], vague);
    }

    [Fact]
    public void No_mark_for_a_name_is_left_in_a_step() =>
        Assert.All(CephCodes.All(), code => Assert.DoesNotContain("{", CephCodes.Explain(code.Name.Replace("*", "RACK", StringComparison.Ordinal), "", []).NextStep, StringComparison.Ordinal));

    [Theory]
    [InlineData("OSD_DOWN", "osd.12 (root=default,host=ceph2) is down", "systemctl start ceph-osd@12")]
    [InlineData("OSD_HOST_DOWN", "host ceph2 (root=default) (3 osds) is down", "Bring the host back: ceph2.")]
    [InlineData("MON_DOWN", "mon.ceph3 (rank 2) addr [v2:10.0.0.3:3300/0,v1:10.0.0.3:6789/0] is down (out of quorum)", "systemctl start ceph-mon@ceph3")]
    [InlineData("PG_DAMAGED", "pg 2.1f is active+clean+inconsistent, acting [1,2,0]", "ceph pg repair 2.1f")]
    [InlineData("POOL_APP_NOT_ENABLED", "application not enabled on pool 'nextcloud'", "ceph osd pool application enable nextcloud rbd")]
    [InlineData("POOL_NO_REDUNDANCY", "pool 'scratch' has no replicas configured", "")]
    [InlineData("CEPHADM_HOST_CHECK_FAILED", "host pi4 (10.0.0.4) failed check: Failed to connect", "ceph cephadm check-host pi4")]
    public void Names_of_the_first_detail_stand_in_the_step(string code, string detail, string wanted) =>
        Assert.Contains(wanted, CephCodes.Explain(code, "", [detail]).NextStep, StringComparison.Ordinal);

    [Fact]
    public void Words_that_are_no_names_do_not_stand_in_the_step()
    {
        Assert.Contains("Bring the host back: HOST.", CephCodes.Explain("OSD_HOST_DOWN", "1 host (3 osds) down", []).NextStep, StringComparison.Ordinal);
        Assert.Contains("pool set POOL pg_num", CephCodes.Explain("POOL_PG_NUM_NOT_POWER_OF_TWO", "1 pool has a pg_num that is odd", []).NextStep, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MGR_MODULE_OF_TOMORROW", "manager")]
    [InlineData("FS_NEW_THING", "file system")]
    [InlineData("SOMETHING_NEW", "does not know this code")]
    [InlineData("OSD_DOWN_", "does not know this code")]
    [InlineData("", "does not know this code")]
    public void An_unknown_code_is_said_to_be_unknown(string code, string wanted)
    {
        var (meaning, step, known) = CephCodes.Explain(code, "x", []);
        Assert.False(known);
        Assert.Contains(wanted, meaning, StringComparison.Ordinal);
        Assert.Contains("ceph health detail", step, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\b(ceph|cephadm|systemctl|ssh|rados|radosgw-admin|smartctl|chronyc|df|grep|ip|ethtool|ping|subscription-manager|getenforce)\b [-\w'{]", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Command();
}
