using Dentropy.Edge;
using Xunit;

namespace Dentropy.Peers.Tests.Edge.Public;

/// <summary>An endpoint from end to end.</summary>
public sealed class PublicEndpointTests : PublicTest
{
    [Theory, InlineData("root"), InlineData("ops")]
    public async Task An_endpoint_is_set_serves_and_goes_again(string user)
    {
        var endpoints = Endpoints();
        var nodes = Both.Select(node => node with { User = user }).ToArray();
        var plan = await endpoints.PlanSetAsync(Node with { User = user }, nodes, Web, Stop);
        Assert.Equal("", await LeftAsync(Vps) + await LeftAsync(First));
        Assert.Contains("+    server pi2 127.0.0.1:20800 check", plan.Describe(), StringComparison.Ordinal);

        var set = (await endpoints.ApplyAsync(plan, null, Stop)).Endpoint!;
        Assert.Equal((Vps, Address, "80"), (set.Node, set.Address, Assert.Single(set.Port)));
        Assert.Equal([First, Second], set.To.Select(one => one.Node));
        await UntilAsync(DcPublicState.Up);
        var seen = new HashSet<string>();
        await Lab.UntilAsync(async () => seen.Add(await AskAsync(Client, Address)) && seen.Count == 2, "both answer");
        Assert.Equal([First, Second], seen.Order());
        var one = (await GetAsync()).To[0];
        Assert.Equal(DcTunnelKind.Ssh, one.Tunnel);
        Assert.True(one.BytesIn > 0 && one.BytesOut > 0 && one.Since is not null, one.ToString());

        // Again: nothing.
        var before = await PictureAsync();
        var again = await endpoints.PlanSetAsync(Node with { User = user }, nodes, Web, Stop);
        Assert.Equal("", again.Describe());
        Assert.Equal(DcPublicState.Up, (await endpoints.ApplyAsync(again, null, Stop)).Endpoint!.State);
        Assert.Equal(before, await PictureAsync());

        // Keys have never left their nodes, and nobody else can read them.
        Assert.Equal("600", (await Lab.ExecAsync(First, "stat -c %a /etc/dentropy/public/to-*/key")).Trim());
        Assert.DoesNotContain("PRIVATE", await Lab.ExecAsync(Vps, "cat /etc/dentropy/public/*/*"), StringComparison.Ordinal);

        await endpoints.ApplyAsync(await endpoints.PlanRemoveAsync(Node with { User = user }, [], force: false, Stop), null, Stop);
        foreach (var host in new[] { Vps, First, Second })
            await Lab.UntilAsync(async () => (await LeftAsync(host)).Length == 0, $"nothing is left on {host}");
        Assert.Null(await endpoints.GetAsync(Node, Stop));
        await FailsAsync("PublicEndpointNotFound", () => RemoveAsync());
    }

    [Fact]
    public async Task The_account_of_the_tunnels_can_do_nothing_else()
    {
        await SetAsync();
        var ssh = "cd /etc/dentropy/public/to-*; ssh -F ssh_config -o ClearAllForwardings=yes";
        Assert.DoesNotContain("uid=", await Lab.ExecAsync(First, $"{ssh} public id 2>&1"), StringComparison.Ordinal);
        // Other ports of the public node, and connections that it makes for others.
        Assert.Contains("forwarding failed", await Lab.ExecAsync(First, "cd /etc/dentropy/public/to-*; sed '/RemoteForward/d' ssh_config >/tmp/c; timeout 10 ssh -F /tmp/c -N -R 127.0.0.1:20999:127.0.0.1:80 public 2>&1"), StringComparison.Ordinal);
        Assert.DoesNotContain("SSH-2.0", await Lab.ExecAsync(First, "cd /etc/dentropy/public/to-*; sed '/RemoteForward/d' ssh_config >/tmp/c; timeout 5 ssh -F /tmp/c -W 127.0.0.1:22 public 2>&1; rm -f /tmp/c"), StringComparison.Ordinal);
        // Nobody but the public node's own processes reaches the ports of the tunnels.
        Assert.Equal("127.0.0.1", (await Lab.ExecAsync(Vps, "ss -Hltn sport = :20800")).Split(' ', StringSplitOptions.RemoveEmptyEntries)[3].Split(':')[0]);
    }

    [Fact]
    public async Task What_is_changed_is_proved_before_the_old_goes()
    {
        await SetAsync();
        foreach (var host in new[] { First, Second })
            await ServeAsync(host, 8081);
        var ids = await Lab.ExecAsync(First, "ls -d /etc/dentropy/public/to-*");
        // A client that asks all the time.
        await Lab.ExecAsync(Client, $"setsid bash -c 'while :; do exec 3<>/dev/tcp/{Address}/80 && printf \"GET / HTTP/1.0\\r\\n\\r\\n\" >&3 && cat <&3; echo; done' </dev/null >/tmp/asked 2>&1 & echo $! >/tmp/asker");
        try
        {
            var set = await SetAsync(Web with { Port = ["80", "8080:8081"] });
            Assert.Equal(["80", "8080:8081"], set.Endpoint!.Port);
            await UntilAsync(DcPublicState.Up);
        }
        finally
        {
            await Lab.ExecAsync(Client, "pkill -KILL -g \"$(cat /tmp/asker)\"");
        }

        Assert.NotEqual(ids, await Lab.ExecAsync(First, "ls -d /etc/dentropy/public/to-*"));
        Assert.Single((await Lab.ExecAsync(First, "ls -d /etc/dentropy/public/to-*")).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var asked = await Lab.ExecAsync(Client, "grep -c pi /tmp/asked; grep -v -e pi -e HTTP -e '^.$' -e '^$' /tmp/asked | sort | uniq -c; rm -f /tmp/asked /tmp/asker");
        Assert.Matches("^[1-9][0-9]*\n$", asked);
        Assert.StartsWith("pi", await AskAsync(Client, Address, 8080), StringComparison.Ordinal);

        // One load balancer alone, and what the other had is gone.
        await SetAsync(Web, Both[0]);
        await Lab.UntilAsync(async () => (await LeftAsync(Second)).Length == 0, "nothing is left on the other");
        Assert.Equal(First, await AskAsync(Client, Address));
        Assert.Equal("", (await Lab.ExecAsync(Vps, "ss -Hltn sport = :8080")).Trim());
        Assert.Single((await Lab.ExecAsync(Vps, "grep -v '^#' /etc/dentropy/public/tunnel/authorized_keys")).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
