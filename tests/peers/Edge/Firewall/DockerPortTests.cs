using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Peers.Tests.Docker;
using Xunit;

namespace Dentropy.Peers.Tests.Edge.Firewall;

/// <summary>Ports that a real Docker publishes, which go past the rules of other firewalls.</summary>
public sealed class DockerPortTests : IAsyncLifetime
{
    private const int Port = 8099;

    private readonly SshLinkPool _pool = new();

    private static string Host => DockerLab.Hosts[0];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        DockerLab.Require();
        await Lab.ExecAsync(Host, $"docker run -d --restart always --name fwtest -p {Port}:80 {DockerLab.Image} httpd -f -p 80 -h /etc");
        await Lab.UntilAsync(async () => await ReachesAsync("pi5"), "the container answers");
    }

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync();
        await Lab.ExecAsync(Host, "docker rm -f fwtest");
    }

    [Fact]
    public async Task A_rule_for_the_node_holds_for_them_too()
    {
        var node = await Lab.NodeAsync(Host);
        var firewall = new NodeFirewall(new FileNodeStore(Environment.GetEnvironmentVariable("DENTROPY_LAB_CLOUD")!), _pool);
        var before = await TheirsAsync();
        var rule = new DcFirewallRule { Name = "published", Protocol = ["tcp"], Port = [$"{Port}"], Source = ["pi6"], Only = true };
        await firewall.ApplyAsync(await firewall.PlanAsync(node, [new FirewallEdit.AddRule(rule, false)], Stop), TimeSpan.FromMinutes(1), Stop);
        try
        {
            Assert.Equal((false, true), (await ReachesAsync("pi5", 1), await ReachesAsync("pi6")));
            Assert.Equal(before, await TheirsAsync());
            var shown = Assert.Single((await firewall.ReadAsync(node, Stop)).Rules);
            Assert.True(shown is { Refused: > 0, Packets: > 0, Status: DcFirewallState.Active }, $"{shown.Refused}, {shown.Packets}, {shown.Status}");

            // Docker makes its chains anew, and a start of the node has the rules before Docker.
            await Lab.RunAsync("docker", Host, "restart");
            await Lab.UntilAsync(() => ReachesAsync("pi6"), "the container is back");
            Assert.False(await ReachesAsync("pi5", 1));
            await Lab.RunAsync("power", Host, "cycle");
            await Lab.UntilAsync(() => ReachesAsync("pi6"), "the container is back");
            Assert.False(await ReachesAsync("pi5", 1));
        }
        finally
        {
            await firewall.ApplyAsync(await firewall.PlanAsync(node, [new FirewallEdit.RemoveRule("published")], Stop), TimeSpan.FromMinutes(1), Stop);
        }

        Assert.True(await ReachesAsync("pi5"));
        Assert.DoesNotContain("dentropy", await Lab.ExecAsync(Host, "iptables-save; ip6tables-save"), StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<bool> ReachesAsync(string from, int seconds = 5) => (await Lab.ExecAsync(
        from, $"timeout {seconds} bash -c 'exec 3<>/dev/tcp/{(await Lab.NodeAsync(Host)).Address}/{Port}; printf \"GET /hostname HTTP/1.0\\r\\n\\r\\n\" >&3; cat <&3' 2>/dev/null")).Contains("HTTP/1", StringComparison.Ordinal);

    private static Task<string> TheirsAsync() => Lab.ExecAsync(Host, "iptables-save | grep -vi -e dentropy -e '^#' | sed 's/ \\[.*//'");
}
