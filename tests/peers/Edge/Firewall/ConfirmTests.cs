using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Peers.Tests.Edge.Firewall;

/// <summary>A change stays where a new connection gets through it, and goes by itself where none does.</summary>
public sealed class ConfirmTests : FirewallTest
{
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(6);

    private static readonly DcFirewallRule s_harmless = new() { Name = "harmless", Protocol = ["tcp"], Port = ["7001"] };

    private static readonly DcFirewallRule s_noSsh = new() { Name = "no-ssh", Protocol = ["tcp"], Port = ["22"], Action = DcFirewallAction.Drop };

    [Theory, InlineData("nft"), InlineData("legacy")]
    public async Task A_rule_that_cuts_the_operator_off_goes_by_itself(string backend)
    {
        await BackendAsync(backend);
        await AddAsync(s_harmless);
        var before = await StateAsync();

        var error = await FailsAsync("FirewallNotConfirmed", () => ApplyAsync([s_noSsh], s_short));

        Assert.Contains("Its former rules are back", error.Message, StringComparison.Ordinal);
        await BackAsync(before);
        Assert.Equal(["harmless"], (await Firewall().ReadAsync(Node, Stop)).Rules.Select(rule => rule.Name));
    }

    [Fact]
    public async Task A_connection_from_before_confirms_nothing()
    {
        var before = await StateAsync();
        // The link that is there goes on working; a new one does not get in.
        await FailsAsync("FirewallNotConfirmed", () => ApplyAsync([new DcFirewallRule { Name = "known", State = [DcConnectionState.Established], Priority = 1 }, s_noSsh], s_short));
        await BackAsync(before);

        // Not even where it says the words that confirm.
        var host = new FirewallHost(Node, Pool, () => new SharedPool(Pool));
        var file = FirewallFile.Write(FirewallSet.Empty with { Rules = [RuleCheck.Checked(s_harmless)] }, docker: false, new Dictionary<string, string>());
        await host.ApplyAsync("0badcafe", "none", file, Limit, Stop);
        var stale = await Assert.ThrowsAsync<DentropyException>(() => host.ConfirmAsync("0badcafe", empty: false, Limit, Stop));
        Assert.Equal("FirewallFailed", stale.ErrorId);
        Assert.Contains("DENTROPY-INPUT", await OursAsync(), StringComparison.Ordinal);
        Assert.True(await host.UndoAsync("0badcafe", TimeSpan.Zero, Stop));
        await BackAsync(before);
    }

    [Fact]
    public async Task An_operator_who_dies_leaves_the_former_rules()
    {
        await AddAsync(s_harmless);
        var before = await StateAsync();
        var facts = await new FirewallHost(Node, Pool, () => Pool).ReadAsync(Stop);
        var file = FirewallFile.Write(facts.Set with { Rules = [.. facts.Set.Rules, RuleCheck.Checked(s_harmless with { Name = "more" })] }, docker: false, new Dictionary<string, string>());
        await new FirewallHost(Node, Pool, () => Pool).ApplyAsync("0badcafe", facts.Sum, file, TimeSpan.FromSeconds(5), Stop);
        Assert.Contains("dentropy:more", await OursAsync(), StringComparison.Ordinal);
        await Pool.CloseAsync(Node);

        await Lab.UntilAsync(async () => await StateAsync() == before, "the timer has put the former rules back");
    }

