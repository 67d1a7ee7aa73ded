using System.Text.Json.Nodes;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;
using Dentropy.Peers.Tests.Emulators;
using Xunit;

namespace Dentropy.Peers.Tests.Dns;

/// <summary>What goes wrong at Cloudflare, and on the way there.</summary>
public sealed class CloudflareFaultTests : CloudflareTest
{
    [Theory]
    [InlineData("a.example.org", "CNAME", "b.example.org", "DnsRecordConflict", "81053")]
    [InlineData("c.example.org", "AAAA", "2001:db8::1", "DnsRecordConflict", "81054")]
    [InlineData("c.example.org", "CNAME", "d.example.org", "DnsRecordConflict", "81058")]
    [InlineData("a.example.org", "A", "203.0.113.1", "DnsRecordConflict", "81058")]
    [InlineData("a.example.org", "NS", "ns.example.net", "DnsRecordConflict", "81056")]
    [InlineData("x.example.org", "A", "no address", "DnsChangeRejected", "9005")]
    [InlineData("x.example.org", "DNAME", "b.example.org", "DnsRecordUnsupported", "DNAME")]
    [InlineData("x.example.org", "TLSA", "3 1 1 ab", "DnsRecordUnsupported", "TLSA")]
    public async Task ARefusalSaysWhatIsInTheWay(string name, string type, string value, string errorId, string said)
    {
        Emulator.Zone(Zone).Post(new JsonObject { ["name"] = "a", ["type"] = "A", ["content"] = "203.0.113.1" });
        Emulator.Zone(Zone).Post(new JsonObject { ["name"] = "c", ["type"] = "CNAME", ["content"] = "d.example.org" });
        var failure = Assert.Single(await ApplyAsync(Open(), Create(name, type, value))).Failure;
        Assert.Equal((errorId, name), (failure?.ErrorId, failure?.Target));
        Assert.Contains(said, failure!.Message, StringComparison.Ordinal);
        Assert.Equal(2, Emulator.Zone(Zone).Records.Count);
        Assert.Equal(errorId == "DnsRecordUnsupported" ? 0 : 1, Emulator.Writes.Count);
    }

    [Fact]
    public async Task WhatCloudflareCannotHoldIsNotSent()
    {
        var provider = Open();
        var good = Record("a.example.org", "A", "203.0.113.1");
        var text = Record("a.example.org", "TXT", "text");
        DcDnsChange[] changes =
        [
            Change([], good with { TimeToLive = TimeSpan.FromSeconds(29) }),
            Change([], good with { TimeToLive = TimeSpan.FromSeconds(86_401) }),
            Change([], good with { TimeToLive = TimeSpan.FromSeconds(60.5) }),
            Change([], good with { Proxied = true, TimeToLive = TimeSpan.FromSeconds(60) }),
            Change([], good with { Comment = "two\nlines" }),
            Change([], good with { Comment = new string('x', 490), Owned = true }),
            Change([], text with { Proxied = true }),
            Change([], text with { Value = new string('x', 4090) }),
            Change([], [.. Enumerable.Range(0, 3).Select(at => text with { Value = new string((char)('a' + at), 3000) })]),
            Change([], [.. Enumerable.Range(0, 2).Select(at => Record("a.example.org", "CNAME", $"b{at}.example.org"))]),
        ];
        var outcomes = await ApplyAsync(provider, changes);
        Assert.Equal(changes, outcomes.Select(outcome => outcome.Change));
        Assert.All(outcomes, outcome => Assert.Equal("DnsRecordUnsupported", outcome.Failure?.ErrorId));
        Assert.All(changes, change => Assert.NotNull(provider.Refusal(change)));
        Assert.Empty(Emulator.Requests);
        Assert.Null(provider.Refusal(Change([], good with { Comment = new string('x', 489), Owned = true, TimeToLive = TimeSpan.FromSeconds(30) })));
    }

