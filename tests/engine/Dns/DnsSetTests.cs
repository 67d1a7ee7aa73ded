using Dentropy.Dns;
using Dentropy.Engine.Dns.Changes;
using Dentropy.Engine.Dns.Places;
using Xunit;

namespace Dentropy.Engine.Tests.Dns;

public sealed class DnsSetTests : IDisposable
{
    private readonly MemoryCloud _cloud = new();
    private readonly MemoryPlace _public;

    public DnsSetTests() => _public = _cloud.Place("public", DcDnsView.Outside, "example.org");

    public void Dispose() => _cloud.Dispose();

    [Fact]
    public async Task Creates_then_does_nothing_then_changes()
    {
        var setting = new DnsSetting { Name = "Cloud.Example.org.", Values = ["203.0.113.7"], TimeToLive = TimeSpan.FromMinutes(5) };
        var created = Assert.Single(await _cloud.SetAsync(setting));
        Assert.Equal((DcDnsAction.Create, true, "A"), (created.Action, created.Applied, created.Type));
        Assert.Equal(TimeSpan.FromMinutes(5), Assert.Single(_public.Records).TimeToLive);

        var kept = Assert.Single(await _cloud.SetAsync(setting));
        Assert.Equal((DcDnsAction.None, false), (kept.Action, kept.Applied));
        Assert.Equal(1, _public.Writes);

        var changed = Assert.Single(await _cloud.SetAsync(setting with { Values = ["203.0.113.8"], TimeToLive = null }));
        Assert.Equal(("203.0.113.7", "203.0.113.8"), (Assert.Single(changed.Before).Value, Assert.Single(changed.After).Value));
        Assert.Equal(TimeSpan.FromMinutes(5), Assert.Single(_public.Records).TimeToLive);
        Assert.Equal(2, _public.Writes);
    }

    [Fact]
    public async Task A_time_to_live_counts_for_the_types_that_may_have_one()
    {
        _public.Traits = new DnsTraits { TimeToLive = true, TimeToLiveTypes = new HashSet<string>(StringComparer.Ordinal) { "CNAME" }, AutomaticTimeToLive = true };
        var setting = new DnsSetting { Name = "a.example.org", Values = ["203.0.113.1"], TimeToLive = TimeSpan.FromMinutes(1) };
        Assert.Equal("DnsRecordUnsupported", await MemoryCloud.FailsAsync(() => _cloud.SetAsync(setting)));
        Assert.Equal(0, _public.Writes);
        await _cloud.SetAsync(setting with { Type = "CNAME", Values = ["b.example.org"] });
        Assert.Equal(TimeSpan.FromMinutes(1), Assert.Single(_public.Records).TimeToLive);
    }

    [Fact]
    public async Task Leaving_the_time_to_a_place_that_does_not_decide_it_leaves_it_as_it_is()
    {
        _public.Traits = new DnsTraits { TimeToLive = true };
        await _cloud.SetAsync(new DnsSetting { Name = "a.example.org", Values = ["203.0.113.1"], TimeToLive = TimeSpan.FromMinutes(1) });
        var change = Assert.Single(await _cloud.SetAsync(new DnsSetting { Name = "a.example.org", TimeToLive = TimeSpan.Zero }));
        Assert.Equal(DcDnsAction.None, change.Action);
    }

    [Fact]
    public async Task Several_values_are_the_whole_set_and_can_be_added_to()
    {
        await _cloud.SetAsync(new DnsSetting { Name = "www", Zone = "example.org", Values = ["203.0.113.1", "203.0.113.2", "203.0.113.1"] });
        await _cloud.SetAsync(new DnsSetting { Name = "www.example.org", Values = ["203.0.113.2", "203.0.113.3"] });
        Assert.Equal(["www.example.org A 203.0.113.2", "www.example.org A 203.0.113.3"], _public.Texts);
        await _cloud.SetAsync(new DnsSetting { Name = "www.example.org", Values = ["203.0.113.4"], Add = true });
        Assert.Equal(3, _public.Records.Count);
    }

