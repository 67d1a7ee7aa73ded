using System.Net;
using System.Net.Sockets;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Check;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Dns.Rfc2136;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Xunit;

namespace Dentropy.Peers.Tests.Dns;

/// <summary>A check of what two real name servers answer: BIND as the world's, dnsmasq or Knot as the one at home.</summary>
[Collection("dnsmasq")]
public sealed class DnsCheckTests : IDisposable
{
    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("dentropy-check-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Delete(recursive: true);

    [Fact]
    public async Task BothViewsAreAskedWhereTheyAre()
    {
        await using var host = await DnsmasqHost.StartAsync();
        await using var home = host.Open();
        await using var world = new Rfc2136Provider(NameServers.Server("BIND"));
        var name = NameServers.NewName();
        Assert.Null(Assert.Single(await world.ApplyAllAsync(NameServers.Change(name, "A", [], "203.0.113.7"))).Failure);
        Assert.Null(Assert.Single(await home.ApplyAllAsync(NameServers.Change(name, "A", [], "10.77.0.20"))).Failure);
        WriteCloud(host.Node.Address!, NameServers.Address("BIND"));

        var tests = await TestAsync(new DnsCheckSettings { Names = [name] });
        Assert.All(tests, test => Assert.True(test.Agrees, test.Explanation));
        Assert.Equal(["10.77.0.20"], tests.Single(test => test.View == DcDnsView.Inside).Answered);
        Assert.Equal(["203.0.113.7"], tests.Single(test => test.View == DcDnsView.Outside).Answered);

        // Without a name, what is inside is looked for in the zones of the others.
        tests = await TestAsync(new DnsCheckSettings { Types = ["A"] });
        Assert.Equal(2, tests.Count(test => test.Name == name && test.Agrees));

        // Somebody at home asks the world's server: the private record is not known there.
        WriteCloud(NameServers.Address("BIND"), NameServers.Address("BIND"));
        var wrong = (await TestAsync(new DnsCheckSettings { Names = [name] })).Single(test => test.View == DcDnsView.Inside);
        Assert.False(wrong.Agrees);
        Assert.Contains("does not know the private record that home has (10.77.0.20)", wrong.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatOneServerDoesNotHaveIsToldAndALongAnswerComesOverTcp()
    {
        await using var world = new Rfc2136Provider(NameServers.Server("BIND"));
        var name = NameServers.NewName();
        // More than a UDP answer holds.
        Assert.All(await world.ApplyAllAsync(
            NameServers.Change(name, "A", [], "203.0.113.7"),
            NameServers.Change(name, "TXT", [], [.. Enumerable.Range(0, 40).Select(number => number + new string('x', 240))]),
            NameServers.Change("*." + name, "A", [], "203.0.113.8")), outcome => Assert.Null(outcome.Failure));
        WriteCloud("127.0.0.1", NameServers.Address("BIND"), home: false);

        var good = await TestAsync(new DnsCheckSettings { Names = [name, "*." + name] });
        Assert.Equal(3, good.Count);
        Assert.All(good, test => Assert.True(test.Agrees, test.Explanation));
        var wrong = Assert.Single(await TestAsync(new DnsCheckSettings { Names = [name], Types = ["a"], Resolvers = [NameServers.Address("KNOT")] }));
        Assert.Contains("NXDOMAIN", wrong.Explanation, StringComparison.Ordinal);
        Assert.Equal("DnsRecordNotFound", (await Assert.ThrowsAsync<DentropyException>(() => TestAsync(new DnsCheckSettings { Names = [NameServers.NewName()] }))).ErrorId);
    }

    [Fact]
    public async Task ASilentServerAndARefusalAreResults()
    {
        await using var world = new Rfc2136Provider(NameServers.Server("BIND"));
        var name = NameServers.NewName();
        Assert.Null(Assert.Single(await world.ApplyAllAsync(NameServers.Change(name, "A", [], "203.0.113.7"))).Failure);
        WriteCloud("127.0.0.1", NameServers.Address("BIND"), home: false);
        using var silent = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var server = $"127.0.0.1:{((IPEndPoint)silent.Client.LocalEndPoint!).Port}";
        var test = Assert.Single(await TestAsync(new DnsCheckSettings { Names = [name], Resolvers = [server], Timeout = TimeSpan.FromMilliseconds(300) }));
        Assert.False(test.Agrees);
        Assert.Contains("does not answer", test.Explanation, StringComparison.Ordinal);
        Assert.Equal("DnsServerUnknown", (await Assert.ThrowsAsync<DentropyException>(() => TestAsync(new DnsCheckSettings { Names = [name], Resolvers = ["not a server"] }))).ErrorId);
    }

    private async Task<IReadOnlyList<DcDnsTest>> TestAsync(DnsCheckSettings settings)
    {
        await using var links = new SshLinkPool();
        await using var places = new DnsPlaces(new FileNodeStore(_work.FullName), links);
        var tests = new List<DcDnsTest>();
        await foreach (var test in new DnsCheck(places).TestAsync(settings, Token))
            tests.Add(test);
        return tests;
    }

    private void WriteCloud(string inside, string outside, bool home = true)
    {
        CopyNodes();
        File.WriteAllText(Path.Combine(_work.FullName, "cloud.yaml"), $"""
            dns:
              world:
                type: rfc2136
                server: {NameServers.Address("BIND")}
                key: lab
                secret: env:DENTROPY_LAB_DNS_SECRET
                zones: [example.org]
                resolvers: {outside}
            """ + (home ? $"""

              home:
                type: dnsmasq
                node: pi1
                resolvers: {inside}
            """ : "") + "\n");
    }

    private void CopyNodes()
    {
        var cloud = Environment.GetEnvironmentVariable("DENTROPY_LAB_CLOUD")!;
        foreach (var path in Directory.EnumerateFiles(cloud, "*", SearchOption.AllDirectories).Where(path => !path.Contains("history")))
        {
            var to = Path.Combine(_work.FullName, Path.GetRelativePath(cloud, path));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(path, to, overwrite: true);
        }
    }
}
