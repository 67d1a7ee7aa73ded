using System.Text.Json.Nodes;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Xunit;

namespace Dentropy.Peers.Tests.Dns;

/// <summary>What is kept at Cloudflare, and in how many requests.</summary>
public sealed class CloudflareTests : CloudflareTest
{
    [Theory]
    [InlineData("A", "203.0.113.7", "203.0.113.8")]
    [InlineData("AAAA", "2001:db8::7", "2001:db8::8")]
    [InlineData("CNAME", "host.example.net", "other.example.net")]
    [InlineData("MX", "10 mail.example.org", "20 mail.example.org")]
    [InlineData("TXT", "v=spf1 -all", "say \"hello\" \\ back")]
    [InlineData("SRV", "0 5 443 host.example.org", "10 5 8443 host.example.org")]
    [InlineData("CAA", "0 issue \"letsencrypt.org\"", "128 iodef \"mailto:a@example.org\"")]
    [InlineData("NS", "ns1.example.net", "ns2.example.net")]
    [InlineData("PTR", "host.example.org", "other.example.org")]
    [InlineData("OPENPGPKEY", "mDMEY==", "mDMEZ==")]
    public async Task AValueOfEveryTypeIsMadeChangedAndRemoved(string type, string value, string next)
    {
        var provider = Open();
        var made = Record("a.example.org", type, value) with { TimeToLive = TimeSpan.FromMinutes(5), Comment = "by hand", Owned = true };
        await DoneAsync(provider, Change([], made));

        var read = Assert.Single(await provider.ReadAsync(Zone, "a.example.org", Stop));
        Assert.Equal(made with { Id = read.Id, Proxied = type is "A" or "AAAA" or "CNAME" ? false : null }, read);
        Assert.NotNull(read.Id);

        var changed = read with { Value = next, TimeToLive = null, Comment = null, Owned = false };
        await DoneAsync(provider, Change([read], changed));
        Assert.Equal(changed, Assert.Single(await provider.ReadAsync(Zone, null, Stop)));

        await DoneAsync(provider, Change([changed]));
        Assert.Empty(await provider.ReadAsync(Zone, null, Stop));
        Assert.Equal(3, Emulator.Writes.Count);
    }

    [Fact]
    public async Task AProxiedRecordHasNoTimeToLiveOfItsOwn()
    {
        var provider = Open();
        var record = Record("a.example.org", "A", "203.0.113.7") with { Proxied = true };
        await DoneAsync(provider, Change([], record));
        var read = Assert.Single(await provider.ReadAsync(Zone, null, Stop));
        Assert.Equal((true, null), (read.Proxied, read.TimeToLive));
        Assert.Equal("DnsRecordUnsupported", await FailsAsync(provider, Change([read], read with { TimeToLive = TimeSpan.FromMinutes(5) })));

        await DoneAsync(provider, Change([read], read with { Proxied = false, TimeToLive = TimeSpan.FromMinutes(5) }));
        read = Assert.Single(await provider.ReadAsync(Zone, null, Stop));
        Assert.Equal((false, TimeSpan.FromMinutes(5)), (read.Proxied, read.TimeToLive));
    }

    [Fact]
    public async Task TheMarkOfOwnershipStandsBesideTheComment()
    {
        var provider = Open();
        await DoneAsync(
            provider,
            Change([], Record("a.example.org", "A", "203.0.113.1") with { Owned = true }),
            Change([], Record("b.example.org", "A", "203.0.113.2") with { Owned = true, Comment = "bücher, by hand" }),
            Change([], Record("c.example.org", "A", "203.0.113.3") with { Comment = "somebody's" }),
            Create("d.example.org", "A", "203.0.113.4"));

        Assert.Equal(["[dentropy]", "bücher, by hand [dentropy]", "somebody's", null], Emulator.Zone(Zone).Records.Select(record => (string?)record["comment"]));
        Assert.Equal(
            [(null, true), ("bücher, by hand", true), ("somebody's", false), ((string?)null, false)],
            (await provider.ReadAsync(Zone, null, Stop)).Select(record => (record.Comment, record.Owned)));
    }

    [Fact]
    public async Task AChangeKeepsTheRecordAndItsTags()
    {
        var id = (string?)Emulator.Zone(Zone).Post(new JsonObject { ["name"] = "a", ["type"] = "A", ["content"] = "203.0.113.1", ["tags"] = new JsonArray("team:dns") })["id"];
        var provider = Open();
        var read = Assert.Single(await provider.ReadAsync(Zone, null, Stop));
        await DoneAsync(provider, Change([read], read with { Value = "203.0.113.2" }));
        var record = Assert.Single(Emulator.Zone(Zone).Records);
        Assert.Equal((id, "203.0.113.2", "team:dns"), ((string?)record["id"], (string?)record["content"], (string?)record["tags"]![0]));
    }

