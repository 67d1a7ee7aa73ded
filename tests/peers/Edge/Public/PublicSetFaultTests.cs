using Dentropy.Edge;
using Dentropy.Engine.Transport;
using Dentropy.Peers.Tests.Edge.Dhcp;
using Xunit;

namespace Dentropy.Peers.Tests.Edge.Public;

/// <summary>What goes wrong while an endpoint is made or changed. It stays as it was.</summary>
public sealed class PublicSetFaultTests : PublicTest
{
    [Fact]
    public async Task A_port_that_another_program_has()
    {
        await ServeAsync(Vps, 443);
        var before = await PictureAsync();
        var error = await FailsAsync("PublicPortTaken", () => SetAsync(Web with { Port = ["80", "443:80"] }));
        Assert.Contains("Port 443 of node 'pi1' is taken by perl (process", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await PictureAsync());
        await SetAsync();
        await FailsAsync("PublicPortTaken", () => SetAsync(Web with { Port = ["80", "443:80"] }));
        Assert.StartsWith("pi", await AskAsync(Client, Address), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_after_it_was_looked_at()
    {
        await SetAsync();
        var before = await PictureAsync();
        var endpoints = Endpoints();
        var plan = await endpoints.PlanSetAsync(Node, Both, Web with { Port = ["80", "443:80"], HealthCheck = DcHealthCheck.Http, ProofLimit = TimeSpan.FromSeconds(8) }, Stop);
        await ServeAsync(Vps, 443);
        await FailsAsync("PublicEndpointNotStarted", () => endpoints.ApplyAsync(plan, null, Stop));
        await UntilAsync(DcPublicState.Up);
        Assert.StartsWith("pi", await AskAsync(Client, Address), StringComparison.Ordinal);
        Assert.Equal(before, await PictureAsync());
    }

    [Fact]
    public async Task A_load_balancer_that_serves_nothing()
    {
        await StopServingAsync(Second);
        var error = await FailsAsync("PublicTunnelSilent", () => SetAsync(Web with { ProofLimit = TimeSpan.FromSeconds(5) }));
        Assert.Equal(Second, error.Target);
        foreach (var host in new[] { Vps, First, Second })
            await Lab.UntilAsync(async () => (await LeftAsync(host)).Length == 0, $"nothing is left on {host}");

        await SetAsync(Web, Both[0]);
        var before = await PictureAsync();
        await FailsAsync("PublicTunnelSilent", () => SetAsync(Web with { ProofLimit = TimeSpan.FromSeconds(5) }));
        Assert.Equal(before, await PictureAsync());
        Assert.Equal(First, await AskAsync(Client, Address));
    }

    [Fact]
    public async Task A_configuration_that_haproxy_refuses()
    {
        await SetAsync(Web, Both[0]);
        var before = await PictureAsync();
        var real = (await Lab.ExecAsync(Vps, "command -v haproxy")).Trim();
        await Lab.ExecAsync(Vps, $"mkdir -p /usr/local/sbin; printf '%s\\n' '#!/bin/sh' 'case $1 in -c) echo \"[ALERT] parsing: unknown keyword\" >&2; exit 1;; esac' 'exec {real} \"$@\"' >/usr/local/sbin/haproxy; chmod 755 /usr/local/sbin/haproxy");
        try
        {
            var error = await FailsAsync("PublicEndpointRefused", () => SetAsync());
            Assert.Contains("unknown keyword", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            await Lab.ExecAsync(Vps, "rm /usr/local/sbin/haproxy");
        }

        Assert.Equal(before, await PictureAsync());
        Assert.Equal(First, await AskAsync(Client, Address));
    }

    [Fact]
    public async Task A_full_disk()
    {
        await Lab.ExecAsync(Vps, "mkdir -p /etc/dentropy && mount -t tmpfs -o size=256k tmpfs /etc/dentropy");
        await SetAsync(Web, Both[0]);
        var before = await PictureAsync();
        await Lab.ExecAsync(Vps, "dd if=/dev/zero of=/etc/dentropy/full bs=1k count=500 2>/dev/null");
        await FailsAsync("PublicEndpointNotWritten", () => SetAsync());
        Assert.Equal(before, await PictureAsync());
        Assert.Equal(First, await AskAsync(Client, Address));
        await Lab.ExecAsync(Vps, "rm /etc/dentropy/full");
        await SetAsync();
        await UntilAsync(DcPublicState.Up);
    }

    [Fact]
    public async Task Two_operators_at_once()
    {
        var (one, other) = (Endpoints(), Endpoints());
        var first = await one.PlanSetAsync(Node, [Both[0]], Web, Stop);
        var second = await other.PlanSetAsync(Node, [Both[1]], Web, Stop);
        await one.ApplyAsync(first, null, Stop);
        await FailsAsync("PublicEndpointChanged", () => other.ApplyAsync(second, null, Stop));
        Assert.Equal(First, await AskAsync(Client, Address));

        var third = await one.PlanSetAsync(Node, Both, Web, Stop);
        Exception? refused = null;
        await one.ApplyAsync(third, new Steps(() => refused ??= Record.ExceptionAsync(() => other.ApplyAsync(third, null, Stop)).AsTask().GetAwaiter().GetResult()), Stop);
        Assert.Equal("PublicEndpointBusy", Assert.IsType<DentropyException>(refused).ErrorId);
        await UntilAsync(DcPublicState.Up);
    }

    [Fact]
    public async Task The_link_is_cut_in_the_middle()
    {
        await SetAsync(Web, Both[0]);
        await using var cut = new CutLinkPool();
        var endpoints = Endpoints(cut);
        var plan = await endpoints.PlanSetAsync(Node, Both, Web, Stop);
        // While the load balancers are let in.
        await FailsAsync("LinkLost", () => endpoints.ApplyAsync(plan, new Steps(() => cut.CutNext(StagedAsync), "letting the load balancers in"), Stop));
        Assert.Equal(First, await AskAsync(Client, Address));
        await SetAsync();
        await UntilAsync(DcPublicState.Up);
        Assert.Single((await Lab.ExecAsync(Second, "ls -d /etc/dentropy/public/to-*")).Split('\n', StringSplitOptions.RemoveEmptyEntries));

        // While haproxy takes over: it goes on with the one or the other.
        plan = await endpoints.PlanSetAsync(Node, [Both[1]], Web, Stop);
        await FailsAsync("PublicEndpointUnknown", () => endpoints.ApplyAsync(plan, new Steps(() => cut.CutNext(StagedAsync), "having haproxy take over"), Stop));
        Assert.StartsWith("pi", await AskAsync(Client, Address), StringComparison.Ordinal);
        await SetAsync(Web, Both[1]);
        Assert.Equal(Second, await AskAsync(Client, Address));
        await Lab.UntilAsync(async () => (await LeftAsync(First)).Length == 0, "nothing is left on the other");
    }

    [Fact]
    public async Task An_operator_who_changes_her_mind()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var endpoints = Endpoints();
        var plan = await endpoints.PlanSetAsync(Node, Both, Web, Stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => endpoints.ApplyAsync(plan, new Steps(stop.Cancel, "proving the tunnels"), stop.Token));
        foreach (var host in new[] { Vps, First, Second })
            await Lab.UntilAsync(async () => (await LeftAsync(host)).Length == 0, $"nothing is left on {host}");
    }

    [Fact]
    public async Task A_former_load_balancer_that_cannot_be_reached()
    {
        await SetAsync();
        await UntilAsync(DcPublicState.Up);
        await Lab.RunAsync("power", Second, "off");
        try
        {
            await FailsAsync("PublicBalancerUnreachable", () => RemoveAsync());
            Assert.Equal(2, (await GetAsync()).To.Count);
            var set = await SetAsync(Web, Both[0]);
            Assert.Contains(set.Notes, note => note.Contains("former load balancer 'pi3'", StringComparison.Ordinal));
            Assert.Equal(First, await AskAsync(Client, Address));
            // Its tunnel would not be let in any more.
            Assert.DoesNotContain(Second, await Lab.ExecAsync(Vps, "cat /etc/dentropy/public/tunnel/authorized_keys"), StringComparison.Ordinal);
        }
        finally
        {
            await Lab.RunAsync("power", Second, "on");
        }

        await RemoveAsync(force: true);
        Assert.Equal("", await LeftAsync(Vps) + await LeftAsync(First));
    }

    private static Task StagedAsync() => Lab.UntilAsync(async () => (await Lab.ExecAsync(Vps, "ls -d /etc/dentropy/public/.stage-* 2>/dev/null")).Length > 0, "half of the files is there");

    private sealed class Steps(Action act, string? at = null) : IProgress<string>
    {
        private bool _done;

        public void Report(string value)
        {
            if (_done || (at is not null && !value.Contains(at, StringComparison.Ordinal)))
                return;
            _done = true;
            act();
        }
    }
}
