using Dentropy.Dns;
using Dentropy.Engine.Dns.Changes;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Dns.Plans;
using Xunit;

namespace Dentropy.Engine.Tests.Dns;

public sealed class DnsPlanTests : IDisposable
{
    private readonly MemoryCloud _cloud = new();
    private readonly MemoryPlace _home;

    public DnsPlanTests() => _home = _cloud.Place("home", DcDnsView.Inside, "home.lan, other.lan");

    public void Dispose() => _cloud.Dispose();

    [Fact]
    public async Task Brings_a_zone_to_what_the_file_says_and_then_has_nothing_to_do()
    {
        _home.Add("home.lan", "foreign.home.lan A 10.77.0.9");
        _home.Add("home.lan", "home.lan NS ns.home.lan");
        _home.Add("home.lan", "home.lan SOA a b 1 2 3 4 5");
        _home.Add("other.lan", "x.other.lan A 10.77.0.9");
        var path = File("a: 10.77.0.1", "b: [10.77.0.2, 10.77.0.3]");
        Assert.Equal(["Create a.home.lan A at home", "Create b.home.lan A at home"], (await _cloud.ApplyAsync(path)).Select(outcome => outcome.Change.ToString()));
        var plan = (await _cloud.PlanAsync(path)).Plan;
        Assert.Equal((0, 2, 1, 0), (plan.Changes.Count, plan.Unchanged, plan.Foreign, plan.Removals));

        path = File("b: 10.77.0.2");
        Assert.Equal(["Remove a.home.lan A", "Update b.home.lan A"], (await _cloud.ApplyAsync(path)).Select(outcome => $"{outcome.Change.Action} {outcome.Change.Name} {outcome.Change.Type}").Order(StringComparer.Ordinal));
        Assert.Equal(["b.home.lan A 10.77.0.2", "foreign.home.lan A 10.77.0.9", "home.lan NS ns.home.lan", "home.lan SOA a b 1 2 3 4 5", "x.other.lan A 10.77.0.9"], _home.Texts);
    }

    [Fact]
    public async Task What_Dentropy_did_not_make_goes_only_where_that_is_said()
    {
        _home.Add("home.lan", "foreign.home.lan A 10.77.0.9");
        _home.Add("other.lan", "x.other.lan A 10.77.0.9");
        var path = File("a: 10.77.0.1");
        Assert.DoesNotContain((await _cloud.PlanAsync(path)).Plan.Changes, change => change.Action == DcDnsAction.Remove);
        await _cloud.InvokeAsync((await _cloud.PlanAsync(path, includeForeign: true)).Plan);
        Assert.Equal(["a.home.lan A 10.77.0.1", "x.other.lan A 10.77.0.9"], _home.Texts);
    }

    [Fact]
    public async Task Of_a_set_only_what_Dentropy_made_goes()
    {
        await _cloud.SetAsync(new DnsSetting { Name = "a.home.lan", Values = ["10.77.0.1"] });
        _home.Add("home.lan", "a.home.lan A 10.77.0.2");
        await _cloud.ApplyAsync(File("b: 10.77.0.1"));
        Assert.Equal(["a.home.lan A 10.77.0.2", "b.home.lan A 10.77.0.1"], _home.Texts);
    }

    [Fact]
    public async Task A_plan_that_was_cut_off_is_finished_by_the_next_run()
    {
        var path = File([.. Enumerable.Range(1, 9).Select(i => $"h{i}: 10.77.0.{i}")]);
        _home.BreaksAfter = 4;
        var outcomes = await _cloud.ApplyAsync(path);
        Assert.Equal((4, 5), (outcomes.Count(outcome => outcome.Failure is null), outcomes.Count(outcome => outcome.Failure?.ErrorId == "ConnectionLost")));
        Assert.Equal(4, _cloud.Owned("home")!.Split("- ").Length - 1);
        _home.BreaksAfter = int.MaxValue;
        Assert.Equal(5, (await _cloud.ApplyAsync(path)).Count);
        Assert.Equal(9, _home.Records.Count);
        Assert.Equal(9, _home.Writes);
    }

    [Fact]
    public async Task A_name_that_changes_its_type_loses_the_old_one_first()
    {
        await _cloud.ApplyAsync(File("a: 10.77.0.1", "z: 10.77.0.1"));
        var outcomes = await _cloud.ApplyAsync(File("a: { type: CNAME, value: b.home.lan }", "b: 10.77.0.1"));
        Assert.Equal(["Remove a.home.lan A at home", "Create a.home.lan CNAME at home", "Create b.home.lan A at home", "Remove z.home.lan A at home"], outcomes.Select(outcome => outcome.Change.ToString()));
    }

    [Fact]
    public async Task A_clash_with_what_others_made_stops_the_whole_plan()
    {
        _home.Add("home.lan", "a.home.lan A 10.77.0.9");
        var path = File("a: { type: CNAME, value: b.home.lan }", "b: 10.77.0.1");
        var planning = await _cloud.PlanAsync(path);
        Assert.Equal("DnsRecordConflict", Assert.Single(planning.Conflicts).ErrorId);
        Assert.Single(planning.Plan.Problems);
        Assert.Equal("DnsRecordConflict", await MemoryCloud.FailsAsync(() => _cloud.InvokeAsync(planning.Plan)));
        Assert.Equal(0, _home.Writes);
    }

