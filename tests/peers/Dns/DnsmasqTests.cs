using Dentropy.Dns;
using Xunit;

namespace Dentropy.Peers.Tests.Dns;

/// <summary>A real dnsmasq on a node, over the node's link.</summary>
[Collection("dnsmasq")]
public sealed class DnsmasqTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("root")]
    [InlineData("ops")]
    public async Task AddressesAreServedWithoutARestartAndTheRestAfterOne(string user)
    {
        await using var host = await DnsmasqHost.StartAsync(user);
        await using var provider = host.Open();

        // The first change brings the line with the hosts file, which dnsmasq reads only when it starts.
        AssertDone(await provider.ApplyAllAsync(Change("first.home.lan", "A", [], "10.77.0.19")));
        var process = await host.ProcessAsync();
        AssertDone(await provider.ApplyAllAsync(Change("nas.home.lan", "A", [], "10.77.0.20", "10.77.0.21"), Change("nas.home.lan", "AAAA", [], "2001:db8::7")));
        await Lab.UntilAsync(async () => (await host.AddressesAsync("nas.home.lan")).Count == 2, "the addresses are served");
        Assert.Equal(process, await host.ProcessAsync());

        AssertDone(await provider.ApplyAllAsync(
            Change("alias.home.lan", "CNAME", [], "nas.home.lan"),
            Change("t.home.lan", "TXT", [], "say \"hi\", you", "$(touch /tmp/no)'; touch /tmp/no"),
            Change("home.lan", "MX", [], "10 nas.home.lan"),
            Change("*.wild.home.lan", "A", [], "10.77.0.30")));
        Assert.NotEqual(process, await host.ProcessAsync());
        Assert.Equal(["10.77.0.20", "10.77.0.21"], await host.AddressesAsync("alias.home.lan"));
        Assert.Equal(["10.77.0.30"], await host.AddressesAsync("any.wild.home.lan"));
        Assert.Equal(["$(touch /tmp/no)'; touch /tmp/no", "say \"hi\", you"], (await host.TextAsync("t.home.lan")).Order(StringComparer.Ordinal));
        Assert.Equal(["kept"], await host.TextAsync("kept.home.lan"));
        Assert.Equal("", await host.ExecAsync("ls /tmp/no 2>/dev/null"));
        Assert.Equal("# by hand\n", await host.ExecAsync($"grep hand {DnsmasqHost.File}"));

        var read = await provider.ReadAsync("home.lan", null, Token);
        Assert.Equal(10, read.Count);
        AssertDone(await provider.ApplyAllAsync([.. read.Where(record => record.Name is "nas.home.lan" or "alias.home.lan").GroupBy(record => (record.Name, record.Type)).Select(group => Change(group.Key.Name, group.Key.Type, [.. group]))]));
        Assert.Empty(await host.AddressesAsync("nas.home.lan"));
        Assert.Equal("", await host.ExecAsync("ls -d /etc/dnsmasq.d/.dentropy.?????? 2>/dev/null"));
    }

    [Fact]
    public async Task WhatDnsmasqDoesNotTakeLeavesTheOldFilesAndTheOldProcess()
    {
        await using var host = await DnsmasqHost.StartAsync();
        await using var provider = host.Open();
        var process = await host.ProcessAsync();
        var before = await host.ExecAsync($"cat {DnsmasqHost.File}");

        // A line of somebody else's that would stop dnsmasq at its next start.
        await host.ExecAsync("echo 'no-such-option=1' >/etc/dnsmasq.d/other.conf");
        var failure = Assert.Single(await provider.ApplyAllAsync(Change("t.home.lan", "TXT", [], "x"))).Failure;
        Assert.Equal("DnsmasqSyntax", failure?.ErrorId);
        Assert.Contains("other.conf", failure!.Message, StringComparison.Ordinal);
        Assert.Equal(before, await host.ExecAsync($"cat {DnsmasqHost.File}"));
        Assert.Equal(process, await host.ProcessAsync());
        Assert.Equal(["kept"], await host.TextAsync("kept.home.lan"));
        Assert.Equal("", await host.ExecAsync("ls -A /etc/dnsmasq.d | grep '^.dentropy'"));
    }

    [Fact]
    public async Task ARestartThatFailsPutsTheOldFilesBack()
    {
        await using var host = await DnsmasqHost.StartAsync();
        await using var provider = host.Open("echo no such service; false");
        var before = await host.ExecAsync($"cat {DnsmasqHost.File}");
        var failure = Assert.Single(await provider.ApplyAllAsync(Change("t.home.lan", "TXT", [], "x"))).Failure;
        Assert.Equal("DnsReloadFailed", failure?.ErrorId);
        Assert.Contains("no such service", failure!.Message, StringComparison.Ordinal);
        Assert.Equal(before, await host.ExecAsync($"cat {DnsmasqHost.File}"));
        Assert.Equal("", await host.ExecAsync($"ls {DnsmasqHost.Hosts} 2>/dev/null"));
    }

    [Fact]
    public async Task AFullDiskLeavesTheOldFiles()
    {
        await using var host = await DnsmasqHost.StartAsync();
        await host.ExecAsync($"cp {DnsmasqHost.File} /tmp/kept.conf; mount -t tmpfs -o size=16k tmpfs /etc/dnsmasq.d; cp /tmp/kept.conf {DnsmasqHost.File}");
        await using var provider = host.Open();
        var failure = Assert.Single(await provider.ApplyAllAsync(Change("t.home.lan", "TXT", [], [.. Enumerable.Range(0, 40).Select(number => number + new string('x', 800))]))).Failure;
        Assert.Equal("DnsFileNotWritten", failure?.ErrorId);
        Assert.Contains("full", failure!.Message, StringComparison.Ordinal);
        Assert.Equal("", await host.ExecAsync($"cmp {DnsmasqHost.File} /tmp/kept.conf"));
        Assert.Equal("dentropy.conf\n", await host.ExecAsync("ls -A /etc/dnsmasq.d"));
    }

    [Fact]
    public async Task TwoOperatorsAtOnceLoseNothing()
    {
        await using var host = await DnsmasqHost.StartAsync();
        var providers = Enumerable.Range(0, 4).Select(_ => host.Open()).ToList();
        foreach (var provider in providers)
            await provider.ReadAsync("home.lan", null, Token);
        var outcomes = await Task.WhenAll(providers.Select((provider, at) => provider.ApplyAllAsync(Change($"h{at}.home.lan", "A", [], $"10.77.1.{at}"))));
        Assert.All(outcomes, outcome => AssertDone(outcome));
        Assert.Equal(5, (await providers[0].ReadAsync("home.lan", null, Token)).Count);

        // And of two who change the same name, the second is told.
        await providers[1].ReadAsync("home.lan", null, Token);
        var read = await providers[0].ReadAsync("home.lan", "h0.home.lan", Token);
        AssertDone(await providers[1].ApplyAllAsync(Change("h0.home.lan", "A", read, "10.77.1.100")));
        Assert.Equal("DnsRecordChanged", Assert.Single(await providers[0].ApplyAllAsync(Change("h0.home.lan", "A", read, "10.77.1.101"))).Failure?.ErrorId);
        Assert.Equal(["10.77.1.100"], (await providers[0].ReadAsync("home.lan", "h0.home.lan", Token)).Select(record => record.Value));
    }

    private static void AssertDone(IReadOnlyList<Engine.Dns.Places.DnsOutcome> outcomes) => Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));

    private static DcDnsChange Change(string name, string type, IReadOnlyList<DcDnsRecord> before, params string[] values) =>
        NameServers.Change(name, type, before, values) with { Zone = "home.lan" };
}
