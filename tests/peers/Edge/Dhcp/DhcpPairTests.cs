using Dentropy.Edge;
using Dentropy.Engine.Edge.Dhcp;
using Xunit;

namespace Dentropy.Peers.Tests.Edge.Dhcp;

/// <summary>Two gateways on one network that share a range.</summary>
[Collection("dnsmasq")]
public sealed class DhcpPairTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EachGivesOutItsOwnHalfAndEitherGoesOnAlone()
    {
        await using var one = await DhcpHost.StartAsync("pi1");
        await using var two = await DhcpHost.StartAsync("pi2");
        // Given in the other order, the halves are the same: they go by the nodes' names.
        AssertDone(await one.SetAsync("lan", "200.10", "200.29", more: null, two.Node, one.Node));
        var ranges = (await one.Ranges.GetAsync([one.Node, two.Node], [], Token).ToListAsync(Token)).Select(found => found.Record!).ToList();
        Assert.Equal([("pi1", 1, $"{one.Net}.200.10", $"{one.Net}.200.19"), ("pi2", 2, $"{one.Net}.200.20", $"{one.Net}.200.29")], ranges.Select(range => (range.Node, range.Part, range.ServedFrom, range.ServedTo)));
        try
        {
            var given = new List<string>();
            for (var at = 0; at < 6; at++)
            {
                var lease = await DhcpClient.AskAsync($"dc:a6:32:02:00:{at:x2}");
                // The half tells the node, whichever of them was quicker.
                Assert.Equal(lease["serverid"] == one.Node.Address ? 1 : 2, int.Parse(lease["ip"].Split('.')[3], System.Globalization.CultureInfo.InvariantCulture) < 20 ? 1 : 2);
                given.Add(lease["ip"]);
            }

            Assert.Equal(6, given.Distinct(StringComparer.Ordinal).Count());
            await one.StopAsync();
            Assert.Equal(two.Node.Address, (await DhcpClient.AskAsync("dc:a6:32:02:01:01"))["serverid"]);
            await one.ExecAsync("dnsmasq");
            await two.StopAsync();
            Assert.Equal(one.Node.Address, (await DhcpClient.AskAsync("dc:a6:32:02:01:02"))["serverid"]);
        }
        finally
        {
            await DhcpClient.ClearAsync();
        }
    }

    [Fact]
    public async Task NoneTakesAwayWhatTheOtherHasGiven()
    {
        await using var one = await DhcpHost.StartAsync("pi1");
        await using var two = await DhcpHost.StartAsync("pi2");
        AssertDone(await one.SetAsync("lan", "200.10", "200.29", more: null, one.Node, two.Node));
        const string Ask = "dhclient -4 -1 -lf /tmp/dhclient.leases -pf /tmp/dhclient.pid -sf /bin/true -cf /dev/null -v cpair 2>&1; dhclient -x -pf /tmp/dhclient.pid cpair >/dev/null 2>&1; true";
        try
        {
            await two.StopAsync();
            await Lab.ExecAsync("pi3", "ip link add cpair link eth0 address dc:a6:32:03:00:01 type macvlan; ip link set cpair up");
            Assert.Contains("DHCPDISCOVER", await Lab.ExecAsync("pi3", Ask), StringComparison.Ordinal);
            await two.ExecAsync("dnsmasq");
            await Lab.UntilAsync(async () => (await two.ProcessAsync()).Length > 0, "the second gateway runs");

            // A client that comes back asks both for the address that it had. Only the one that gave it answers.
            var said = await Lab.ExecAsync("pi3", Ask);
            Assert.Contains("DHCPREQUEST", said, StringComparison.Ordinal);
            Assert.Contains("DHCPACK", said, StringComparison.Ordinal);
            Assert.DoesNotContain("DHCPNAK", said, StringComparison.Ordinal);
            Assert.DoesNotContain("DHCPDISCOVER", said, StringComparison.Ordinal);

            // And where that one is gone, the other is silent about it until the client asks for a new one.
            await one.StopAsync();
            said = await Lab.ExecAsync("pi3", Ask);
            Assert.Contains("DHCPREQUEST", said, StringComparison.Ordinal);
            Assert.DoesNotContain("DHCPNAK", said, StringComparison.Ordinal);
        }
        finally
        {
            await DhcpClient.ClearAsync();
        }
    }

    [Fact]
    public async Task ASecondGatewayCannotGiveOutWhatTheFirstDoes()
    {
        var (cloud, store) = await CloudAsync("dhcp:\n  node: [pi1, pi2]\n");
        try
        {
            await using var one = await DhcpHost.StartAsync("pi1", store: store);
            await using var two = await DhcpHost.StartAsync("pi2", store: store);
            AssertDone(await one.SetAsync("lan", "200.10", "200.29"));
            var failure = await Record.ExceptionAsync(() => two.SetAsync("lan", "200.20", "200.40")) as DentropyException;
            Assert.Equal("DhcpRangeOverlap", failure?.ErrorId);
            Assert.Contains("node pi1", failure!.Message, StringComparison.Ordinal);
            Assert.Equal(".\n", await two.FilesAsync());

            // Both together: the one that is to give out less comes first.
            var plan = await one.Ranges.PlanSetAsync([], new DhcpRangeSettings { Name = "lan" }, Token);
            Assert.Equal(["pi1", "pi2"], plan.Changes.Select(change => change.Node));
            Assert.Equal([DcDhcpAction.Update, DcDhcpAction.Create], plan.Changes.Select(change => change.Action));

            // Where that fails, the other is left as it was.
            await one.ExecAsync("echo no-such-option >/etc/dnsmasq.d/other.conf");
            var outcomes = await one.Ranges.ApplyAsync([plan], Token).ToListAsync(Token);
            Assert.Equal(["DhcpSyntax", "DhcpNotDone"], outcomes.Select(outcome => outcome.Failure?.ErrorId));
            Assert.Equal(".\n", await two.FilesAsync());
            await one.ExecAsync("rm /etc/dnsmasq.d/other.conf");
            AssertDone(await one.Ranges.ApplyAsync([plan], Token).ToListAsync(Token));

            // A gateway that cannot be asked may give out anything.
            await Lab.RunAsync("power", "pi2", "off");
            try
            {
                Assert.Equal("DhcpGatewayUnreachable", (await Record.ExceptionAsync(() => one.SetAsync("more", "201.10", "201.20")) as DentropyException)?.ErrorId);
                AssertDone(await one.SetAsync("more", "201.10", "201.20", settings => settings with { Force = true }));
            }
            finally
            {
                await Lab.RunAsync("power", "pi2", "on");
            }
        }
        finally
        {
            Directory.Delete(cloud, recursive: true);
        }
    }

    // A copy of the lab's inventory with settings of its own.
    private static async Task<(string Cloud, Engine.Inventory.INodeStore Store)> CloudAsync(string settings)
    {
        var (from, to) = ((await Lab.NodeAsync("pi1")).Cloud!, Directory.CreateTempSubdirectory("dentropy-dhcp-").FullName);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        await File.WriteAllTextAsync(Path.Combine(to, "cloud.yaml"), settings, Token);
        return (to, new Engine.Inventory.FileNodeStore(to));
    }

    private static void AssertDone(IReadOnlyList<DhcpOutcome> outcomes) => Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
}