    [Theory]
    [InlineData("comment", "9313")]
    [InlineData("ttl", "9021")]
    [InlineData("quota", "81045")]
    public async Task WhatThePlanOfAZoneDoesNotAllowIsRejected(string what, string code)
    {
        var record = Record("a.example.org", "A", "203.0.113.1");
        record = what == "comment" ? record with { Comment = new string('x', 101) } : what == "ttl" ? record with { TimeToLive = TimeSpan.FromSeconds(30) } : record;
        Emulator.Zone(Zone).Quota = what == "quota" ? 0 : 100;
        var failure = Assert.Single(await ApplyAsync(Open(), Change([], record))).Failure;
        Assert.Equal("DnsChangeRejected", failure?.ErrorId);
        Assert.Contains(code, failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ARefusedChangeDoesNotTakeTheOthersOfItsBatchWithIt(bool pointers)
    {
        Emulator.Pointers = pointers;
        Emulator.Zone(Zone).Post(new JsonObject { ["name"] = "r50", ["type"] = "CNAME", ["content"] = "b.example.org" });
        Emulator.Zone(Zone).Post(new JsonObject { ["name"] = "r110", ["type"] = "CNAME", ["content"] = "b.example.org" });
        DcDnsChange[] changes = [.. Enumerable.Range(0, 200).Select(at => Create($"r{at}.example.org", "A", at == 120 ? "wrong" : "203.0.113.1"))];
        var outcomes = await ApplyAsync(Open(), changes);

        Assert.Equal(changes.ToHashSet(), outcomes.Select(outcome => outcome.Change).ToHashSet());
        Assert.Equal(200, outcomes.Count);
        Assert.Equal(
            [("r110.example.org", "DnsRecordConflict"), ("r120.example.org", "DnsChangeRejected"), ("r50.example.org", "DnsRecordConflict")],
            outcomes.Where(outcome => outcome.Failure is not null).Select(outcome => (outcome.Change.Name, outcome.Failure!.ErrorId)).Order());
        Assert.Equal(197, Values("A").Length);
        // One alone for each, or halves down to it: in neither case one for each of the others.
        Assert.InRange(Emulator.Writes.Count, 7, pointers ? 7 : 45);
    }

    [Fact]
    public async Task AnAliasThatIsRefusedLeavesTheAddressThatItWasToReplace()
    {
        var provider = Open();
        await DoneAsync(provider, Create("a.example.org", "A", "203.0.113.1"));
        var read = await provider.ReadAsync(Zone, null, Stop);
        var outcomes = await ApplyAsync(provider, Change(read), Change([], Record("a.example.org", "CNAME", "b.example.org") with { Comment = new string('x', 101) }), Create("z.example.org", "TXT", "text"));
        Assert.Equal(["DnsChangeRejected", "DnsChangeRejected", null], outcomes.Select(outcome => outcome.Failure?.ErrorId));
        Assert.Equal(["203.0.113.1"], Values("A"));
        Assert.Single(Values("TXT"));
    }

    [Fact]
    public async Task ARecordThatSomebodyElseRemovedIsToldAsThat()
    {
        var provider = Open();
        await DoneAsync(provider, Create("a.example.org", "A", "203.0.113.1"));
        var read = await provider.ReadAsync(Zone, null, Stop);
        Emulator.Zone(Zone).Delete(read[0].Id!);
        var failure = Assert.Single(await ApplyAsync(provider, Change(read, read[0] with { Value = "203.0.113.2" }))).Failure;
        Assert.Equal("DnsChangeRejected", failure?.ErrorId);
        Assert.Contains("since it was read", failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATokenThatMayNotSeesThat()
    {
        Emulator.MayEdit = false;
        var provider = Open(batchSize: 1);
        Assert.Empty(await provider.ReadAsync(Zone, null, Stop));
        var outcomes = await ApplyAsync(provider, Create("a.example.org", "A", "203.0.113.1"), Create("b.example.org", "A", "203.0.113.1"));
        Assert.All(outcomes, outcome => Assert.Equal("DnsPlaceRefused", outcome.Failure?.ErrorId));
        // The second would fare no better.
        Assert.Single(Emulator.Writes);

        Emulator.Hidden.Add(Zone);
        Assert.Equal("DnsPlaceRefused", await IdOf(provider.ReadAsync(Zone, null, Stop)));
        Assert.Equal("DnsZoneNotFound", await IdOf(Open().ReadAsync(Zone, null, Stop)));
        Assert.DoesNotContain(Zone, await Open().ZonesAsync(Stop));
    }

    [Theory]
    [InlineData("of-another-account-with-the-right-length-0", "9109")]
    [InlineData("short", "6003")]
    public async Task AWrongTokenIsRefusedAndNotRepeated(string token, string code)
    {
        var error = await Assert.ThrowsAsync<DentropyException>(() => Open(token: token).ReadAsync(Zone, null, Stop));
        Assert.Equal("DnsPlaceRefused", error.ErrorId);
        Assert.Contains(code, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(token, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheTokenIsInNoAddressAndNoError()
    {
        var provider = Open();
        await DoneAsync(provider, Create("a.example.org", "A", "203.0.113.1"));
        Emulator.Next(EmulatorAnswer.Json($"{{\"success\":false,\"errors\":[{{\"code\":1000,\"message\":\"Bearer {Emulator.Token}\"}}],\"result\":null}}", 400));
        var error = await Assert.ThrowsAsync<DentropyException>(() => provider.ReadAsync(Zone, null, Stop));
        Assert.Contains("Bearer ***", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Emulator.Token, error.ToString(), StringComparison.Ordinal);
        Assert.All(Emulator.Requests, request => Assert.DoesNotContain(Emulator.Token, request.ToString() + request.Text, StringComparison.Ordinal));
        Assert.All(Emulator.Requests, request => Assert.Equal("Bearer " + Emulator.Token, request.Headers["Authorization"]));
    }

    [Fact]
    public async Task AZoneThatIsUnknownOrGoneIsNotFound()
    {
        var provider = Open();
        Assert.Equal("DnsZoneNotFound", await IdOf(provider.ReadAsync("example.net", null, Stop)));
        Assert.Equal("DnsZoneNotFound", await FailsAsync(provider, Change([], Record("a.example.net", "A", "203.0.113.1", "example.net"))));
        Assert.Empty(Emulator.Writes);

        Assert.Empty(await provider.ReadAsync(Zone, null, Stop));
        Emulator.Remove(Zone);
        Assert.Equal("DnsZoneNotFound", await FailsAsync(provider, Create("a.example.org", "A", "203.0.113.1")));
        // Its identifier is asked for anew.
        Emulator.Forget();
        Assert.Equal("DnsZoneNotFound", await IdOf(provider.ReadAsync(Zone, null, Stop)));
        Assert.Equal(1, Count("GET /client/v4/zones"));
    }

    [Fact]
    public async Task AWrongAddressIsToldAsThat()
    {
        Assert.Equal("DnsPlaceFailed", await IdOf(Open(address: new Uri(Emulator.Address, "other")).ReadAsync(Zone, null, Stop)));
        Emulator.Next(EmulatorAnswer.Plain("<html>"));
        Assert.Equal("DnsPlaceFailed", await IdOf(Open().ReadAsync(Zone, null, Stop)));
        Emulator.Next(EmulatorAnswer.Json("{\"success\":true,\"result\":[{\"id\":\"1\"}]}"));
        Assert.Equal("DnsPlaceFailed", await IdOf(Open().ReadAsync(Zone, null, Stop)));
    }

    [Fact]
    public async Task AfterTooManyRequestsThePauseIsKept()
    {
        var provider = Open();
        Emulator.Next(CloudflareEmulator.Throttled(30));
        Assert.Empty(await provider.ReadAsync(Zone, null, Stop));
        Emulator.Next(CloudflareEmulator.Throttled(90));
        await DoneAsync(provider, Create("a.example.org", "A", "203.0.113.1"));
        Assert.Equal([TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(90)], Clock.Waits);

        Emulator.Next(CloudflareEmulator.Throttled(3600));
        Assert.Equal("ServiceRateLimited", await FailsAsync(provider, Create("b.example.org", "A", "203.0.113.1")));
        Assert.Equal(2, Clock.Waits.Count);
    }

    [Fact]
    public async Task AServiceThatFailsIsAskedAgain()
    {
        var provider = Open();
        Emulator.Next(EmulatorAnswer.Plain("bad gateway", 502), EmulatorAnswer.Plain("", 503));
        Assert.Empty(await provider.ReadAsync(Zone, null, Stop));
        Assert.Equal(2, Clock.Waits.Count);

        // A batch is not sent again before the zone has said that it was not carried out.
        Emulator.Forget();
        Emulator.Next(EmulatorAnswer.Plain("bad gateway", 502));
        await DoneAsync(provider, Create("a.example.org", "A", "203.0.113.1"), Create("b.example.org", "A", "203.0.113.1"));
        Assert.Equal(["POST", "GET", "POST"], Emulator.Requests.Select(request => request.Method));
        Assert.Equal(2, Values("A").Length);

        Emulator.Next(EmulatorAnswer.Plain("", 502), null, EmulatorAnswer.Plain("", 502));
        Assert.Equal("ServiceFailed", await FailsAsync(provider, Create("c.example.org", "A", "203.0.113.1")));
    }

    [Fact]
    public async Task ABatchWhoseAnswerIsLostIsNotSentTwice()
    {
        var provider = Open();
        Assert.Empty(await provider.ReadAsync(Zone, null, Stop));
        Emulator.CutNextAnswer();
        await DoneAsync(provider, Create("a.example.org", "A", "203.0.113.1"), Create("b.example.org", "MX", "10 mail.example.org"));
        Assert.Single(Emulator.Writes);
        Assert.Equal(2, Emulator.Zone(Zone).Records.Count);
    }

    [Fact]
    public async Task WhatALostConnectionLeftUndoneIsDoneByTheNextRun()
    {
        DcDnsRecord[] wanted = [.. Enumerable.Range(0, 50).Select(at => Record($"r{at}.example.org", "A", $"10.0.0.{at}"))];
        var provider = Open(batchSize: 10);
        Assert.Empty(await provider.ReadAsync(Zone, null, Stop));
        // Two batches pass, the third is carried out and its answer lost, and then nothing answers any more.
        Emulator.Next(null, null);
        Emulator.CutNextAnswer();
        for (var at = 0; at < 5; at++)
            Emulator.CutNext();
        var outcomes = await ApplyAsync(provider, [.. wanted.Select(record => Change([], record))]);
        Assert.Equal(20, outcomes.Count(outcome => outcome.Failure is null));
        Assert.Equal(30, outcomes.Count(outcome => outcome.Failure?.ErrorId == "ServiceUnreachable"));
        Assert.Equal(30, Values("A").Length);
        Assert.Equal(3, Emulator.Writes.Count);

        var next = Open(batchSize: 10);
        var there = (await next.ReadAsync(Zone, null, Stop)).Select(record => record.Name).ToHashSet();
        await DoneAsync(next, [.. wanted.Where(record => !there.Contains(record.Name)).Select(record => Change([], record))]);
        Assert.Equal(50, Values("A").Length);
        Assert.Equal(5, Emulator.Writes.Count);
    }

    [Fact]
    public async Task AServerThatHangsEndsTheRun()
    {
        var provider = Open(batchSize: 1);
        Assert.Empty(await provider.ReadAsync(Zone, null, Stop));
        provider = Open(batchSize: 1, timeout: TimeSpan.FromMilliseconds(1500));
        await provider.ZonesAsync(Stop);
        Emulator.Forget();
        Emulator.HangNext();
        var outcomes = await ApplyAsync(provider, Create("a.example.org", "A", "203.0.113.1"), Create("b.example.org", "A", "203.0.113.1"));
        Assert.Equal(["ServiceTimeout", "ServiceTimeout"], outcomes.Select(outcome => outcome.Failure?.ErrorId));
        Assert.Single(Emulator.Requests);
    }

    [Fact]
    public async Task AServerThatIsNotThereIsUnreachable()
    {
        Uri closed;
        await using (var other = new CloudflareEmulator())
            closed = other.Api;
        var provider = Open(address: closed);
        Assert.Equal("ServiceUnreachable", await IdOf(provider.ReadAsync(Zone, null, Stop)));
        Assert.Equal("ServiceUnreachable", await FailsAsync(provider, Create("a.example.org", "A", "203.0.113.1")));
    }

    [Fact]
    public async Task ACancelledRunEnds()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var provider = Open();
        Assert.Empty(await provider.ReadAsync(Zone, null, Stop));
        Emulator.HangNext();
        var run = provider.ApplyAsync(Zone, [Create("a.example.org", "A", "203.0.113.1")], stop.Token).ToListAsync(stop.Token).AsTask();
        while (Emulator.Writes.Count == 0)
            await Task.Yield();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    private static async Task<string> IdOf(Task work) => (await Assert.ThrowsAsync<DentropyException>(() => work)).ErrorId;
}