    [Fact]
    public async Task Addresses_tell_their_types_and_nothing_else_does()
    {
        await _cloud.SetAsync(new DnsSetting { Name = "a.example.org", Values = ["2001:DB8::1", "203.0.113.1"] });
        Assert.Equal(["a.example.org A 203.0.113.1", "a.example.org AAAA 2001:db8::1"], _public.Texts);
        Assert.Equal("DnsTypeMissing", await MemoryCloud.FailsAsync(() => _cloud.SetAsync(new DnsSetting { Name = "b.example.org", Values = ["a.example.org"] })));
    }

    [Fact]
    public async Task Without_values_they_stay_and_the_rest_is_changed()
    {
        _public.Add("example.org", "a.example.org A 203.0.113.1");
        _public.Add("example.org", "a.example.org TXT hello");
        var changes = await _cloud.SetAsync(new DnsSetting { Name = "a.example.org", TimeToLive = TimeSpan.FromHours(1) });
        Assert.Equal(["A", "TXT"], changes.Select(change => change.Type));
        Assert.All(_public.Records, record => Assert.Equal(TimeSpan.FromHours(1), record.TimeToLive));
        Assert.Equal("DnsValueMissing", await MemoryCloud.FailsAsync(() => _cloud.SetAsync(new DnsSetting { Name = "b.example.org", TimeToLive = TimeSpan.FromHours(1) })));
    }

    [Fact]
    public async Task Names_of_every_script_are_taken()
    {
        await _cloud.SetAsync(new DnsSetting { Name = "bücher.example.org", Values = ["203.0.113.1"] });
        Assert.Equal(["xn--bcher-kva.example.org A 203.0.113.1"], _public.Texts);
    }

    [Theory]
    [InlineData("cloud.example.org", "CNAME", "other.example.org", "DnsRecordConflict")]
    [InlineData("alias.example.org", "A", "203.0.113.1", "DnsRecordConflict")]
    [InlineData("example.org", "CNAME", "other.example.org", "DnsRecordUnsupported")]
    [InlineData("loop.example.org", "CNAME", "loop.example.org", "DnsRecordUnsupported")]
    [InlineData("example.org", "SOA", "a b 1 2 3 4 5", "DnsRecordUnsupported")]
    [InlineData("a.example.org", "A", "banana", "InvalidDnsValue")]
    [InlineData("a.other.net", "A", "203.0.113.1", "DnsZoneNotFound")]
    public async Task What_cannot_be_is_refused_before_anything_is_written(string name, string type, string value, string error)
    {
        _public.Add("example.org", "cloud.example.org A 203.0.113.1");
        _public.Add("example.org", "alias.example.org CNAME cloud.example.org");
        Assert.Equal(error, await MemoryCloud.FailsAsync(() => _cloud.SetAsync(new DnsSetting { Name = name, Type = type, Values = [value] })));
        Assert.Equal(0, _public.Writes);
    }

    public static TheoryData<DnsTraits, DnsSetting> Limits => new()
    {
        { new DnsTraits { Types = new HashSet<string>(StringComparer.Ordinal) { "A", "AAAA" } }, new DnsSetting { Name = "a.example.org", Type = "TXT", Values = ["x"] } },
        { new DnsTraits(), new DnsSetting { Name = "*.example.org", Values = ["203.0.113.1"] } },
        { new DnsTraits(), new DnsSetting { Name = "a.example.org", Values = ["203.0.113.1", "203.0.113.2"] } },
        { new DnsTraits(), new DnsSetting { Name = "a.example.org", Values = ["203.0.113.1"], TimeToLive = TimeSpan.FromMinutes(1) } },
        { new DnsTraits(), new DnsSetting { Name = "a.example.org", Values = ["203.0.113.1"], Proxied = true } },
        { new DnsTraits(), new DnsSetting { Name = "a.example.org", Values = ["203.0.113.1"], Comment = "x" } },
        { new DnsTraits { Makes = false }, new DnsSetting { Name = "a.example.org", Values = ["203.0.113.1"] } },
        { new DnsTraits { Proxied = true }, new DnsSetting { Name = "a.example.org", Type = "TXT", Values = ["x"], Proxied = true } },
        { new DnsTraits { ManyValues = true }, new DnsSetting { Name = "a.example.org", Type = "CNAME", Values = ["b.example.org", "c.example.org"] } },
    };

    [Theory, MemberData(nameof(Limits))]
    public async Task What_the_place_cannot_hold_is_refused_before_anything_is_written(DnsTraits traits, DnsSetting setting)
    {
        _public.Traits = traits;
        Assert.Equal("DnsRecordUnsupported", await MemoryCloud.FailsAsync(() => _cloud.SetAsync(setting)));
        Assert.Equal(0, _public.Writes);
    }