    [Fact]
    public async Task ATextMayBeLongInManyPiecesAndOfAnyCharacters()
    {
        var provider = Open();
        var text = new string('x', 254) + "\"ü\\" + new string('y', 600) + " end; ";
        await DoneAsync(provider, Create("a.example.org", "TXT", text));
        Assert.Equal(text, Assert.Single(await provider.ReadAsync(Zone, null, Stop)).Value);
        var content = Assert.Single(Values("TXT"));
        Assert.All(content[1..^1].Split("\" \""), piece => Assert.InRange(piece.Length, 1, 255 + 3 * 2 + 2));

        Emulator.Zone(Zone).Post(new JsonObject { ["name"] = "b", ["type"] = "TXT", ["content"] = "without quotes" });
        Emulator.Zone(Zone).Post(new JsonObject { ["name"] = "c", ["type"] = "TXT", ["content"] = "\"two\" \"pieces\"" });
        Assert.Equal(["without quotes", "twopieces"], (await provider.ReadAsync(Zone, null, Stop)).Skip(1).Select(record => record.Value));
    }

    [Fact]
    public async Task WhatCannotBeWrittenIsReadCommentedAndRemoved()
    {
        Emulator.Zone(Zone).Post(new JsonObject
        {
            ["name"] = "a", ["type"] = "HTTPS", ["content"] = "1 . alpn=\"h3\"", ["data"] = new JsonObject { ["priority"] = 1, ["target"] = ".", ["value"] = "alpn=\"h3\"" },
        });
        var provider = Open();
        var read = Assert.Single(await provider.ReadAsync(Zone, null, Stop));
        Assert.Equal(("HTTPS", "1 . alpn=\"h3\""), (read.Type, read.Value));
        Assert.Equal("DnsRecordUnsupported", await FailsAsync(provider, Change([read], read with { Value = "1 . alpn=\"h2\"" })));
        Assert.Empty(Emulator.Writes);

        await DoneAsync(provider, Change([read], read with { Comment = "kept" }));
        Assert.Equal(read with { Comment = "kept" }, Assert.Single(await provider.ReadAsync(Zone, null, Stop)));
        Assert.Equal("h3", ((string)Emulator.Zone(Zone).Records[0]["data"]!["value"]!)[6..8]);
        await DoneAsync(provider, Change([read]));
        Assert.Empty(Emulator.Zone(Zone).Records);
    }

    [Fact]
    public async Task ASetOfValuesChangesByWhatDiffers()
    {
        var provider = Open();
        DcDnsRecord[] four = [.. Enumerable.Range(1, 4).Select(at => Record("a.example.org", "A", $"203.0.113.{at}"))];
        await DoneAsync(provider, Change([], four[..3]));
        var read = await provider.ReadAsync(Zone, null, Stop);
        await DoneAsync(provider, Change(read, four[0], four[3]));
        Assert.Equal(["203.0.113.1", "203.0.113.4"], Values("A"));
        var batch = JsonNode.Parse(Emulator.Writes[^1].Text)!;
        Assert.Equal((1, 1, null), (batch["deletes"]!.AsArray().Count, batch["patches"]!.AsArray().Count, batch["posts"]));
    }

    [Fact]
    public async Task ANameGivesWayToAnotherTypeInOneBatch()
    {
        var provider = Open();
        await DoneAsync(provider, Create("a.example.org", "A", "203.0.113.1"), Create("a.example.org", "AAAA", "2001:db8::1"));
        var read = await provider.ReadAsync(Zone, null, Stop);
        Emulator.Forget();
        await DoneAsync(provider, Create("a.example.org", "CNAME", "b.example.org"), Change([read[0]]), Change([read[1]]));
        Assert.Equal("CNAME", Assert.Single(await provider.ReadAsync(Zone, null, Stop)).Type);
        Assert.Single(Emulator.Writes);
    }

    [Fact]
    public async Task AnInternationalZoneIsFoundByItsUnicodeNameAndKeepsItsOwn()
    {
        const string International = "xn--bcher-kva.example";
        var provider = Open();
        Assert.Equal([Zone, International], await provider.ZonesAsync(Stop));

        provider = Open();
        var record = Record("xn--mller-kva." + International, "A", "203.0.113.1", International);
        await DoneAsync(provider, Change([], record));
        Assert.Equal(record.Name, Assert.Single(await provider.ReadAsync(International, record.Name, Stop)).Name);
        Assert.Equal("bücher.example", Emulator.Requests[1].Query["name"]);
    }

