using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;
using Dentropy.Engine.Transport;
using Xunit;

namespace Dentropy.Peers.Tests.Edge.Firewall;

/// <summary>What can be wrong with a node. Nothing of the change is left then.</summary>
public sealed class FirewallFaultTests : FirewallTest
{
    private static readonly DcFirewallRule s_rule = new() { Name = "rule", Protocol = ["tcp"], Port = ["7001"] };

    [Fact]
    public async Task A_disk_that_is_full()
    {
        await Lab.ExecAsync(Gateway, "mkdir -p /etc/dentropy && mount -t tmpfs -o size=128k tmpfs /etc/dentropy");
        await AddAsync(s_rule);
        var before = await OursAsync();
        await Lab.ExecAsync(Gateway, "dd if=/dev/zero of=/etc/dentropy/full bs=1k count=200 2>/dev/null");

        await FailsAsync("FirewallNotWritten", () => AddAsync(s_rule with { Name = "more" }));

        Assert.Equal(before, await OursAsync());
        await Lab.ExecAsync(Gateway, "rm /etc/dentropy/full");
        Assert.Equal(2, (await AddAsync(s_rule with { Name = "more" })).Rules.Count);
    }

    [Fact]
    public async Task Two_operators_at_once()
    {
        var (one, other) = (Firewall(), Firewall());
        var first = await one.PlanAsync(Node, [new FirewallEdit.AddRule(s_rule, false)], Stop);
        var second = await other.PlanAsync(Node, [new FirewallEdit.AddRule(s_rule with { Name = "second" }, false)], Stop);
        await one.ApplyAsync(first, Limit, Stop);
        await FailsAsync("FirewallChanged", () => other.ApplyAsync(second, Limit, Stop));
        Assert.Equal(["rule"], (await other.ReadAsync(Node, Stop)).Rules.Select(rule => rule.Name));
    }

    [Fact]
    public async Task A_change_that_still_waits_for_its_confirmation()
    {
        var other = Firewall();
        var planned = await other.PlanAsync(Node, [new FirewallEdit.AddRule(s_rule with { Name = "second" }, false)], Stop);
        var errors = new List<string>();
        var firewall = Firewall(() =>
        {
            Task.Run(async () =>
            {
                errors.Add((await Assert.ThrowsAsync<DentropyException>(() => other.ApplyAsync(planned, Limit, Stop))).ErrorId);
                errors.Add((await Assert.ThrowsAsync<DentropyException>(() => other.PlanAsync(Node, [], Stop))).ErrorId);
            }).GetAwaiter().GetResult();
            return new SshLinkPool();
        });
        await firewall.ApplyAsync(await firewall.PlanAsync(Node, [new FirewallEdit.AddRule(s_rule, false)], Stop), Limit, Stop);
        Assert.Equal(["FirewallBusy", "FirewallBusy"], errors);
        Assert.Equal(["rule"], (await other.ReadAsync(Node, Stop)).Rules.Select(rule => rule.Name));
    }

    [Fact]
    public async Task A_rule_set_of_nftables_own()
    {
        await Lab.ExecAsync(Gateway, "nft add table inet mine; nft add chain inet mine in '{ type filter hook input priority 0; }'; nft add rule inet mine in tcp dport 9 drop");
        var error = await FailsAsync("FirewallNftInUse", () => AddAsync(s_rule));
        Assert.Contains("inet mine", error.Message, StringComparison.Ordinal);
        Assert.Equal("", await OursAsync());
        // A table that no packet passes is in nobody's way.
        await Lab.ExecAsync(Gateway, "nft delete table inet mine; nft add table inet names; nft add set inet names s '{ type ipv4_addr; }'");
        await AddAsync(s_rule);
    }

    [Fact]
    public async Task A_table_of_iptables_with_what_iptables_cannot_read()
    {
        await Lab.ExecAsync(Gateway, "nft add table ip filter; nft add chain ip filter mine '{ type filter hook input priority 7; }'; nft add rule ip filter mine tcp dport 9 drop");
        await FailsAsync("FirewallNftInUse", () => AddAsync(s_rule));
        Assert.Equal("", await OursAsync());
    }

    [Fact]
    public async Task No_iptables()
    {
        await Lab.ExecAsync(Gateway, "for f in iptables iptables-save iptables-restore; do mv /usr/sbin/$f /usr/sbin/$f.away; done");
        try
        {
            await FailsAsync("FirewallToolsMissing", () => AddAsync(s_rule));
        }
        finally
        {
            await Lab.ExecAsync(Gateway, "for f in iptables iptables-save iptables-restore; do mv /usr/sbin/$f.away /usr/sbin/$f; done");
        }

        Assert.Equal("", await OursAsync());
    }

    [Theory, InlineData("nft"), InlineData("legacy")]
    public async Task IPv6_that_fails_after_IPv4_is_in_force(string backend)
    {
        await BackendAsync(backend);
        await AddAsync(s_rule);
        var before = await OursAsync();
        // Takes every test, and fails once it is meant; the rules from before pass again.
        await Lab.ExecAsync(Gateway, "printf '%s\\n' '#!/bin/sh' 'case \"$*\" in *--test*) exec /usr/sbin/ip6tables-restore \"$@\";; esac' 'in=$(cat)' 'case $in in *:more*) echo \"no room for them\" >&2; exit 4;; esac' 'printf \"%s\\n\" \"$in\" | /usr/sbin/ip6tables-restore \"$@\"' >/usr/local/sbin/ip6tables-restore; chmod 755 /usr/local/sbin/ip6tables-restore");
        var error = await FailsAsync("FirewallRefused", () => AddAsync(s_rule with { Name = "more" }));
        Assert.Contains("no room for them", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await OursAsync());
    }

    [Fact]
    public async Task An_account_without_sudo()
    {
        await Lab.ExecAsync(Gateway, "mv /etc/sudoers /etc/sudoers.away; mv /etc/sudoers.d /etc/sudoers.d.away; printf 'root ALL=(ALL) ALL\\n' >/etc/sudoers; chmod 440 /etc/sudoers");
        try
        {
            await FailsAsync("FirewallDenied", () => Firewall().PlanAsync(Node with { User = "ops" }, [], Stop));
        }
        finally
        {
            await Lab.ExecAsync(Gateway, "mv /etc/sudoers.away /etc/sudoers; mv /etc/sudoers.d.away /etc/sudoers.d");
        }
    }

    [Fact]
    public async Task A_file_that_somebody_has_spoilt()
    {
        await AddAsync(s_rule);
        await Lab.ExecAsync(Gateway, "echo nonsense >/etc/dentropy/firewall/rules");
        await FailsAsync("FirewallUnreadable", () => Firewall().ReadAsync(Node, Stop));
        Assert.Contains("dentropy:rule", await OursAsync(), StringComparison.Ordinal);
    }
}
