using Dentropy.Dns;
using Dentropy.Engine.Dns.Changes;
using Dentropy.Engine.Dns.Places;
using Xunit;

namespace Dentropy.Engine.Tests.Dns;

public sealed class DnsTargetTests : IDisposable
{
    private readonly MemoryCloud _cloud = new();

    public void Dispose() => _cloud.Dispose();

    [Fact]
    public async Task Only_the_place_that_has_the_zone_is_opened()
    {
        _cloud.Place("public", DcDnsView.Outside, "example.org");
        _cloud.Place("home", DcDnsView.Inside, "home.lan");
        await _cloud.SetAsync(new DnsSetting { Name = "nas.home.lan", Values = ["10.77.0.5"] });
        Assert.Equal(["home"], _cloud.Opened.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_longest_zone_has_the_name()
    {
        var (outer, inner) = (_cloud.Place("outer", DcDnsView.Outside, "", "example.org"), _cloud.Place("inner", DcDnsView.Outside, "", "lab.example.org"));
        await _cloud.SetAsync(new DnsSetting { Name = "a.lab.example.org", Values = ["203.0.113.1"] });
        Assert.Equal((0, 1), (outer.Records.Count, inner.Records.Count));
        await _cloud.SetAsync(new DnsSetting { Name = "b.lab.example.org", Zone = "example.org", Values = ["203.0.113.1"] });
        Assert.Equal("example.org", Assert.Single(outer.Records).Zone);
    }

    [Fact]
    public async Task A_name_is_not_kept_in_the_zone_above_its_own()
    {
        var place = _cloud.Place("public", DcDnsView.Outside, "example.org, lab.example.org");
        Assert.Equal("InvalidDnsName", await MemoryCloud.FailsAsync(() => _cloud.SetAsync(new DnsSetting { Name = "a.lab.example.org", Zone = "example.org", Values = ["203.0.113.1"] })));
        Assert.Equal("DnsValueMissing", await MemoryCloud.FailsAsync(() => _cloud.SetAsync(new DnsSetting { Name = "a.example.org", Outside = [] })));
        Assert.Equal(0, place.Writes);
    }

    [Fact]
    public async Task What_two_places_have_needs_a_word_more()
    {
        var outside = _cloud.Place("public", DcDnsView.Outside, "example.org");
        var home = _cloud.Place("home", DcDnsView.Inside, "example.org");
        var setting = new DnsSetting { Name = "cloud.example.org", Values = ["203.0.113.7"], Zone = "example.org" };
        Assert.Equal("DnsPlaceAmbiguous", await MemoryCloud.FailsAsync(() => _cloud.SetAsync(setting)));
        await _cloud.SetAsync(setting with { Place = "home" });
        Assert.Equal((0, 1), (outside.Records.Count, home.Records.Count));
        outside.Traits = outside.Traits with { Proxied = true };
        Assert.Equal("public", Assert.Single(await _cloud.SetAsync(setting with { Proxied = true })).Place);
        Assert.Equal("DnsPlaceNotFound", await MemoryCloud.FailsAsync(() => _cloud.SetAsync(setting with { Place = "nowhere" })));
    }

    [Fact]
    public async Task Inside_and_outside_are_set_in_one_call_at_every_place_of_each_view()
    {
        var outside = _cloud.Place("public", DcDnsView.Outside, "example.org");
        outside.Traits = outside.Traits with { Proxied = true };
        var (one, two) = (_cloud.Place("dns1", DcDnsView.Inside, "example.org"), _cloud.Place("dns2", DcDnsView.Inside));
        two.Traits = new DnsTraits { AnyZone = true };
        _cloud.Place("other", DcDnsView.Inside, "other.net");
        var changes = await _cloud.SetAsync(new DnsSetting { Name = "cloud.example.org", Inside = ["10.77.0.20"], Outside = ["203.0.113.7", "2001:db8::7"], Proxied = true });
        Assert.Equal(["A dns1", "A public", "AAAA public"], changes.Select(change => $"{change.Type} {change.Place}").Order(StringComparer.Ordinal));
        Assert.Equal("10.77.0.20", Assert.Single(one.Records).Value);
        Assert.Null(Assert.Single(one.Records).Proxied);
        Assert.All(outside.Records, record => Assert.True(record.Proxied));
    }

    [Fact]
    public async Task A_place_that_takes_any_name_is_asked_where_no_other_has_the_zone()
    {
        var any = _cloud.Place("pihole", DcDnsView.Inside);
        any.Traits = new DnsTraits { AnyZone = true };
        await _cloud.SetAsync(new DnsSetting { Name = "nas.home.lan", Values = ["10.77.0.5"] });
        Assert.Equal("home.lan", Assert.Single(any.Records).Zone);
        Assert.Equal("InvalidDnsName", await MemoryCloud.FailsAsync(() => _cloud.SetAsync(new DnsSetting { Name = "nas.home.lan.", Zone = "example.org", Values = ["10.77.0.5"] })));
    }

    [Fact]
    public async Task Places_are_listed_side_by_side_and_one_that_fails_hides_no_other()
    {
        var home = _cloud.Place("home", DcDnsView.Inside, "home.lan");
        home.Add("home.lan", "nas.home.lan A 10.77.0.5");
        home.Add("home.lan", "www.home.lan CNAME nas.home.lan");
        _cloud.Place("public", DcDnsView.Outside, "example.org").Broken = new DentropyException("ConnectTimeout", DentropyErrorCategory.OperationTimeout, "public", "Slow.");
        var (records, failures) = await _cloud.GetAsync(new DnsQuery());
        Assert.Equal(["nas.home.lan A 10.77.0.5 at home", "www.home.lan CNAME nas.home.lan at home"], records);
        Assert.Equal(["ConnectTimeout"], failures);
    }

    [Theory]
    [InlineData("nas.home.lan", "", "", 2)]
    [InlineData("nas", "home.lan", "", 2)]
    [InlineData("*.home.lan", "", "cname", 1)]
    [InlineData("n?s*", "", "A*", 3)]
    [InlineData("bücher*", "", "", 1)]
    [InlineData("", "home.lan", "A", 1)]
    public async Task Records_are_found_by_name_zone_and_type(string name, string zone, string type, int count)
    {
        var home = _cloud.Place("home", DcDnsView.Inside, "home.lan, lab.lan");
        home.Add("home.lan", "nas.home.lan A 10.77.0.5");
        home.Add("home.lan", "nas.home.lan AAAA fd00::5");
        home.Add("home.lan", "www.home.lan CNAME nas.home.lan");
        home.Add("home.lan", "xn--bcher-kva.home.lan TXT x");
        home.Add("lab.lan", "nas.lab.lan A 10.77.0.6");
        var (records, failures) = await _cloud.GetAsync(new DnsQuery { Names = Words(name), Zones = Words(zone), Types = Words(type) });
        Assert.Empty(failures);
        Assert.Equal(count, records.Count);
    }

    [Fact]
    public async Task A_zone_that_nobody_has_is_named()
    {
        _cloud.Place("home", DcDnsView.Inside, "home.lan");
        Assert.Equal(["DnsZoneNotFound"], (await _cloud.GetAsync(new DnsQuery { Zones = ["home.lan", "other.net"] })).Failures);
        _cloud.Place("pihole", DcDnsView.Inside).Traits = new DnsTraits { AnyZone = true };
        Assert.Equal(["DnsZoneNeeded"], (await _cloud.GetAsync(new DnsQuery())).Failures);
    }

    [Fact]
    public async Task One_name_is_asked_for_as_that()
    {
        var home = _cloud.Place("home", DcDnsView.Inside, "home.lan, lab.lan");
        await _cloud.GetAsync(new DnsQuery { Names = ["nas.lab.lan"] });
        Assert.Equal(["read lab.lan nas.lab.lan"], home.Requests);
    }

    private static string[] Words(string text) => text.Length > 0 ? [text] : [];
}
