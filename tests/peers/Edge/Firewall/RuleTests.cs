using Dentropy.Dns;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;
using Xunit;

namespace Dentropy.Peers.Tests.Edge.Firewall;

/// <summary>Each kind of rule for packets to the node, with real packets, on both backends.</summary>
public sealed class RuleTests : FirewallTest
{
    [Theory, InlineData("nft"), InlineData("legacy")]
    public async Task Ports_of_a_protocol_are_closed_and_opened(string backend)
    {
        await BackendAsync(backend);
        await ServeAsync(Gateway, 7001, 7002, 7003);
        await AddAsync(new DcFirewallRule { Name = "closed", Protocol = ["tcp"], Port = ["7001", "7003-7009"], Action = DcFirewallAction.Drop, Interface = "out0" });

        Assert.Equal("", await AskAsync(OutsideHost, GatewayOutside, 7001, seconds: 1));
        Assert.Equal("", await AskAsync(OutsideHost, GatewayOutside6, 7003, seconds: 1));
        Assert.Equal(Outside, await AskAsync(OutsideHost, GatewayOutside, 7002));
        Assert.Equal(Inside, await AskAsync(InsideHost, GatewayInside, 7001));
        Assert.Equal("got hi", await AskUdpAsync(OutsideHost, GatewayOutside, 7001));
        var rule = await RuleAsync("closed");
        Assert.Equal(DcFirewallState.Active, rule.Status);
        Assert.True(rule is { Packets: >= 2, Bytes: >= 100 }, $"{rule.Packets} packets, {rule.Bytes} bytes");

        // What was counted stays with the rule when others come. (ip6tables 1.8.9 over nft drops the counters that it is given.)
        await AddAsync(new DcFirewallRule { Name = "first", Protocol = ["tcp"], Port = ["7099"], Priority = 0 });
        Assert.True((await RuleAsync("closed")).Packets > 0);
        await ChangeAsync(new FirewallEdit.RemoveRule("first"));

        await ChangeAsync(new FirewallEdit.ChangeRule("closed", one => one with { Protocol = ["udp"] }));
        Assert.Equal(Outside, await AskAsync(OutsideHost, GatewayOutside, 7001));
        Assert.Equal("", await AskUdpAsync(OutsideHost, GatewayOutside, 7001, seconds: 1));

        await ChangeAsync(new FirewallEdit.RemoveRule("closed"));
        Assert.Equal("got hi", await AskUdpAsync(OutsideHost, GatewayOutside6, 7001));
        Assert.Equal("", await OursAsync());
        await Lab.ExecAsync(Gateway, "pkill -x perl");
    }

    [Theory, InlineData("nft"), InlineData("legacy")]
    public async Task Only_some_sources_of_either_family_may_come(string backend)
    {
        await BackendAsync(backend);
        await ServeAsync(Gateway, 7001);
        await AddAsync(new DcFirewallRule { Name = "some", Protocol = ["tcp"], Port = ["7001"], Source = [OtherOutside, "fd77::/64"], Only = true });

        Assert.Equal(OtherOutside, await AskAsync(OutsideHost, GatewayOutside, 7001, from: OtherOutside));
        Assert.Equal("", await AskAsync(OutsideHost, GatewayOutside, 7001, from: Outside, seconds: 1));
        Assert.Equal(Inside6, await AskAsync(InsideHost, GatewayInside6, 7001));
        Assert.Equal("", await AskAsync(OutsideHost, GatewayOutside6, 7001, seconds: 1));
        var rule = await RuleAsync("some");
        Assert.True(rule.Packets > 0 && rule.Refused >= 2, $"{rule.Packets} accepted, {rule.Refused} refused");
        await Lab.ExecAsync(Gateway, "pkill -x perl");
    }

