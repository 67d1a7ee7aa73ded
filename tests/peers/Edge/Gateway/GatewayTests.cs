using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;
using Dentropy.Peers.Tests.Edge.Firewall;
using Xunit;

namespace Dentropy.Peers.Tests.Edge.Gateway;

/// <summary>A gateway between two real networks, and traffic through it.</summary>
public sealed class GatewayTests : FirewallTest
{
    private static readonly DcGateway s_gateway = new() { Node = Gateway, Outside = "out0", Inside = ["in0"], Network = ["172.31.77.0/24"], Masquerade = true };

    [Theory, InlineData("nft"), InlineData("legacy")]
    public async Task What_inside_begins_goes_out_under_the_gateways_address(string backend)
    {
        await BackendAsync(backend);
        await ServeAsync(OutsideHost, 7005);
        await ServeAsync(InsideHost, 7006);
        Assert.Equal("", await AskAsync(InsideHost, Outside, 7005, seconds: 1));

        await ChangeAsync(new FirewallEdit.SetGateway(s_gateway));

        Assert.Equal(GatewayOutside, await AskAsync(InsideHost, Outside, 7005));
        Assert.Equal("got hi", await AskUdpAsync(InsideHost, Outside, 7005));
        Assert.True(await PingsAsync(InsideHost, Outside));
        // Nobody comes in, and nobody goes out under an address that is not inside.
        Assert.Equal("", await AskAsync(OutsideHost, Inside, 7006, seconds: 1));
        await Lab.ExecAsync(InsideHost, "ip addr add 10.99.9.9/32 dev lo");
        Assert.Equal("", await AskAsync(InsideHost, Outside, 7005, from: "10.99.9.9", seconds: 1));
        await Lab.ExecAsync(InsideHost, "ip addr del 10.99.9.9/32 dev lo");
        var gateway = (await Firewall().ReadAsync(Node, Stop)).Gateway!;
        Assert.True(gateway is { PacketsOut: > 5, PacketsIn: > 3, Refused: >= 2, Status: DcFirewallState.Active }, $"{gateway.PacketsOut} out, {gateway.PacketsIn} in, {gateway.Refused} refused, {gateway.Status}");

        // Without masquerading the source is the real one.
        await ChangeAsync(new FirewallEdit.SetGateway(s_gateway with { Masquerade = false }));
        Assert.Equal(Inside, await AskAsync(InsideHost, Outside, 7005));

        await ChangeAsync(new FirewallEdit.RemoveGateway());
        Assert.Equal("", await AskAsync(InsideHost, Outside, 7005, seconds: 1));
        Assert.Equal("", await OursAsync());
        Assert.Equal("0", (await Lab.ExecAsync(Gateway, "sysctl -n net.ipv4.ip_forward; ls /etc/sysctl.d | grep dentropy")).Trim());
    }

    [Theory, InlineData("nft"), InlineData("legacy")]
    public async Task A_port_leads_inside_and_the_real_source_is_seen(string backend)
    {
        await BackendAsync(backend);
        await ServeAsync(InsideHost, 7006, 7007);
        await ChangeAsync(
            new FirewallEdit.SetGateway(s_gateway),
            new FirewallEdit.AddForward(new DcPortForward { Name = "web", Port = "8080", Address = Inside, ToPort = 7006, Protocol = ["tcp", "udp"] }, false),
            new FirewallEdit.AddForward(new DcPortForward { Name = "some", Port = "7007", Address = Inside, Source = [OtherOutside] }, false));

        Assert.Equal(Outside, await AskAsync(OutsideHost, GatewayOutside, 8080, from: Outside));
        Assert.Equal("got hi", await AskUdpAsync(OutsideHost, GatewayOutside, 8080));
        Assert.Equal(OtherOutside, await AskAsync(OutsideHost, GatewayOutside, 7007, from: OtherOutside));
        Assert.Equal("", await AskAsync(OutsideHost, GatewayOutside, 7007, from: Outside, seconds: 1));
        // The ports behind are not open by that.
        Assert.Equal("", await AskAsync(OutsideHost, Inside, 7006, seconds: 1));
        var forwards = (await Firewall().ReadAsync(Node, Stop)).Forwards;
        Assert.Equal([("web", 2L, DcFirewallState.Active), ("some", 1L, DcFirewallState.Active)], forwards.Select(one => (one.Name, one.Connections, one.Status)));
        Assert.True(forwards[0].Packets > 5);

        // A rule for what passes through comes before, with the port behind.
        await AddAsync(new DcFirewallRule { Name = "not", Direction = DcFirewallDirection.Forward, Protocol = ["tcp"], Port = ["7006"], Source = [Outside], Action = DcFirewallAction.Drop });
        Assert.Equal("", await AskAsync(OutsideHost, GatewayOutside, 8080, from: Outside, seconds: 1));
        Assert.Equal(OtherOutside, await AskAsync(OutsideHost, GatewayOutside, 8080, from: OtherOutside));

        await ChangeAsync(new FirewallEdit.RemoveForward("web"));
        Assert.Equal("", await AskAsync(OutsideHost, GatewayOutside, 8080, seconds: 1));
    }

    [Theory, InlineData("nft"), InlineData("legacy")]
    public async Task IPv6_is_routed_and_led_on(string backend)
    {
        await BackendAsync(backend);
        await ServeAsync(OutsideHost, 7005);
        await ServeAsync(InsideHost, 7006);
        await ChangeAsync(
            new FirewallEdit.SetGateway(s_gateway with { Network = ["fd77::/64"] }),
            new FirewallEdit.AddForward(new DcPortForward { Name = "six", Port = "8080", Address = Inside6, ToPort = 7006 }, false));

        // A local network has no way back from outside, so it goes out under the gateway's address.
        Assert.Equal(GatewayOutside6, await AskAsync(InsideHost, Outside6, 7005));
        Assert.Equal(Outside6, await AskAsync(OutsideHost, GatewayOutside6, 8080));
        Assert.Equal("", await AskAsync(OutsideHost, Inside6, 7006, seconds: 1));
        Assert.Equal("", await AskAsync(InsideHost, Outside, 7005, seconds: 1));
    }

    [Fact]
    public async Task It_forwards_again_after_a_restart()
    {
        await ServeAsync(OutsideHost, 7005);
        await ChangeAsync(new FirewallEdit.SetGateway(s_gateway));
        await Lab.RunAsync("power", Gateway, "cycle");
        await WireAsync();
        Assert.Equal(GatewayOutside, await AskAsync(InsideHost, Outside, 7005));
        Assert.Equal(DcFirewallState.Active, (await Firewall().ReadAsync(Node, Stop)).Gateway!.Status);
    }

    [Fact]
    public async Task What_the_kernel_had_comes_back_where_a_change_is_not_confirmed()
    {
        var host = new FirewallHost(Node, Pool, () => Pool);
        var firewall = Firewall();
        var plan = await firewall.PlanAsync(Node, [new FirewallEdit.SetGateway(s_gateway)], Stop);
        Assert.Contains("+ sysctl net.ipv4.ip_forward=1", plan.Difference, StringComparer.Ordinal);
        await host.ApplyAsync("0badcafe", "none", plan.File, TimeSpan.FromSeconds(5), Stop);
        Assert.Equal("1", (await Lab.ExecAsync(Gateway, "sysctl -n net.ipv4.ip_forward")).Trim());
        await Lab.UntilAsync(async () => await OursAsync() == "", "the timer has put back what was before");
        Assert.Equal("0", (await Lab.ExecAsync(Gateway, "sysctl -n net.ipv4.ip_forward")).Trim());
    }
}
