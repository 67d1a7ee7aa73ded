using Dentropy.Edge;
using Xunit;

namespace Dentropy.Peers.Tests.Edge.Public;

/// <summary>What goes wrong while an endpoint serves. It all comes back by itself.</summary>
public sealed class PublicFaultTests : PublicTest
{
    [Theory, InlineData(DcTunnelKind.Ssh), InlineData(DcTunnelKind.WireGuard)]
    public async Task A_tunnel_that_is_cut_comes_back(DcTunnelKind kind)
    {
        await SetAsync(Web with { Tunnel = kind });
        await UntilAsync(DcPublicState.Up);
        await Lab.RunAsync("link", First, "drop");
        try
        {
            await UntilAsync(DcPublicState.Degraded);
            var endpoint = await GetAsync();
            Assert.Equal([DcPublicState.Down, DcPublicState.Up], endpoint.To.Select(one => one.State));
            // The other serves all the time.
            for (var i = 0; i < 4; i++)
                Assert.Equal(Second, await AskAsync(Client, Address));
        }
        finally
        {
            await Lab.RunAsync("link", First, "pass");
        }

        await UntilAsync(DcPublicState.Up);
    }

    [Theory, InlineData(DcTunnelKind.Ssh), InlineData(DcTunnelKind.WireGuard)]
    public async Task The_public_node_is_restarted_and_local_work_goes_on_meanwhile(DcTunnelKind kind)
    {
        await SetAsync(Web with { Tunnel = kind });
        await Lab.RunAsync("power", Vps, "off");
        try
        {
            var balancer = Both[0].Address!;
            for (var i = 0; i < 3; i++)
                Assert.Equal(First, await AskAsync(Client, balancer));
            await FailsAsync("ConnectTimeout", () => GetAsync());
        }
        finally
        {
            await Lab.RunAsync("power", Vps, "on");
        }

        await UntilAsync(DcPublicState.Up);
        Assert.StartsWith("pi", await AskAsync(Client, Address), StringComparison.Ordinal);
        Assert.Equal("", (await Endpoints().PlanSetAsync(Node, Both, Web with { Tunnel = kind }, Stop)).Describe());
    }

    [Theory, InlineData(DcTunnelKind.Ssh), InlineData(DcTunnelKind.WireGuard)]
    public async Task A_load_balancer_that_is_gone_and_comes_back(DcTunnelKind kind)
    {
        await SetAsync(Web with { Tunnel = kind });
        await UntilAsync(DcPublicState.Up);
        await Lab.RunAsync("power", First, "off");
        try
        {
            await UntilAsync(DcPublicState.Degraded);
            for (var i = 0; i < 4; i++)
                Assert.Equal(Second, await AskAsync(Client, Address));
        }
        finally
        {
            await Lab.RunAsync("power", First, "on");
        }

        // What serves there is no part of the endpoint.
        await BehindNatAsync(First);
        await ServeAsync(First, 80);
        await UntilAsync(DcPublicState.Up);
        await Lab.ExecAsync(Second, "pkill -KILL -x perl");
        await UntilAsync(DcPublicState.Degraded);
        Assert.Equal(First, await AskAsync(Client, Address));
        Assert.Equal([DcPublicState.Up, DcPublicState.Down], (await GetAsync()).To.Select(one => one.State));
    }

    [Theory, InlineData(DcTunnelKind.Ssh), InlineData(DcTunnelKind.WireGuard)]
    public async Task Processes_that_end_are_started_again(DcTunnelKind kind)
    {
        await SetAsync(Web with { Tunnel = kind });
        await Lab.ExecAsync(First, "pkill -KILL -f '[s]sh_config public'; pkill -KILL -f '^wireguard-go'");
        await Lab.ExecAsync(Vps, "pkill -KILL -x haproxy; pkill -KILL -f '^wireguard-go'");
        await Lab.UntilAsync(async () => (await GetAsync()).State == DcPublicState.Up, "all is there again");
        Assert.StartsWith("pi", await AskAsync(Client, Address), StringComparison.Ordinal);
    }
}
