using Dentropy.Dns;
using Dentropy.Engine.Dns.Dynamic;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Tests.Inventory;
using Xunit;

namespace Dentropy.Engine.Tests.Dns.Dynamic;

public sealed class DynamicDnsTests : IDisposable
{
    private const string Old = "203.0.113.7";
    private const string New = "203.0.113.8";

    private readonly TempCloud _cloud = new();
    private readonly FakeClock _clock = new();
    private readonly MemoryPlace _place = new("public");
    private readonly MemoryPlace _other = new("other");
    private readonly FakeSource[] _sources =
    [
        new("web1", DcAddressSourceKind.Http, Old), new("web2", DcAddressSourceKind.Http, Old), new("dns1", DcAddressSourceKind.Dns, Old),
    ];

    private string StateFile => Path.Join(_cloud.Folder, "state", "dynamic-dns.json");

    public void Dispose() => _cloud.Dispose();

    [Fact]
    public async Task RecordsAreMadeRightTheFirstTimeAndThenNobodyIsAskedForThem()
    {
        Settings("- { name: cloud.example.org, place: public, families: [ipv4, ipv6], timeToLive: 5m }");
        Say(Old, "2001:db8::1");
        var changes = await RunAsync();
        Assert.Equal(["Create cloud.example.org A at public", "Create cloud.example.org AAAA at public"], changes.Select(change => change.ToString()));
        Assert.All(changes, change => Assert.True(change.Applied));
        Assert.All(changes, change => Assert.True(Assert.Single(change.After).Owned));
        Assert.Equal(TimeSpan.FromMinutes(5), _place.Records[0].TimeToLive);
        Assert.Equal((Old, "2001:db8::1"), (Assert.Single(_place.Values("cloud.example.org")), Assert.Single(_place.Values("cloud.example.org", "AAAA"))));
        Assert.Equal(["zones", "read cloud.example.org", "apply 2"], _place.Requests);

        _place.Requests.Clear();
        Assert.Empty(await RunAsync());
        Assert.Empty(_place.Requests);
    }

    [Fact]
    public async Task ARunThatChangesNothingAsksAnotherSourceEachTimeAndNoPlace()
    {
        Settings(string.Join("\n    ", Enumerable.Range(1, 50).Select(at => $"- {{ name: h{at}.example.org, zone: example.org, place: public }}")));
        Assert.Equal(50, (await RunAsync()).Count);
        Assert.Equal(["read example.org", "apply 50"], _place.Requests);
        _place.Requests.Clear();
        for (var run = 0; run < 3; run++)
        {
            var before = _sources.Sum(source => source.Asked);
            Assert.Empty(await RunAsync());
            Assert.Equal(before + 1, _sources.Sum(source => source.Asked));
        }

        Assert.Empty(_place.Requests);
        Assert.All(_sources, source => Assert.Equal(2, source.Asked));
    }

    [Fact]
    public async Task AChangeThatNotEverySourceSeesWaitsForTheSecondRun()
    {
        Settings("- { name: a.example.org, place: public }");
        await RunAsync();
        Say(New);
        _sources[1].Says = [];
        Assert.Empty(await RunAsync());
        Assert.Equal([Old], _place.Values("a.example.org"));
        var change = Assert.Single(await RunAsync());
        Assert.Equal((DcDnsAction.Update, Old, New), (change.Action, change.Before[0].Value, change.After[0].Value));
        Assert.Equal([New], _place.Values("a.example.org"));
    }

    [Fact]
    public async Task AChangeThatEverySourceSeesIsMadeAtOnceAndSoIsOneThatIsForced()
    {
        Settings("- { name: a.example.org, place: public }");
        await RunAsync();
        Say(New);
        Assert.Single(await RunAsync());

        Say("203.0.113.9");
        _sources[1].Says = [];
        Assert.Single(await RunAsync(force: true));
        Assert.Equal(["203.0.113.9"], _place.Values("a.example.org"));
    }

