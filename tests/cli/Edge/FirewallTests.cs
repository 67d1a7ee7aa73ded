using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Edge;

public sealed class FirewallTests : IAsyncLifetime
{
    private const string Host = "pi4";

    private readonly Support.Cli _cli = new();

    public ValueTask InitializeAsync()
    {
        _cli.Write("cloud/nodes/gone.yaml", "name: gone\nrevision: 1\naddress: 127.0.0.1\nport: 1\n");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _cli.Dispose();
        if (Lab.Cloud.Length > 0)
            await Lab.ExecAsync(Host, "rm -rf /etc/dentropy /run/dentropy-firewall; nft flush ruleset; sysctl -qw net.ipv4.ip_forward=0");
    }

    [Theory]
    [InlineData("--port", "70000")]
    [InlineData("--source", "10.0.0.0/40")]
    [InlineData("--rate-limit", "often")]
    [InlineData("--action", "explode")]
    [InlineData("--state", "1")]
    [InlineData("--raw", "-A INPUT -j DROP")]
    public async Task Bad_input_ends_with_2_before_any_node_is_asked(string option, string value) =>
        (await _cli.RunAsync("firewall", "add", "x", "-n", "gone", "--protocol", "tcp", option, value)).Ends(2);

    [Fact]
    public async Task A_node_that_cannot_be_reached_ends_with_3()
    {
        (await _cli.RunAsync("firewall", "list", "-n", "gone")).Ends(3);
        (await _cli.RunAsync("gateway", "show", "-n", "gone")).Ends(3);
        (await _cli.RunAsync("firewall", "list", "-n", "nobody")).Ends(2);
    }

    [Fact]
    public async Task A_rule_is_added_listed_changed_and_removed()
    {
        Lab.Require();
        _cli.Environment["DENTROPY_CLOUD"] = Lab.Cloud;
        var plan = (await _cli.RunAsync("firewall", "add", "web", "-n", Host, "--protocol", "tcp", "--port", "80,443", "--rate-limit", "200/s", "--what-if")).Ends(0);
        Assert.Contains(plan.OutLines, line => line.Contains("+ ip6tables -A DENTROPY-INPUT -p tcp -m multiport --dports 80,443", StringComparison.Ordinal));
        Assert.Equal("0", (await CountAsync()).Trim());

        (await _cli.RunAsync("firewall", "add", "web", "-n", Host, "--protocol", "tcp", "--port", "80,443", "--rate-limit", "200/s")).Ends(0);
        var again = (await _cli.RunAsync("firewall", "add", "web", "-n", Host, "--protocol", "tcp", "--port", "80,443", "--rate-limit", "200/s", "-o", "json")).Ends(0).Json[0];
        Assert.False(again.GetProperty("changed").GetBoolean());
        (await _cli.RunAsync("firewall", "add", "web", "-n", Host, "--protocol", "udp", "--port", "53")).Ends(2);
        (await _cli.RunAsync("firewall", "set", "web", "-n", Host, "--rate-limit", "5/m")).Ends(0);

        var rule = (await _cli.RunAsync("firewall", "list", "-n", Host, "-o", "json")).Ends(0).Json[0];
        Assert.Equal(("web", "5/m", "Active"), (rule.GetProperty("name").GetString(), rule.GetProperty("rateLimit").GetString(), rule.GetProperty("status").GetString()));
        Assert.Contains((await _cli.RunAsync("firewall", "list", "-n", Host)).Ends(0).OutLines, line => line.Contains("tcp 80,443, up to 5/m", StringComparison.Ordinal));

        (await _cli.RunAsync("firewall", "remove", "web", "-n", Host)).Ends(2);
        (await _cli.RunAsync("firewall", "remove", "web", "-n", Host, "--yes")).Ends(0);
        Assert.Equal("0", (await CountAsync()).Trim());
        (await _cli.RunAsync("firewall", "remove", "web", "-n", Host, "--yes")).Ends(2);
    }

    [Fact]
    public async Task What_locks_out_is_taken_back_and_ends_with_3()
    {
        Lab.Require();
        _cli.Environment["DENTROPY_CLOUD"] = Lab.Cloud;
        var result = (await _cli.RunAsync("firewall", "add", "out", "-n", Host, "--protocol", "tcp", "--port", "22", "--action", "drop", "--confirm-within", "6s")).Ends(3);
        Assert.Contains("former rules are back", result.Error, StringComparison.Ordinal);
        Assert.Equal("0", (await CountAsync()).Trim());
    }

    [Fact]
    public async Task A_gateway_and_its_port_forward()
    {
        Lab.Require();
        _cli.Environment["DENTROPY_CLOUD"] = Lab.Cloud;
        (await _cli.RunAsync("gateway", "set", "-n", Host, "--outside", "eth0", "--inside", "lo", "--network", "10.99.0.0/16", "--masquerade")).Ends(0);
        (await _cli.RunAsync("gateway", "forward", "https", "-n", Host, "--port", "443", "--to", "10.99.0.17:8443")).Ends(0);
        var gateway = (await _cli.RunAsync("gateway", "show", "-n", Host, "-o", "json")).Ends(0).Json[0];
        Assert.Equal(("eth0", true, "https"), (gateway.GetProperty("outside").GetString(), gateway.GetProperty("masquerade").GetBoolean(), gateway.GetProperty("forwards")[0].GetProperty("name").GetString()));
        Assert.Contains((await _cli.RunAsync("gateway", "forwards", "-n", Host)).Ends(0).OutLines, line => line.Contains("10.99.0.17", StringComparison.Ordinal));
        (await _cli.RunAsync("gateway", "unforward", "https", "-n", Host, "--yes")).Ends(0);
        (await _cli.RunAsync("gateway", "remove", "-n", Host, "--yes")).Ends(0);
        Assert.Equal("0", (await CountAsync()).Trim());
    }

    private static Task<string> CountAsync() => Lab.ExecAsync(Host, "{ iptables-save; ip6tables-save; } 2>/dev/null | grep -ci dentropy");
}