    [Fact]
    public async Task AZoneOfFiveThousandRecordsIsReadWithFewRequests()
    {
        var zone = Emulator.Zone(Zone);
        for (var at = 0; at < 5001; at++)
            zone.Post(new JsonObject { ["name"] = $"r{at}", ["type"] = "A", ["content"] = $"10.0.{at >> 8}.{at & 255}" });
        var provider = Open();
        var read = await provider.ReadAsync(Zone, null, Stop);
        Assert.Equal(5001, read.Select(record => record.Name).Distinct().Count());
        Assert.Equal("r5000.example.org", read[^1].Name);
        Assert.Equal(3, Emulator.Requests.Count);

        Emulator.Forget();
        Assert.Equal("10.0.19.136", Assert.Single(await provider.ReadAsync(Zone, "r5000.example.org", Stop)).Value);
        Assert.Single(Emulator.Requests);
    }

    [Fact]
    public async Task AThousandChangesTakeAtMostEightRequests()
    {
        var zone = Emulator.Zone(Zone);
        for (var at = 0; at < 700; at++)
            zone.Post(new JsonObject { ["name"] = $"r{at}", ["type"] = "A", ["content"] = $"10.0.{at >> 8}.{at & 255}" });
        var provider = Open();
        var read = await provider.ReadAsync(Zone, null, Stop);
        await DoneAsync(provider, [
            .. read.Take(400).Select(record => Change([record], record with { Value = "10.9.9.9" })),
            .. read.Skip(400).Select(record => Change([record])),
            .. Enumerable.Range(0, 300).Select(at => Create($"n{at}.example.org", "TXT", $"text {at}")),
        ]);
        Assert.InRange(Emulator.Requests.Count, 1, 8);
        Assert.Equal((400, 300), (Values("A").Count(value => value == "10.9.9.9"), Values("TXT").Length));
        Assert.Equal(700, zone.Records.Count);
    }

    [Fact]
    public async Task AChangeIsNeverSplitOverTwoBatches()
    {
        var provider = Open(batchSize: 5);
        await DoneAsync(provider, [.. Enumerable.Range(0, 4).Select(at => Change([], [.. Enumerable.Range(1, 3).Select(value => Record($"r{at}.example.org", "A", $"10.0.{at}.{value}"))]))]);
        Assert.Equal([3, 3, 3, 3], Emulator.Writes.Select(request => JsonNode.Parse(request.Text)!["posts"]!.AsArray().Count));

        provider = Open(batchSize: 2);
        Emulator.Forget();
        await DoneAsync(provider, Change([], [.. Enumerable.Range(1, 3).Select(value => Record("big.example.org", "A", $"10.1.0.{value}"))]));
        Assert.Single(Emulator.Writes);
    }

    [Fact]
    public async Task NothingIsSentWhereNothingChanges()
    {
        var provider = Open();
        await DoneAsync(provider, Create("a.example.org", "A", "203.0.113.1"));
        var read = await provider.ReadAsync(Zone, null, Stop);
        Emulator.Forget();
        await DoneAsync(provider, Change(read, read));
        Assert.Empty(Emulator.Requests);
    }

    [Fact]
    public async Task APlaceIsOpenedFromTheCloudFile()
    {
        var cloud = Directory.CreateTempSubdirectory("dentropy-cloudflare-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Join(cloud, "token"), Emulator.Token + "\n", Stop);
            await File.WriteAllTextAsync(Path.Join(cloud, CloudFile.Name), $"dns:\n  public:\n    type: cloudflare\n    token: file:token\n    url: {Emulator.Api}\n    batchSize: 1\n", Stop);
            await using (var links = new SshLinkPool())
            await using (var places = new DnsPlaces(new FileNodeStore(cloud), links))
            {
                var place = Assert.Single(await places.OpenAsync([], Stop));
                Assert.Equal((DcDnsView.Outside, Zone), (place.View, (await place.ZonesAsync(Stop))[0]));
                await foreach (var outcome in place.Provider.ApplyAsync(Zone, [Create("a.example.org", "A", "203.0.113.1"), Create("b.example.org", "A", "203.0.113.2")], Stop))
                    Assert.Null(outcome.Failure);
                Assert.Equal(2, Emulator.Writes.Count);
                // The identifier of the zone came with the list.
                Assert.Equal(1, Count("GET /client/v4/zones"));
            }

            foreach (var wrong in (string[])["token: file:token\n    batchSize: 0", "token: file:token\n    batchSize: 9999", $"token: {Emulator.Token}", "url: https://example.org", "token: file:" + CloudFile.Name])
            {
                await File.WriteAllTextAsync(Path.Join(cloud, CloudFile.Name), $"dns:\n  public:\n    type: cloudflare\n    {wrong}\n", Stop);
                await using var links = new SshLinkPool();
                await using var places = new DnsPlaces(new FileNodeStore(cloud), links);
                var error = await Assert.ThrowsAsync<DentropyException>(() => places.OpenAsync([], Stop));
                Assert.Equal("CloudFileInvalid", error.ErrorId);
                Assert.DoesNotContain(Emulator.Token, error.ToString(), StringComparison.Ordinal);
            }
        }
        finally
        {
            Directory.Delete(cloud, recursive: true);
        }
    }
}