    [Fact]
    public async Task SourcesThatLieChangeNothing()
    {
        Settings("- { name: a.example.org, place: public }");
        await RunAsync();
        _place.Requests.Clear();
        (_sources[0].Says, _sources[1].Says) = (["198.51.100.1"], ["198.51.100.2"]);
        for (var run = 0; run < 4; run++)
        {
            var asked = _sources[2].Asked;
            var failures = await FailuresAsync();
            // The run that happened to ask the honest one had no reason to doubt.
            Assert.True(failures is [{ ErrorId: "PublicAddressUncertain" }] || (failures.Count == 0 && _sources[2].Asked == asked + 1));
        }

        (_sources[0].Says, _sources[1].Says) = (["198.51.100.1"], ["198.51.100.1"]);
        Assert.Equal("PublicAddressUncertain", Assert.Single(await FailuresAsync(force: true)).ErrorId);
        Assert.Empty(_place.Requests);
        Assert.Equal([Old], _place.Values("a.example.org"));
    }

    [Fact]
    public async Task OfSeveralValuesOnlyOursIsReplaced()
    {
        Settings("- { name: a.example.org, place: public }");
        await RunAsync();
        _place.Put("a.example.org", "192.0.2.50");
        Say(New);
        await RunAsync();
        Assert.Equal(["192.0.2.50", New], _place.Values("a.example.org").Order(StringComparer.Ordinal));

        // Ours is gone and the other one, which is known to be somebody else's, stays.
        _place.Records.RemoveAll(record => record.Value == New);
        Say("203.0.113.9");
        await RunAsync();
        Assert.Equal(["192.0.2.50", "203.0.113.9"], _place.Values("a.example.org").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ValuesOfWhichOursIsNotKnownAreLeftAlone()
    {
        Settings("- { name: a.example.org, place: public }", "- { name: b.example.org, place: public }");
        _place.Put("a.example.org", "192.0.2.50");
        _place.Put("a.example.org", "192.0.2.51");
        _place.Put("b.example.org", "192.0.2.50");
        _place.Put("b.example.org", "192.0.2.51", owned: true);
        Assert.Equal("DynamicRecordAmbiguous", Assert.Single(await FailuresAsync()).ErrorId);
        Assert.Equal(["192.0.2.50", "192.0.2.51"], _place.Values("a.example.org"));
        Assert.Equal(["192.0.2.50", Old], _place.Values("b.example.org"));
    }

    [Fact]
    public async Task ARecordThatFailsIsTriedAgainAndTheOthersGoOn()
    {
        Settings("- { name: a.example.org, place: [public, other] }", "- { name: b.example.org, place: public }");
        _place.Refuses.Add("a.example.org");
        _other.IsAway = true;
        Assert.Equal(["DnsPlaceFailed", "DnsChangeRejected"], (await FailuresAsync()).Select(failure => failure.ErrorId));
        Assert.Equal([Old], _place.Values("b.example.org"));

        _place.Refuses.Clear();
        _other.IsAway = false;
        _place.Requests.Clear();
        Assert.Equal(["a.example.org A at public", "a.example.org A at other"], (await RunAsync()).Select(change => $"{change.Name} {change.Type} at {change.Place}"));
        Assert.Equal(["zones", "read a.example.org", "apply 1"], _place.Requests);
    }

    [Fact]
    public async Task AnIPv6RecordFollowsThePrefixAndKeepsItsHostPart()
    {
        Settings("- { name: nas.example.org, place: public, families: ipv6, suffix: '::11' }", "- { name: tv.example.org, place: public, families: ipv6, suffix: keep }", "- { name: new.example.org, place: public, families: ipv6, suffix: keep }");
        _place.Put("tv.example.org", "2001:db8:1:1:aaaa:bbbb:cccc:dddd");
        // Their host parts differ, and only the prefix has to be agreed on.
        (_sources[0].Says, _sources[1].Says, _sources[2].Says) = (["2001:db8:1:2::a"], ["2001:db8:1:2::b"], ["2001:db8:1:2::c"]);
        Assert.Equal("DynamicHostPartUnknown", Assert.Single(await FailuresAsync()).ErrorId);
        Assert.Equal(["2001:db8:1:2::11"], _place.Values("nas.example.org", "AAAA"));
        Assert.Equal(["2001:db8:1:2:aaaa:bbbb:cccc:dddd"], _place.Values("tv.example.org", "AAAA"));

        Say("2001:db8:1:3::a");
        await FailuresAsync();
        Assert.Equal(["2001:db8:1:3::11"], _place.Values("nas.example.org", "AAAA"));
        Assert.Equal(["2001:db8:1:3:aaaa:bbbb:cccc:dddd"], _place.Values("tv.example.org", "AAAA"));
    }

    [Fact]
    public async Task OnceADayAndWhereItIsForcedWhatSomebodyChangedIsSetRight()
    {
        Settings("- { name: a.example.org, place: public }");
        await RunAsync();
        _place.Records.Clear();
        _place.Put("a.example.org", "192.0.2.99");
        _clock.Now += TimeSpan.FromHours(23);
        Assert.Empty(await RunAsync());
        _clock.Now += TimeSpan.FromHours(1);
        Assert.Single(await RunAsync());
        Assert.Equal([Old], _place.Values("a.example.org"));

        _place.Records.Clear();
        Assert.Empty(await RunAsync());
        Assert.Equal(DcDnsAction.Create, Assert.Single(await RunAsync(force: true)).Action);
    }

    [Fact]
    public async Task WhatARecordIsSaidToBeCountsToo()
    {
        Settings("- { name: a.example.org, place: public }");
        await RunAsync();
        Settings("- { name: a.example.org, place: public, timeToLive: 2m }");
        Assert.Equal(TimeSpan.FromMinutes(2), Assert.Single(Assert.Single(await RunAsync()).After).TimeToLive);
        Assert.Empty(await RunAsync());
    }

    [Fact]
    public async Task ADryRunWritesNothingAnywhere()
    {
        Settings("- { name: a.example.org, place: public }");
        using (var run = await Make().PlanAsync(new DynamicDnsOptions(), TestContext.Current.CancellationToken))
            Assert.Single(run.Changes);
        Assert.Equal(["zones", "read a.example.org"], _place.Requests);
        Assert.False(File.Exists(StateFile));
    }

    [Fact]
    public async Task ACNameStaysAndAPlaceThatMakesNothingIsNotAskedTo()
    {
        Settings("- { name: a.example.org, place: public }", "- { name: b.example.org, place: other }");
        _place.Records.Add(new DcDnsRecord { Name = "a.example.org", Type = "CNAME", Value = "x.example.org", Zone = "example.org", Place = "public" });
        var fixedPlace = new MemoryPlace("other") { Traits = new DnsTraits { Makes = false } };
        Assert.Equal(["DnsRecordConflict", "DynamicRecordMissing"], (await FailuresAsync(fixedPlace)).Select(failure => failure.ErrorId).Order(StringComparer.Ordinal));
        fixedPlace.Put("b.example.org", "192.0.2.1");
        Assert.Equal("DnsRecordConflict", Assert.Single(await FailuresAsync(fixedPlace)).ErrorId);
        Assert.Equal([Old], fixedPlace.Values("b.example.org"));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("{\"version\":1,\"addresses\":{\"IPv4/32\":{\"value\":\"nonsense\"}}}")]
    [InlineData("{\"version\":1,\"addresses\":{\"IPv4/32\":null}}")]
    [InlineData("{\"version\":1,\"records\":null}")]
    public async Task ADamagedMemoryIsMadeAnewFromThePlaces(string content)
    {
        Settings("- { name: a.example.org, place: public }");
        await RunAsync();
        await File.WriteAllTextAsync(StateFile, content, TestContext.Current.CancellationToken);
        _place.Requests.Clear();
        Assert.Empty(await RunAsync());
        Assert.Equal(["zones", "read a.example.org"], _place.Requests);
        Assert.Empty(await RunAsync());
        Assert.Equal(2, _place.Requests.Count);
    }

    [Fact]
    public async Task AMemoryOfANewerVersionIsNotTouched()
    {
        Settings("- { name: a.example.org, place: public }");
        const string Newer = "{\"version\":2,\"addresses\":[]}";
        Directory.CreateDirectory(Path.GetDirectoryName(StateFile)!);
        await File.WriteAllTextAsync(StateFile, Newer, TestContext.Current.CancellationToken);
        await Errors.Of("DynamicStateNewer", RunAsync);
        Assert.Equal(Newer, await File.ReadAllTextAsync(StateFile, TestContext.Current.CancellationToken));
        Assert.Empty(_place.Requests);
    }

    [Fact]
    public async Task WithoutRecordsThereIsNothingToDo()
    {
        await Errors.Of("DynamicDnsUnconfigured", RunAsync);
        _cloud.PutFile("cloud.yaml", "dynamicDns: { agree: 2 }\n");
        await Errors.Of("DynamicDnsUnconfigured", RunAsync);
    }

    [Theory]
    [InlineData("sources: [ftp://x]")]
    [InlineData("sources: [nobody]")]
    [InlineData("sources: [opendns, opendns]")]
    [InlineData("sources: [{ url: 'https://user:secret@x.org/' }]")]
    [InlineData("sources: [{ dns: x.org }]")]
    [InlineData("sources: [{ dns: x.org, server: ns1.x.org }]")]
    [InlineData("sources: [{ node: gw1 }]")]
    [InlineData("sources: [{ node: gw1, url: 'https://x.org/' }]")]
    [InlineData("agree: none")]
    [InlineData("accept: [10.0.0.1/99]")]
    [InlineData("debounce: 0")]
    [InlineData("debounce: soon")]
    [InlineData("refresh: 1w")]
    [InlineData("colour: red")]
    [InlineData("records: [{ name: a.example.org }]")]
    [InlineData("records: [{ place: public }]")]
    [InlineData("records: [{ name: a.example.org, place: public }, { name: A.example.org., place: [other, public] }]")]
    [InlineData("records: [{ name: a.example.com., zone: example.org, place: public }]")]
    [InlineData("records: [{ name: a.example.org, place: public, suffix: 11 }]")]
    [InlineData("records: [{ name: a.example.org, place: public, suffix: '1::11' }]")]
    [InlineData("records: [{ name: a.example.org, place: public, families: ipv4, suffix: '::11' }]")]
    [InlineData("records: [{ name: a.example.org, place: public, prefixLength: 64 }]")]
    [InlineData("records: [{ name: a.example.org, place: public, families: [ipx] }]")]
    public async Task WhatCannotBeMeantIsToldWithItsLine(string line)
    {
        _cloud.PutFile("cloud.yaml", $"dynamicDns:\n  {line}\n");
        var e = await Errors.Of("CloudFileInvalid", () => DynamicSettings.ReadAsync(_cloud.Folder, TestContext.Current.CancellationToken));
        Assert.Contains("line 2", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutAListTheUsualSourcesAreAsked()
    {
        var settings = await DynamicSettings.ReadAsync(_cloud.Folder, TestContext.Current.CancellationToken);
        Assert.Equal(["api64.ipify.org", "icanhazip.com", "opendns", "google", "cloudflare"], settings.Sources.Select(source => source.Name));
    }

    private void Settings(params string[] records) => _cloud.PutFile("cloud.yaml", $"dynamicDns:\n  accept: [203.0.113.0/24, 198.51.100.0/24, '2001:db8::/32']\n  records:\n    {string.Join("\n    ", records)}\n");

    private void Say(params string[] addresses)
    {
        foreach (var source in _sources)
            source.Says = addresses;
    }

    private DynamicDns Make(MemoryPlace? other = null) => new(
        _cloud.Folder,
        (_, _) => Task.FromResult<IReadOnlyList<IAddressSource>>(_sources),
        (name, _) => Task.FromResult(new DnsPlace(name == "public" ? _place : other ?? _other, DcDnsView.Outside, [])),
        Path.Join(_cloud.Folder, "state"),
        _clock);

    private Task<IReadOnlyList<DcDnsChange>> RunAsync() => RunAsync(force: false);

    private async Task<IReadOnlyList<DcDnsChange>> RunAsync(bool force)
    {
        var (changes, failures) = await GoAsync(force);
        Assert.Empty(failures);
        return changes;
    }

    private Task<IReadOnlyList<DentropyException>> FailuresAsync(bool force = false) => FailuresAsync(other: null, force);

    private async Task<IReadOnlyList<DentropyException>> FailuresAsync(MemoryPlace? other, bool force = false) => (await GoAsync(force, other)).Failures;

    private async Task<(IReadOnlyList<DcDnsChange> Changes, IReadOnlyList<DentropyException> Failures)> GoAsync(bool force, MemoryPlace? other = null)
    {
        using var run = await Make(other).PlanAsync(new DynamicDnsOptions { Force = force }, TestContext.Current.CancellationToken);
        var (changes, failures) = (new List<DcDnsChange>(), new List<DentropyException>(run.Failures));
        await foreach (var outcome in run.ApplyAsync(run.Changes, TestContext.Current.CancellationToken))
        {
            if (outcome.Failure is { } failure)
                failures.Add(failure);
            else
                changes.Add(outcome.Change);
        }

        return (changes, failures);
    }
}
