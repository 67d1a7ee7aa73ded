using Dentropy.Edge;
using Dentropy.Engine.Edge.Dhcp;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Peers.Tests.Edge.Dhcp;

/// <summary>A real dnsmasq on a node, and real clients that ask it.</summary>
[Collection("dnsmasq")]
public sealed class DhcpTests
{
    private const string Mac = "dc:a6:32:01:02:03";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("root")]
    [InlineData("ops")]
    public async Task AClientIsGivenWhatTheRangeSays(string user)
    {
        await using var host = await DhcpHost.StartAsync(user: user);
        AssertDone(await host.SetAsync("lan", "200.10", "200.50", settings => settings with
        {
            LeaseTime = TimeSpan.FromMinutes(90),
            Gateway = $"{host.Net}.0.1",
            Dns = [$"{host.Net}.0.1", "1.1.1.1"],
            Domain = "home.lan",
            Option = new Dictionary<string, string> { ["ntp-server"] = $"{host.Net}.0.1", ["224"] = "\"a b, c\"" },
        }));
        try
        {
            var given = await DhcpClient.AskAsync(Mac, "-x hostname:pi7 -O ntpsrv -O 224");
            Assert.Matches($@"^{host.Net}\.200\.(1\d|2\d|3\d|4\d|50)$", given["ip"]);
            Assert.Equal(
                ("255.255.0.0", "5400", $"{host.Net}.0.1", $"{host.Net}.0.1 1.1.1.1", "home.lan", $"{host.Net}.0.1", host.Node.Address!),
                (given["subnet"], given["lease"], given["router"], given["dns"], given["domain"], given["ntpsrv"], given["serverid"]));

            var lease = Assert.Single(await LeasesAsync(host)).Record!;
            Assert.Equal((given["ip"], "pi7", Mac, "lan", false, "pi1"), (lease.Address, lease.Hostname, lease.MacAddress, lease.Range, lease.Reserved, lease.Node));
            Assert.InRange(lease.Expires!.Value, DateTimeOffset.UtcNow.AddMinutes(60), DateTimeOffset.UtcNow.AddMinutes(91));

            // A reservation is read without a restart, given to the client that has another address, and gone again without one too.
            var process = await host.ProcessAsync();
            AssertDone(await host.ReserveAsync("pi7", "DC-A6-32-01-02-03", "0.217"));
            await Lab.UntilAsync(async () => (await DhcpClient.AskAsync(Mac)).GetValueOrDefault("ip") == $"{host.Net}.0.217", "the reserved address is given");
            Assert.Contains(await LeasesAsync(host), found => found.Record is { Reserved: true, Hostname: "pi7", Range: null });
            var plans = await host.Reservations.PlanRemoveAsync([host.Node], ["PI7"], Token);
            AssertDone(await host.Reservations.ApplyAsync(plans, Token).ToListAsync(Token));
            await Lab.UntilAsync(async () => (await DhcpClient.AskAsync(Mac)).GetValueOrDefault("ip") is { } ip && ip != $"{host.Net}.0.217", "the reserved address is given no more");
            Assert.Equal(process, await host.ProcessAsync());

            AssertDone(await host.Ranges.ApplyAsync(await host.Ranges.PlanRemoveAsync([host.Node], ["lan"], Token), Token).ToListAsync(Token));
            Assert.NotEqual(process, await host.ProcessAsync());
            Assert.Equal(".\n", await host.FilesAsync());
        }
        finally
        {
            await DhcpClient.ClearAsync();
        }
    }

    [Fact]
    public async Task WhatIsAsItIsToBeIsLeftAlone()
    {
        await using var host = await DhcpHost.StartAsync();
        AssertDone(await host.SetAsync("lan", "200.10", "200.50"));
        AssertDone(await host.ReserveAsync("pi7", Mac, "0.217"));
        var (process, files) = (await host.ProcessAsync(), await host.ExecAsync("stat -c '%n %i' /etc/dnsmasq.d/.dentropy* /etc/dnsmasq.d/*"));
        Assert.Equal((DcDhcpAction.None, false), Told(Assert.Single(await host.SetAsync("lan", "200.10", "200.50"))));
        Assert.Equal((DcDhcpAction.None, false), Told(Assert.Single(await host.ReserveAsync("pi7", Mac, "0.217"))));
        Assert.Equal((process, files), (await host.ProcessAsync(), await host.ExecAsync("stat -c '%n %i' /etc/dnsmasq.d/.dentropy* /etc/dnsmasq.d/*")));
        Assert.Equal((DcDhcpAction.Update, true), Told(Assert.Single(await host.SetAsync("lan", "200.10", "200.60"))));
        var range = Assert.Single(await host.Ranges.GetAsync([host.Node], [], Token).ToListAsync(Token)).Record!;
        Assert.Equal(($"{host.Net}.200.60", $"{host.Net}.0.0/16"), (range.To, range.Network));

        static (DcDhcpAction, bool) Told(DhcpOutcome outcome) => outcome.Failure is { } failure ? throw failure : (outcome.Change.Action, outcome.Change.Applied);
    }

    [Fact]
    public async Task WhatDnsmasqDoesNotTakeLeavesTheOldFilesAndTheOldProcess()
    {
        await using var host = await DhcpHost.StartAsync();
        AssertDone(await host.SetAsync("lan", "200.10", "200.50"));
        var (process, files) = (await host.ProcessAsync(), await host.FilesAsync());
        var failure = Assert.Single(await host.SetAsync("lan", "200.10", "200.60", settings => settings with { Option = new Dictionary<string, string> { ["no-such-option"] = "1" } })).Failure;
        Assert.Equal("DhcpSyntax", failure?.ErrorId);
        Assert.Contains("dentropy-dhcp.conf", failure!.Message, StringComparison.Ordinal);
        Assert.Equal((process, files), (await host.ProcessAsync(), await host.FilesAsync()));
    }

    [Fact]
    public async Task WhatDnsmasqDoesNotStartWithIsTakenBackAndTheOldOneRunsAgain()
    {
        await using var host = await DhcpHost.StartAsync();
        // The check of the syntax passes, and without a range the line has no effect; with one dnsmasq ends at its start.
        await host.ExecAsync("sed -i 's,^dhcp-leasefile=.*,dhcp-leasefile=/nonexistent/leases,' /etc/dnsmasq.conf");
        var files = await host.FilesAsync();
        var failure = Assert.Single(await host.SetAsync("lan", "200.10", "200.50")).Failure;
        Assert.Equal("DhcpReloadFailed", failure?.ErrorId);
        Assert.Contains("/nonexistent/leases", failure!.Message, StringComparison.Ordinal);
        Assert.Equal(files, await host.FilesAsync());
        await Lab.UntilAsync(async () => (await host.ProcessAsync()).Length > 0, "the old dnsmasq runs again");
    }

    [Fact]
    public async Task ALeaseFileThatIsCutInHalfIsToldWithItsLineAndTheRestIsRead()
    {
        await using var host = await DhcpHost.StartAsync();
        AssertDone(await host.SetAsync("lan", "200.10", "200.50"));
        try
        {
            foreach (var last in "456")
                Assert.NotEmpty(await DhcpClient.AskAsync(Mac[..^1] + last));
            await host.ExecAsync($"[ $(wc -l <{DhcpHost.Leases}) -ge 3 ] && truncate -s -15 {DhcpHost.Leases}");
            var found = await LeasesAsync(host);
            Assert.Equal(2, found.Count(one => one.Record is not null));
            var failure = Assert.Single(found, one => one.Failure is not null).Failure!;
            Assert.Equal(("DhcpLeaseFileInvalid", "pi1"), (failure.ErrorId, failure.Target));
            Assert.Contains($"{DhcpHost.Leases} line 3", failure.Message, StringComparison.Ordinal);
        }
        finally
        {
            await DhcpClient.ClearAsync();
        }
    }

    [Fact]
    public async Task AFullDiskLeavesTheOldFilesAndTheOldProcess()
    {
        await using var host = await DhcpHost.StartAsync();
        AssertDone(await host.SetAsync("lan", "200.10", "200.50"));
        await host.ExecAsync($"cp -a /etc/dnsmasq.d /var/tmp/kept; mount -t tmpfs -o size=32k tmpfs /etc/dnsmasq.d; cp -a /var/tmp/kept/. /etc/dnsmasq.d/; rm -r /var/tmp/kept");
        var (process, files) = (await host.ProcessAsync(), await host.FilesAsync());
        var many = Enumerable.Range(0, 600).Select(at => new DhcpReservationSettings { Name = $"client-with-a-long-name-{at}", MacAddress = [$"dc:a6:32:01:{at / 256:x2}:{at % 256:x2}"], Address = [$"{host.Net}.201.{at % 250 + 1}".Replace(".201.", $".{201 + (at / 250)}.", StringComparison.Ordinal)] });
        var plans = await host.Reservations.PlanSetAsync([host.Node], [.. many], Token);
        var outcomes = await host.Reservations.ApplyAsync(plans, Token).ToListAsync(Token);
        Assert.All(outcomes, outcome => Assert.Equal("DhcpFileNotWritten", outcome.Failure?.ErrorId));
        Assert.Contains("full", outcomes[0].Failure!.Message, StringComparison.Ordinal);
        Assert.Equal((process, files), (await host.ProcessAsync(), await host.FilesAsync()));
    }

    [Fact]
    public async Task TwoOperatorsAtOnceLoseNothing()
    {
        await using var host = await DhcpHost.StartAsync();
        AssertDone(await host.SetAsync("lan", "200.10", "200.50"));
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 5).Select(at => host.ReserveAsync($"c{at}", Mac[..^1] + at, $"0.{210 + at}")));
        Assert.All(outcomes, AssertDone);
        Assert.Equal(["c1", "c2", "c3", "c4", "c5"], (await host.Reservations.GetAsync([host.Node], [], Token).ToListAsync(Token)).Select(found => found.Record!.Name).Order(StringComparer.Ordinal));

        // Of two who change the same one, the second is told. And two who want the same address for different clients cannot both have it.
        var plans = await Task.WhenAll(new[] { "220", "221" }.Select(end => PlanAsync("c1", Mac[..^1] + "1", end)));
        AssertDone(await host.Reservations.ApplyAsync(plans[0], Token).ToListAsync(Token));
        Assert.Equal("DhcpChanged", Assert.Single(await host.Reservations.ApplyAsync(plans[1], Token).ToListAsync(Token)).Failure?.ErrorId);
        plans = await Task.WhenAll(new[] { "c8", "c9" }.Select(name => PlanAsync(name, Mac[..^1] + name[1], "222")));
        AssertDone(await host.Reservations.ApplyAsync(plans[0], Token).ToListAsync(Token));
        Assert.Equal("DhcpReservationDuplicate", Assert.Single(await host.Reservations.ApplyAsync(plans[1], Token).ToListAsync(Token)).Failure?.ErrorId);

        Task<IReadOnlyList<DhcpPlan>> PlanAsync(string name, string mac, string end) =>
            host.Reservations.PlanSetAsync([host.Node], [new DhcpReservationSettings { Name = name, MacAddress = [mac], Address = [$"{host.Net}.0.{end}"] }], Token);
    }

    [Fact]
    public async Task ALinkThatIsCutWhileTheFilesAreSentLeavesTheOldOnes()
    {
        await using var host = await DhcpHost.StartAsync();
        AssertDone(await host.SetAsync("lan", "200.10", "200.50"));
        var (process, files) = (await host.ProcessAsync(), await host.FilesAsync());
        await using var links = new CutLinkPool();
        var reservations = new DhcpReservations(host.Store, links);
        var plans = await reservations.PlanSetAsync([host.Node], [new DhcpReservationSettings { Name = "pi7", MacAddress = [Mac], Address = [$"{host.Net}.0.217"] }], Token);
        links.CutNext(() => Lab.UntilAsync(async () => (await host.ExecAsync("cat /etc/dnsmasq.d/.dentropy.??????/all 2>/dev/null")).Length > 0, "half of the files is there"));
        Assert.Equal("LinkLost", Assert.Single(await reservations.ApplyAsync(plans, Token).ToListAsync(Token)).Failure?.ErrorId);
        await Lab.UntilAsync(async () => await host.FilesAsync() == files, "the files are as they were, and nothing else is left there");
        Assert.Equal(process, await host.ProcessAsync());

        // And the way out is to try again.
        AssertDone(await reservations.ApplyAsync(plans, Token).ToListAsync(Token));
    }

    [Fact]
    public async Task BadInputSendsNothing()
    {
        await using var host = await DhcpHost.StartAsync();
        AssertDone(await host.SetAsync("lan", "200.10", "200.50"));
        AssertDone(await host.ReserveAsync("pi7", Mac, "0.217"));
        var (process, files) = (await host.ProcessAsync(), await host.FilesAsync());
        Assert.Equal("DhcpAddressOutside", await FailAsync(() => host.Ranges.PlanSetAsync([host.Node], new DhcpRangeSettings { Name = "other", From = "10.250.0.1", To = "10.250.0.9" }, Token)));
        Assert.Equal("DhcpRangeOverlap", await FailAsync(() => host.SetAsync("other", "200.50", "200.60")));
        Assert.Equal("DhcpAddressOutside", await FailAsync(() => host.Reservations.PlanSetAsync([host.Node], [new DhcpReservationSettings { Name = "pi8", MacAddress = [Mac[..^1] + "8"], Address = ["10.250.0.1"] }], Token)));
        Assert.Equal("DhcpAddressTaken", await FailAsync(() => host.ReserveAsync("pi8", Mac[..^1] + "8", "0.11")));
        Assert.Equal("DhcpReservationDuplicate", await FailAsync(() => host.ReserveAsync("pi8", Mac, "0.218")));
        Assert.Equal("DhcpRangeNotFound", await FailAsync(() => host.Ranges.PlanRemoveAsync([host.Node], ["lam"], Token)));
        Assert.Equal((process, files), (await host.ProcessAsync(), await host.FilesAsync()));

        static async Task<string?> FailAsync(Func<Task> work) => (await Record.ExceptionAsync(work) as DentropyException)?.ErrorId;
    }

    private static async Task<IReadOnlyList<DhcpFound<DcDhcpLease>>> LeasesAsync(DhcpHost host) => await host.LeaseReader.GetAsync([host.Node], [], Token).ToListAsync(Token);

    private static void AssertDone(IReadOnlyList<DhcpOutcome> outcomes)
    {
        Assert.NotEmpty(outcomes);
        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
    }
}
