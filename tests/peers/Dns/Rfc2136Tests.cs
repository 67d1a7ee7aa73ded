using System.Net;
using System.Net.Sockets;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Rfc2136;
using Xunit;

namespace Dentropy.Peers.Tests.Dns;

/// <summary>Updates and transfers against real name servers.</summary>
public sealed class Rfc2136Tests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("BIND")]
    [InlineData("KNOT")]
    public async Task EveryTypeIsSetAndComesBack(string software)
    {
        await using var provider = new Rfc2136Provider(NameServers.Server(software));
        var name = NameServers.NewName();
        (string Type, string[] Values)[] wanted =
        [
            ("A", ["203.0.113.7", "203.0.113.8"]), ("AAAA", ["2001:db8::7"]), ("MX", ["10 mail.example.net"]), ("SRV", ["0 5 443 host.example.org"]),
            ("TXT", ["plain", new string('x', 600), "with \"quotes\" and ä"]), ("CAA", ["0 issue \"letsencrypt.org\""]), ("NS", ["ns.example.net"]),
            ("PTR", ["host.example.org"]), ("SSHFP", ["\\# 22 0101000102030405060708090a0b0c0d0e0f10111213"]),
        ];
        Assert.All(await provider.ApplyAllAsync([.. wanted.Select(one => NameServers.Change(one.Type == "NS" ? "sub." + name : name, one.Type, [], one.Values))]), outcome => Assert.Null(outcome.Failure));

        var zone = await provider.ReadAsync(NameServers.Zone, null, Token);
        foreach (var (type, values) in wanted)
            Assert.Equal(values.Order(StringComparer.Ordinal), zone.Where(record => record.Type == type && record.Name.EndsWith(name, StringComparison.Ordinal)).Select(record => record.Value).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(zone, record => record.Type is "SOA" or "RRSIG");

        // A question to a single name sees the same.
        var single = await provider.ReadAsync(NameServers.Zone, name, Token);
        Assert.Equal(zone.Where(record => record.Name == name).Select(record => record.ToString()).Order(StringComparer.Ordinal), single.Select(record => record.ToString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("BIND")]
    [InlineData("KNOT")]
    public async Task AChangeReplacesKeepsTheTimeAndRemoves(string software)
    {
        await using var provider = new Rfc2136Provider(NameServers.Server(software));
        var name = NameServers.NewName();
        var create = NameServers.Change(name, "A", [], "203.0.113.7");
        Assert.Null(Assert.Single(await provider.ApplyAllAsync(create with { After = [create.After[0] with { TimeToLive = TimeSpan.FromSeconds(77) }] })).Failure);

        var read = await provider.ReadAsync(NameServers.Zone, name, Token);
        Assert.Equal(TimeSpan.FromSeconds(77), Assert.Single(read).TimeToLive);
        Assert.Null(Assert.Single(await provider.ApplyAllAsync(NameServers.Change(name, "A", read, "203.0.113.8", "203.0.113.9"))).Failure);

        read = await provider.ReadAsync(NameServers.Zone, name, Token);
        Assert.Equal(["203.0.113.8", "203.0.113.9"], read.Select(record => record.Value).Order(StringComparer.Ordinal));
        Assert.All(read, record => Assert.Equal(TimeSpan.FromSeconds(77), record.TimeToLive));
        Assert.Null(Assert.Single(await provider.ApplyAllAsync(NameServers.Change(name, "A", read))).Failure);
        Assert.Empty(await provider.ReadAsync(NameServers.Zone, name, Token));
    }

    [Theory]
    [InlineData("BIND")]
    [InlineData("KNOT")]
    public async Task WhatSomebodyElseChangedIsNotOverwritten(string software)
    {
        await using var provider = new Rfc2136Provider(NameServers.Server(software));
        var (name, other) = (NameServers.NewName(), NameServers.NewName());
        await provider.ApplyAllAsync(NameServers.Change(name, "A", [], "203.0.113.7"));
        var read = await provider.ReadAsync(NameServers.Zone, name, Token);
        await provider.ApplyAllAsync(NameServers.Change(name, "A", read, "203.0.113.66"));

        // Of two in one message the other is done all the same.
        var outcomes = await provider.ApplyAllAsync(NameServers.Change(name, "A", read, "203.0.113.8"), NameServers.Change(other, "A", [], "203.0.113.9"));
        Assert.Equal("DnsRecordChanged", outcomes[0].Failure?.ErrorId);
        Assert.Null(outcomes[1].Failure);
        Assert.Equal(["203.0.113.66"], await provider.ValuesAsync(name, "A"));
        Assert.Equal(["203.0.113.9"], await provider.ValuesAsync(other, "A"));

        // And what is there already is not made a second time.
        Assert.Equal("DnsRecordChanged", Assert.Single(await provider.ApplyAllAsync(NameServers.Change(name, "A", [], "203.0.113.8"))).Failure?.ErrorId);
    }

    [Theory]
    [InlineData("BIND")]
    [InlineData("KNOT")]
    public async Task ACnameStandsAlone(string software)
    {
        await using var provider = new Rfc2136Provider(NameServers.Server(software));
        var (alias, address) = (NameServers.NewName(), NameServers.NewName());
        await provider.ApplyAllAsync(NameServers.Change(alias, "CNAME", [], "host.example.org"), NameServers.Change(address, "A", [], "203.0.113.7"));

        var outcomes = await provider.ApplyAllAsync(NameServers.Change(alias, "A", [], "203.0.113.7"), NameServers.Change(address, "CNAME", [], "host.example.org"));
        Assert.All(outcomes, outcome => Assert.Equal("DnsRecordConflict", outcome.Failure?.ErrorId));
        Assert.Contains("host.example.org", outcomes[0].Failure!.Message, StringComparison.Ordinal);

        // One for the other in one step.
        var before = await provider.ReadAsync(NameServers.Zone, address, Token);
        Assert.All(await provider.ApplyAllAsync(NameServers.Change(address, "CNAME", [], "host.example.org"), NameServers.Change(address, "A", before)), outcome => Assert.Null(outcome.Failure));
        Assert.Equal(["host.example.org"], await provider.ValuesAsync(address, "CNAME"));
        Assert.Empty(await provider.ValuesAsync(address, "A"));
    }

    [Theory]
    [InlineData("BIND")]
    [InlineData("KNOT")]
    public async Task AWildcardIsNotTakenForTheNameItCovers(string software)
    {
        await using var provider = new Rfc2136Provider(NameServers.Server(software));
        var parent = NameServers.NewName();
        await provider.ApplyAllAsync(NameServers.Change("*." + parent, "A", [], "203.0.113.7"));
        Assert.Empty(await provider.ReadAsync(NameServers.Zone, "x." + parent, Token));
        Assert.Single(await provider.ReadAsync(NameServers.Zone, "*." + parent, Token));
    }

    [Theory]
    [InlineData("BIND")]
    [InlineData("KNOT")]
    public async Task ALargeZoneArrivesInManyMessages(string software)
    {
        await using var provider = new Rfc2136Provider(NameServers.Server(software, "reader"));
        var records = await provider.ReadAsync("big.example", null, Token);
        Assert.Equal(10_002, records.Count);
        Assert.Contains(records, record => record is { Name: "host5000.big.example", Type: "TXT", Value: "number 5000 of many" });
    }

    [Theory]
    [InlineData("BIND")]
    [InlineData("KNOT")]
    public async Task AThousandChangesAreFewMessages(string software)
    {
        await using var provider = new Rfc2136Provider(NameServers.Server(software));
        var parent = NameServers.NewName();
        var outcomes = await provider.ApplyAllAsync([.. Enumerable.Range(0, 1000).Select(number => NameServers.Change($"h{number}.{parent}", "A", [], $"10.1.{number / 256}.{number % 256}"))]);
        Assert.Equal(1000, outcomes.Count);
        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        Assert.Equal(1000, (await provider.ReadAsync(NameServers.Zone, null, Token)).Count(record => record.Name.EndsWith(parent, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("BIND")]
    [InlineData("KNOT")]
    public async Task WhatTheServerMindsIsToldInItsOwnTerms(string software)
    {
        var server = NameServers.Server(software);
        var create = NameServers.Change(NameServers.NewName(), "A", [], "203.0.113.7");

        Assert.Equal("DnsPlaceRefused", (await FailureAsync(NameServers.Server(software, "reader"), create)).ErrorId);
        Assert.Contains("BADKEY", (await FailureAsync(server with { Key = server.Key with { Name = "nobody" } }, create)).Message, StringComparison.Ordinal);
        Assert.Contains("BADSIG", (await FailureAsync(server with { Key = server.Key with { Secret = new byte[32] } }, create)).Message, StringComparison.Ordinal);
        var skew = await FailureAsync(server with { Clock = new ShiftedClock(TimeSpan.FromHours(-1)) }, create);
        Assert.Equal("DnsClockSkew", skew.ErrorId);
        Assert.Matches("3(599|600|601) seconds behind", skew.Message);

        await using var provider = new Rfc2136Provider(server);
        if (software == "BIND")
        {
            // A value that only the server can judge does not hold up another one in the same message.
            var other = NameServers.NewName();
            var outcomes = await provider.ApplyAllAsync(NameServers.Change(other, "SSHFP", [], "\\# 4 01010203"), NameServers.Change(other, "MX", [], "10 nobody.example.org"), NameServers.Change(other, "A", [], "203.0.113.7"));
            Assert.Contains("FORMERR", outcomes[0].Failure!.Message, StringComparison.Ordinal);
            Assert.Contains("MX", outcomes[1].Failure!.Message, StringComparison.Ordinal);
            Assert.Null(outcomes[2].Failure);
        }

        Assert.Equal("DnsZoneNotFound", (await Assert.ThrowsAsync<DentropyException>(() => provider.ReadAsync("nowhere.example", null, Token))).ErrorId);
        Assert.Empty(await provider.ReadAsync(NameServers.Zone, create.Name, Token));
    }

    [Fact]
    public async Task AnAnswerThatSomebodyChangedIsNotTaken()
    {
        var server = NameServers.Server("BIND");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var spoiling = SpoilAsync(listener, server);
        await using var provider = new Rfc2136Provider(server with { Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port });
        var error = await Assert.ThrowsAsync<DentropyException>(() => provider.ReadAsync(NameServers.Zone, null, Token));
        Assert.Equal("DnsAnswerInvalid", error.ErrorId);
        Assert.Contains("signature is wrong", error.Message, StringComparison.Ordinal);
        await spoiling;
    }

    [Fact]
    public async Task AServerThatIsSilentOrGoneIsToldAsThat()
    {
        var server = NameServers.Server("BIND");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var local = server with { Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port, Timeout = TimeSpan.FromMilliseconds(300) };
        var create = NameServers.Change(NameServers.NewName(), "A", [], "203.0.113.7");
        Assert.Equal("DnsServerTimeout", (await FailureAsync(local, create)).ErrorId);
        var closing = CloseAsync(listener);
        Assert.Equal("DnsServerUnreachable", (await FailureAsync(local with { Timeout = TimeSpan.FromSeconds(20) }, create)).ErrorId);
        await closing;
        listener.Stop();
        Assert.Equal("DnsServerUnreachable", (await FailureAsync(local, create)).ErrorId);
    }

    [Fact]
    public async Task WhatTheProtocolCannotHoldIsRefusedBeforeAnythingIsSent()
    {
        await using var provider = new Rfc2136Provider(NameServers.Server("BIND") with { Host = "192.0.2.1" });
        Assert.Contains("LENGTH HEX", provider.Refusal(NameServers.Change("a.example.org", "TLSA", [], "3 1 1 abcd")), StringComparison.Ordinal);
        Assert.NotNull(provider.Refusal(NameServers.Change("a.example.org", "NOSUCH", [], "x")));
        Assert.Contains("server's own", provider.Refusal(NameServers.Change("example.org", "SOA", [], "x")), StringComparison.Ordinal);
        Assert.Null(provider.Refusal(NameServers.Change("a.example.org", "A", [], "203.0.113.7")));
    }

    private static async Task<DentropyException> FailureAsync(NameServer server, DcDnsChange change)
    {
        await using var provider = new Rfc2136Provider(server);
        return Assert.IsType<DentropyException>(Assert.Single(await provider.ApplyAllAsync(change)).Failure, exactMatch: false);
    }

    // Passes one request on and changes one bit of the answer's first address.
    private static async Task SpoilAsync(TcpListener listener, NameServer server)
    {
        using var client = await listener.AcceptTcpClientAsync(Token);
        using var upstream = new TcpClient();
        await upstream.ConnectAsync(server.Host, server.Port, Token);
        var buffer = new byte[70_000];
        var length = await client.GetStream().ReadAsync(buffer, Token);
        await upstream.GetStream().WriteAsync(buffer.AsMemory(0, length), Token);
        await upstream.GetStream().ReadExactlyAsync(buffer.AsMemory(0, 2), Token);
        length = (buffer[0] << 8) | buffer[1];
        await upstream.GetStream().ReadExactlyAsync(buffer.AsMemory(2, length), Token);
        // The second byte of the first answer's time to live: it is read all the same.
        var header = DnsMessage.Read(buffer.AsSpan(2, length));
        var asked = header.Questions.Sum(question => question.Name.Length + 6);
        buffer[2 + 12 + asked + 2 + 4 + 1] ^= 1;
        await client.GetStream().WriteAsync(buffer.AsMemory(0, length + 2), Token);
    }

    private static async Task CloseAsync(TcpListener listener)
    {
        // The first client of before waits there too.
        for (var count = 0; count < 2; count++)
            using (await listener.AcceptTcpClientAsync(Token))
                continue;
    }

    private sealed class ShiftedClock(TimeSpan shift) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow + shift;
    }
}