    [Fact]
    public async Task A_place_may_refuse_for_reasons_of_its_own()
    {
        _public.Refuses = "its free plan ends at noon";
        var error = await Assert.ThrowsAsync<DentropyException>(() => _cloud.SetAsync(new DnsSetting { Name = "a.example.org", Values = ["203.0.113.1"] }));
        Assert.Contains("free plan ends at noon", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _public.Writes);
    }

    [Fact]
    public async Task A_plan_of_several_writes_none_where_one_cannot_be()
    {
        var records = new DnsRecords(_cloud.Places());
        Assert.Equal("DnsRecordConflict", await MemoryCloud.FailsAsync(() => records.PlanSetAsync(
            [
                new DnsSetting { Name = "a.example.org", Values = ["203.0.113.1"] },
                new DnsSetting { Name = "b.example.org", Values = ["203.0.113.1"] },
                new DnsSetting { Name = "b.example.org", Type = "CNAME", Values = ["a.example.org"] },
            ],
            MemoryCloud.Stop)));
        Assert.Equal(0, _public.Writes);
    }

    [Fact]
    public async Task Many_names_of_a_zone_are_read_at_once()
    {
        var settings = Enumerable.Range(1, 50).Select(i => new DnsSetting { Name = $"h{i}.example.org", Values = ["203.0.113.1"] }).ToList();
        Assert.Equal(50, (await new DnsRecords(_cloud.Places()).PlanSetAsync(settings, MemoryCloud.Stop)).Count);
        Assert.Equal(["read example.org"], _public.Requests);
    }

    [Fact]
    public async Task Removing_names_what_is_not_there()
    {
        _public.Add("example.org", "a.example.org A 203.0.113.1");
        _public.Add("example.org", "a.example.org A 203.0.113.2");
        _public.Add("example.org", "a.example.org TXT x");
        await _cloud.RemoveAsync(new DnsRemoval { Name = "a.example.org", Values = ["203.0.113.1"] });
        Assert.Equal(["a.example.org A 203.0.113.2", "a.example.org TXT x"], _public.Texts);
        Assert.Equal("DnsRecordNotFound", await MemoryCloud.FailsAsync(() => _cloud.RemoveAsync(new DnsRemoval { Name = "a.example.org", Values = ["203.0.113.1"] })));
        Assert.Equal("DnsRecordNotFound", await MemoryCloud.FailsAsync(() => _cloud.RemoveAsync(new DnsRemoval { Name = "a.example.org", Type = "MX" })));
        await _cloud.RemoveAsync(new DnsRemoval { Name = "a.example.org" });
        Assert.Empty(_public.Records);
    }

    [Fact]
    public async Task A_zone_keeps_its_own_records()
    {
        _public.Add("example.org", "example.org NS ns1.example.net");
        _public.Add("example.org", "example.org SOA a b 1 2 3 4 5");
        _public.Add("example.org", "example.org TXT x");
        await _cloud.RemoveAsync(new DnsRemoval { Name = "example.org" });
        Assert.Equal(["example.org NS ns1.example.net", "example.org SOA a b 1 2 3 4 5"], _public.Texts);
        Assert.Equal("DnsRecordUnsupported", await MemoryCloud.FailsAsync(() => _cloud.RemoveAsync(new DnsRemoval { Name = "example.org", Type = "NS" })));
    }

    [Fact]
    public async Task One_change_that_fails_keeps_no_other_back()
    {
        _public.Failing.Add("b.example.org");
        var records = new DnsRecords(_cloud.Places());
        var changes = await records.PlanSetAsync([.. "abc".Select(c => new DnsSetting { Name = $"{c}.example.org", Values = ["203.0.113.1"] })], MemoryCloud.Stop);
        var outcomes = new List<DnsOutcome>();
        await foreach (var outcome in records.ApplyAsync(changes, MemoryCloud.Stop))
            outcomes.Add(outcome);
        Assert.Equal([true, false, true], outcomes.OrderBy(outcome => outcome.Change.Name, StringComparer.Ordinal).Select(outcome => outcome.Failure is null));
        Assert.Equal(2, _public.Records.Count);
    }
}