    [Fact]
    public async Task What_no_place_can_hold_stops_it_too_and_a_zones_time_to_live_does_not()
    {
        _home.Traits = _home.Traits with { TimeToLive = false };
        Assert.Equal("DnsRecordUnsupported", Assert.Single((await _cloud.PlanAsync(File("a: { value: 10.77.0.1, proxied: true }"))).Conflicts).ErrorId);
        Assert.Empty((await _cloud.PlanAsync(_cloud.Write("zones:\n  home.lan: { place: home, ttl: 5m, records: { a: 10.77.0.1 } }\n"))).Conflicts);
    }

    [Fact]
    public async Task Inside_and_outside_have_their_own_values()
    {
        var outside = _cloud.Place("public", DcDnsView.Outside, "home.lan");
        var path = _cloud.Write("zones:\n  home.lan:\n    places: [home, public]\n    records:\n      a: { inside: 10.77.0.1, outside: 203.0.113.1 }\n      b: 10.77.0.2\n");
        await _cloud.ApplyAsync(path);
        Assert.Equal(["a.home.lan A 10.77.0.1", "b.home.lan A 10.77.0.2"], _home.Texts);
        Assert.Equal(["a.home.lan A 203.0.113.1", "b.home.lan A 10.77.0.2"], outside.Texts);
        Assert.Equal("DnsPlanInvalid", await MemoryCloud.FailsAsync(() => _cloud.PlanAsync(_cloud.Write("zones:\n  home.lan: { place: home, records: { a: { outside: 203.0.113.1 } } }\n"))));
        Assert.Equal("DnsPlanInvalid", await MemoryCloud.FailsAsync(() => _cloud.PlanAsync(_cloud.Write("zones:\n  home.lan: { place: nowhere }\n"))));
    }

    [Fact]
    public async Task A_place_that_cannot_be_read_is_left_out()
    {
        _cloud.Place("public", DcDnsView.Outside, "example.org").Broken = new DentropyException("ConnectTimeout", DentropyErrorCategory.OperationTimeout, "public", "Slow.");
        var planning = await _cloud.PlanAsync(_cloud.Write("zones:\n  home.lan: { place: home, records: { a: 10.77.0.1 } }\n  example.org: { place: public, records: { a: 203.0.113.1 } }\n"));
        Assert.Equal("ConnectTimeout", Assert.Single(planning.Unread).ErrorId);
        Assert.Single(await _cloud.InvokeAsync(planning.Plan));
        Assert.Single(_home.Records);
    }

    [Fact]
    public async Task Whoever_removes_much_has_to_say_so()
    {
        await _cloud.ApplyAsync(File([.. Enumerable.Range(1, 12).Select(i => $"h{i}: 10.77.0.{i}")]));
        var path = File([.. Enumerable.Range(1, 6).Select(i => $"h{i}: 10.77.0.{i}")]);
        var plan = (await _cloud.PlanAsync(path)).Plan;
        Assert.Equal(6, plan.Removals);
        Assert.NotNull(plan.Guard);
        Assert.Equal("DnsPlanTooManyRemovals", await MemoryCloud.FailsAsync(() => _cloud.InvokeAsync(plan)));
        Assert.Equal("DnsPlanTooManyRemovals", await MemoryCloud.FailsAsync(() => _cloud.InvokeAsync(plan, new DnsPlanPermission(AllowRemoval: 5))));
        Assert.Equal(12, _home.Records.Count);
        await _cloud.InvokeAsync(plan, new DnsPlanPermission(AllowRemoval: 6));
        Assert.Equal(6, _home.Records.Count);

        // Five are always free.
        Assert.Null((await _cloud.PlanAsync(File("h1: 10.77.0.1"))).Plan.Guard);
    }

    [Fact]
    public async Task A_place_that_is_suddenly_empty_is_not_believed()
    {
        var path = File([.. Enumerable.Range(1, 6).Select(i => $"h{i}: 10.77.0.{i}")]);
        await _cloud.ApplyAsync(path);
        _home.Records.Clear();
        var plan = (await _cloud.PlanAsync(path)).Plan;
        Assert.NotNull(plan.Guard);
        Assert.Equal("DnsPlanPlaceEmpty", await MemoryCloud.FailsAsync(() => _cloud.InvokeAsync(plan)));
        Assert.Empty(_home.Records);
        await _cloud.InvokeAsync(plan, new DnsPlanPermission(Force: true));
        Assert.Equal(6, _home.Records.Count);
    }

    [Fact]
    public async Task A_plan_that_is_no_longer_true_does_nothing()
    {
        var plan = (await _cloud.PlanAsync(File("a: 10.77.0.1"))).Plan;
        _home.Add("home.lan", "a.home.lan A 10.77.0.9");
        Assert.Equal("DnsPlanChanged", await MemoryCloud.FailsAsync(() => _cloud.InvokeAsync(plan)));
        Assert.Equal(0, _home.Writes);
        await _cloud.InvokeAsync(plan, new DnsPlanPermission(Refresh: true));
        Assert.Equal(["a.home.lan A 10.77.0.1"], _home.Texts);
    }

    [Fact]
    public async Task What_is_written_down_and_gone_is_forgotten_with_the_next_change()
    {
        await _cloud.ApplyAsync(File("a: 10.77.0.1", "b: 10.77.0.2"));
        _home.Records.RemoveAll(record => record.Name == "a.home.lan");
        await _cloud.ApplyAsync(File("b: 10.77.0.3"));
        Assert.DoesNotContain("a.home.lan", _cloud.Owned("home"), StringComparison.Ordinal);
    }

    private string File(params string[] records) => _cloud.Write($"zones:\n  home.lan:\n    place: home\n    records:\n{string.Concat(records.Select(record => $"      {record}\n"))}");
}