    [Theory, InlineData("nft"), InlineData("legacy")]
    public async Task A_source_that_asks_too_often_is_held_back_alone(string backend)
    {
        await BackendAsync(backend);
        await ServeAsync(Gateway, 7001);
        await AddAsync(new DcFirewallRule { Name = "few", Protocol = ["tcp"], Port = ["7001"], RateLimit = "5/d" });

        var asked = 0;
        while (asked < 10 && await AskAsync(OutsideHost, GatewayOutside, 7001, from: Outside, seconds: asked < 5 ? 5 : 1) == Outside)
            asked++;
        Assert.Equal(5, asked);
        Assert.Equal(OtherOutside, await AskAsync(OutsideHost, GatewayOutside, 7001, from: OtherOutside));
        var rule = await RuleAsync("few");
        Assert.True(rule.Refused > 0);
        // Far more packets than five went over the connections that were let in.
        Assert.True(rule.Packets > 10, $"{rule.Packets}");

        // A higher limit is one from then on, though the kernel keeps tables of old limits.
        await ChangeAsync(new FirewallEdit.ChangeRule("few", one => one with { RateLimit = "100/d" }));
        Assert.Equal(Outside, await AskAsync(OutsideHost, GatewayOutside, 7001, from: Outside));
        await Lab.ExecAsync(Gateway, "pkill -x perl");
    }

    [Theory, InlineData("nft"), InlineData("legacy")]
    public async Task States_icmp_reject_and_order(string backend)
    {
        await BackendAsync(backend);
        await ServeAsync(Gateway, 7001);
        await ServeAsync(OutsideHost, 7005);
        await AddAsync(
            new DcFirewallRule { Name = "rest", Interface = "out0", Action = DcFirewallAction.Reject, Priority = 1000 },
            new DcFirewallRule { Name = "known", State = [DcConnectionState.Established, DcConnectionState.Related], Priority = 10 },
            new DcFirewallRule { Name = "ping", Protocol = ["icmp"], Source = [Outside], Priority = 20 },
            new DcFirewallRule { Name = "neighbours", Protocol = ["icmp"], Family = DcAddressFamily.IPv6, Priority = 20 });

        Assert.True(await PingsAsync(OutsideHost, GatewayOutside));
        Assert.True(await PingsAsync(OutsideHost, GatewayOutside6));
        Assert.False(await PingsAsync(OutsideHost, "-I " + OtherOutside + " " + GatewayOutside, 1));
        // What the node itself begins is answered.
        Assert.Equal(GatewayOutside, await AskAsync(Gateway, Outside, 7005));
        // Refused at once, and not by silence.
        Assert.Contains("refused", await Lab.ExecAsync(OutsideHost, $"timeout 20 bash -c '</dev/tcp/{GatewayOutside}/7001' 2>&1"), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["known", "ping", "neighbours", "rest"], (await Firewall().ReadAsync(Node, Stop)).Rules.Select(rule => rule.Name));
        await Lab.ExecAsync(Gateway, "pkill -x perl");
    }

    [Theory, InlineData("nft"), InlineData("legacy")]
    public async Task Raw_rules_output_and_log(string backend)
    {
        await BackendAsync(backend);
        await ServeAsync(OutsideHost, 7005, 7006);
        await AddAsync(
            new DcFirewallRule { Name = "raw", Raw = $"-p tcp -d {Outside} --dport 7005 -m tcp --syn -j REJECT", Chain = "OUTPUT" },
            new DcFirewallRule { Name = "mark", Raw = "-p udp -m comment --comment \"it is mine\" -j MARK --set-mark 7", Table = "mangle", Chain = "POSTROUTING" },
            new DcFirewallRule { Name = "out", Direction = DcFirewallDirection.Output, OutInterface = "out0", Protocol = ["tcp"], Port = ["7006"], Destination = [Outside6], Action = DcFirewallAction.Drop, Log = true });

        Assert.Equal("", await AskAsync(Gateway, Outside, 7005, seconds: 1));
        Assert.Equal(GatewayOutside, await AskAsync(Gateway, Outside, 7006));
        Assert.Equal("", await AskAsync(Gateway, Outside6, 7006, seconds: 1));
        Assert.Equal("got hi", await AskUdpAsync(Gateway, Outside, 7006));
        var rules = (await Firewall().ReadAsync(Node, Stop)).Rules;
        Assert.All(rules, rule => Assert.True(rule is { Packets: > 0, Status: DcFirewallState.Active }, $"{rule.Name}: {rule.Packets}, {rule.Status}"));

        await FailsAsync("FirewallRefused", () => AddAsync(new DcFirewallRule { Name = "bad", Raw = "-p tcp --no-such-match -j ACCEPT" }));
        await FailsAsync("FirewallRefused", () => AddAsync(new DcFirewallRule { Name = "bad", Raw = "-j NO-SUCH-CHAIN" }));
        Assert.Equal(["raw", "mark", "out"], (await Firewall().ReadAsync(Node, Stop)).Rules.Select(rule => rule.Name));
    }