    [Fact]
    public async Task A_link_that_is_cut_before_the_confirmation_undoes_the_change()
    {
        var before = await StateAsync();
        try
        {
            await FailsAsync("FirewallNotConfirmed", async () =>
            {
                var firewall = Firewall(Once(() => Lab.RunAsync("link", Gateway, "drop")));
                var plan = await firewall.PlanAsync(Node, [new FirewallEdit.AddRule(s_harmless, false)], Stop);
                var applying = firewall.ApplyAsync(plan, s_short, Stop);
                await Lab.UntilAsync(async () => (await OursAsync()).Contains("pending", StringComparison.Ordinal) || applying.IsCompleted, "the change is pending");
                await Lab.UntilAsync(async () => await StateAsync() == before, "the timer has put the former rules back");
                await Lab.RunAsync("link", Gateway, "pass");
                await applying;
            });
        }
        finally
        {
            await Lab.RunAsync("link", Gateway, "pass");
        }

        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task A_restart_before_the_confirmation_brings_the_former_rules()
    {
        await AddAsync(s_harmless);
        var before = await StateAsync();
        await FailsAsync("FirewallNotConfirmed", async () =>
        {
            var firewall = Firewall(Once(() => Lab.RunAsync("power", Gateway, "cycle")));
            await firewall.ApplyAsync(await firewall.PlanAsync(Node, [new FirewallEdit.AddRule(s_noSsh, false)], Stop), Limit, Stop);
        });
        Assert.Equal(before, await StateAsync());
        Assert.Equal([("harmless", DcFirewallState.Active)], (await Firewall().ReadAsync(Node, Stop)).Rules.Select(rule => (rule.Name, rule.Status)));
    }

    [Theory, InlineData("nft"), InlineData("legacy")]
    public async Task What_is_confirmed_is_there_again_after_a_restart(string backend)
    {
        await BackendAsync(backend);
        await AddAsync(s_harmless with { RateLimit = "5/d" }, new DcFirewallRule { Name = "raw", Raw = "-j MARK --set-mark 4", Table = "mangle", Chain = "PREROUTING" });
        var before = await StateAsync();
        await Lab.RunAsync("power", Gateway, "cycle");
        Assert.Equal(before, await StateAsync());
        Assert.All((await Firewall().ReadAsync(Node, Stop)).Rules, rule => Assert.Equal(DcFirewallState.Active, rule.Status));
    }

    [Fact]
    public async Task A_timer_that_was_killed_does_not_leave_the_change()
    {
        var before = await StateAsync();
        var host = new FirewallHost(Node, Pool, () => Pool);
        var file = FirewallFile.Write(FirewallSet.Empty with { Rules = [RuleCheck.Checked(s_harmless)] }, docker: false, new Dictionary<string, string>());
        await host.ApplyAsync("0badcafe", "none", file, TimeSpan.FromSeconds(5), Stop);
        // One of the two is enough.
        await Lab.ExecAsync(Gateway, "kill -9 $(cat /run/dentropy-firewall/pending/guard.1)");
        await Lab.UntilAsync(async () => await StateAsync() == before, "the second timer has put the former rules back");

        await host.ApplyAsync("0badcafe", "none", file, TimeSpan.FromMinutes(5), Stop);
        await Lab.ExecAsync(Gateway, "kill -9 $(cat /run/dentropy-firewall/pending/guard.?)");
        // With none left, whoever comes next settles it first.
        Assert.Equal(["other"], (await AddAsync(s_harmless with { Name = "other" })).Rules.Select(rule => rule.Name));
        Assert.DoesNotContain("harmless", await OursAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operator_who_gives_up_has_the_former_rules_at_once()
    {
        var before = await StateAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var firewall = Firewall(() =>
        {
            stop.Cancel();
            return new SshLinkPool();
        });
        var plan = await firewall.PlanAsync(Node, [new FirewallEdit.AddRule(s_harmless, false)], Stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => firewall.ApplyAsync(plan, TimeSpan.FromMinutes(10), stop.Token));
        await Lab.UntilAsync(async () => await StateAsync() == before, "the former rules are back");
    }

    [Fact]
    public async Task A_confirmation_whose_answer_is_lost_stands()
    {
        var host = new FirewallHost(Node, Pool, () => new SshLinkPool());
        var file = FirewallFile.Write(FirewallSet.Empty with { Rules = [RuleCheck.Checked(s_harmless)] }, docker: false, new Dictionary<string, string>());
        await host.ApplyAsync("0badcafe", "none", file, Limit, Stop);
        Assert.NotNull((await host.ConfirmAsync("0badcafe", empty: false, Limit, Stop)).Said);
        // Asked again, as after a link that broke.
        Assert.NotNull((await host.ConfirmAsync("0badcafe", empty: false, Limit, Stop)).Said);
        Assert.Null(await host.UndoAsync("0badcafe", TimeSpan.Zero, Stop));
        Assert.Equal(DcFirewallState.Active, (await RuleAsync("harmless")).Status);
    }

    private async Task<FirewallView> ApplyAsync(DcFirewallRule[] rules, TimeSpan limit)
    {
        var firewall = Firewall();
        return await firewall.ApplyAsync(await firewall.PlanAsync(Node, [.. rules.Select(rule => new FirewallEdit.AddRule(rule, false))], Stop), limit, Stop);
    }

    // The timer itself may still be on its way out.
    private static Task BackAsync(string before) => Lab.UntilAsync(async () => await StateAsync() == before, "everything is as before");

    // What is in force and what will be after a restart, without counters.
    private static async Task<string> StateAsync() => await OursAsync() + await TheirsAsync() + await Lab.ExecAsync(Gateway, "cat /etc/dentropy/firewall/rules 2>/dev/null");

    private static Func<ILinkPool> Once(Func<Task> before)
    {
        var done = false;
        return () =>
        {
            if (!done)
                Task.Run(before).GetAwaiter().GetResult();
            done = true;
            return new SshLinkPool(new LinkOptions { ConnectTimeout = TimeSpan.FromSeconds(3) });
        };
    }

    /// <summary>A pool that is said to be new, and is not.</summary>
    private sealed class SharedPool(ILinkPool pool) : ILinkPool
    {
        public Task<INodeLink> GetAsync(DcNode node, CancellationToken cancellationToken) => pool.GetAsync(node, cancellationToken);

        public Task CloseAsync(DcNode node) => pool.CloseAsync(node);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