    [Theory, InlineData("nft"), InlineData("legacy")]
    public async Task What_others_have_is_left_alone_bit_by_bit(string backend)
    {
        await BackendAsync(backend);
        await Lab.ExecAsync(
            Gateway,
            """
            iptables -N mine; iptables -A mine -s 203.0.113.0/24 -m comment --comment "somebody's" -j DROP; iptables -A INPUT -p tcp --dport 9 -j mine
            iptables -t nat -A POSTROUTING -s 10.9.0.0/16 -j MASQUERADE; iptables -t mangle -A PREROUTING -p udp -s 203.0.113.0/24 -j MARK --set-mark 3; ip6tables -A FORWARD -j DROP; iptables -P FORWARD DROP
            """);
        var before = await TheirsAsync();
        Assert.Contains("somebody", before, StringComparison.Ordinal);

        await AddAsync(
            new DcFirewallRule { Name = "a", Protocol = ["tcp"], Port = ["7001"] },
            new DcFirewallRule { Name = "b", Raw = "-j MARK --set-mark 4", Table = "mangle", Chain = "PREROUTING" },
            new DcFirewallRule { Name = "c", Raw = "-s 10.8.0.0/16 -j MASQUERADE", Table = "nat", Chain = "POSTROUTING" });
        Assert.Equal(before, await TheirsAsync());
        Assert.Equal("4", (await Lab.ExecAsync(Gateway, "iptables-save | grep -c dentropy/hook")).Trim());

        await ChangeAsync(new FirewallEdit.RemoveRule("b"));
        await AddAsync(new DcFirewallRule { Name = "d", Direction = DcFirewallDirection.Forward });
        Assert.Equal(before, await TheirsAsync());

        await ChangeAsync(new FirewallEdit.RemoveRule("a"), new FirewallEdit.RemoveRule("c"), new FirewallEdit.RemoveRule("d"));
        Assert.Equal(before, await TheirsAsync());
        Assert.Equal("", await OursAsync());
    }

    [Fact]
    public async Task The_same_again_changes_nothing_and_what_was_flushed_comes_back()
    {
        var rule = new DcFirewallRule { Name = "web", Protocol = ["tcp"], Port = ["80,443"], Source = ["@worker"] };
        var view = await AddAsync(rule);
        var kept = Assert.Single(view.Rules);
        Assert.Contains((await Lab.NodeAsync(InsideHost)).Address + "/32", kept.Source);

        var firewall = Firewall();
        var plan = await firewall.PlanAsync(Node, [new FirewallEdit.AddRule(rule, Replace: false)], Stop);
        Assert.False(plan.Changed, plan.Describe());

        await Lab.ExecAsync(Gateway, "iptables -D DENTROPY-INPUT 1");
        Assert.Equal(DcFirewallState.Changed, (await RuleAsync("web")).Status);
        await Lab.ExecAsync(Gateway, "iptables -F");
        Assert.Equal(DcFirewallState.Missing, (await RuleAsync("web")).Status);
        plan = await firewall.PlanAsync(Node, [new FirewallEdit.AddRule(rule, Replace: false)], Stop);
        Assert.True(plan.Changed);
        Assert.Equal(DcFirewallState.Active, Assert.Single((await firewall.ApplyAsync(plan, Limit, Stop)).Rules).Status);
    }

    [Fact]
    public async Task An_interface_that_the_node_does_not_have_is_refused() =>
        Assert.Contains("out0", (await FailsAsync("InterfaceNotFound", () => AddAsync(new DcFirewallRule { Name = "x", Interface = "eth99" }))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task An_account_that_is_not_root_uses_sudo()
    {
        var ops = Node with { User = "ops" };
        var firewall = Firewall();
        var plan = await firewall.PlanAsync(ops, [new FirewallEdit.AddRule(new DcFirewallRule { Name = "x", Protocol = ["tcp"], Port = ["80"] }, Replace: false)], Stop);
        Assert.Equal(DcFirewallState.Active, Assert.Single((await firewall.ApplyAsync(plan, Limit, Stop)).Rules).Status);
    }
}
