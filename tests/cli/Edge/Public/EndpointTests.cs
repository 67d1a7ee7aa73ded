using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Edge.Public;

public sealed class EndpointTests : IAsyncLifetime
{
    private const string Vps = "pi1";
    private const string Balancer = "pi2";

    private const string Server = "use IO::Socket::IP; $s = IO::Socket::IP->new(LocalHost => q(127.0.0.1), LocalPort => 8087, Listen => 64, ReuseAddr => 1) or die; while (1) { $c = $s->accept or next; sysread $c, $b, 99; print $c qq(HTTP/1.0 200 OK\\r\\n\\r\\n) }";

    private readonly Support.Cli _cli = new();

    public ValueTask InitializeAsync()
    {
        _cli.Write("cloud/nodes/gone.yaml", "name: gone\nrevision: 1\naddress: 127.0.0.1\nport: 1\n");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (Lab.Cloud.Length > 0)
        {
            _cli.Environment["DENTROPY_CLOUD"] = Lab.Cloud;
            await _cli.RunAsync("endpoint", "remove", Vps, "--to", Balancer, "--force", "--yes");
            await Lab.ExecAsync(Balancer, "pkill -KILL -x perl");
        }

        _cli.Dispose();
    }

    [Theory]
    [InlineData("--port", "70000")]
    [InlineData("--port", "80,80:81")]
    [InlineData("--proxy-protocol", "v3")]
    [InlineData("--tunnel", "2")]
    [InlineData("--health-check", "often")]
    [InlineData("--wireguard-port", "0")]
    [InlineData("--address", "a b")]
    [InlineData("--proof-timeout", "1s")]
    [InlineData("--to", "gone")]
    [InlineData("--to", "nobody")]
    public async Task Bad_input_ends_with_2_before_any_node_is_asked(string option, string value)
    {
        _cli.Write("cloud/nodes/other.yaml", "name: other\nrevision: 1\naddress: 127.0.0.1\nport: 1\n");
        string[] to = option == "--to" ? [] : ["--to", "other"];
        (await _cli.RunAsync(["endpoint", "set", "gone", option, value, .. to])).Ends(2);
    }

    [Fact]
    public async Task A_node_that_cannot_be_reached_ends_with_3()
    {
        (await _cli.RunAsync("endpoint", "show", "-n", "gone")).Ends(3);
        (await _cli.RunAsync("endpoint", "remove", "gone", "--yes")).Ends(3);
        (await _cli.RunAsync("endpoint", "remove", "nobody", "--yes")).Ends(2);
    }

    [Fact]
    public async Task An_endpoint_is_planned_set_shown_and_removed()
    {
        Lab.Require();
        _cli.Environment["DENTROPY_CLOUD"] = Lab.Cloud;
        await Lab.ExecAsync(Balancer, $"setsid perl -e '{Server}' </dev/null >/dev/null 2>&1 &");
        string[] set = ["endpoint", "set", Vps, "--to", Balancer, "--port", "8086:8087", "--tunnel", "ssh", "--health-check", "http"];
        var plan = (await _cli.RunAsync([.. set, "--what-if"])).Ends(0);
        Assert.Contains(plan.OutLines, line => line.Contains("+    server pi2 127.0.0.1:20800 check", StringComparison.Ordinal));
        Assert.Empty((await _cli.RunAsync("endpoint", "show", "-n", Vps, "-o", "json")).Ends(0).Json.EnumerateArray());

        var done = (await _cli.RunAsync(set)).Ends(0);
        Assert.Contains(done.OutLines, line => line == "pi1: port 8086:8087 leads to pi2");
        Assert.Contains((await _cli.RunAsync(set)).Ends(0).OutLines, line => line == "pi1: unchanged");
        var shown = (await _cli.RunAsync("endpoint", "show", "-n", Vps, "-o", "json")).Ends(0).Json[0];
        Assert.Equal(("pi1", "8086:8087", "None", "Ssh"), (shown.GetProperty("node").GetString(), shown.GetProperty("port")[0].GetString(), shown.GetProperty("proxyProtocol").GetString(), shown.GetProperty("to")[0].GetProperty("tunnel").GetString()));
        Assert.Contains((await _cli.RunAsync("endpoint", "show", "-n", Vps)).Ends(0).OutLines, line => line.Contains("8086:8087", StringComparison.Ordinal) && line.Contains("pi2", StringComparison.Ordinal));

        Assert.Contains((await _cli.RunAsync("endpoint", "remove", Vps, "--what-if")).Ends(0).OutLines, line => line.Contains("stop haproxy on port 8086:8087", StringComparison.Ordinal));
        (await _cli.RunAsync("endpoint", "remove", Vps, "--yes")).Ends(0);
        (await _cli.RunAsync("endpoint", "remove", Vps, "--yes")).Ends(2);
        Assert.Equal("", await Lab.ExecAsync(Vps, "ls -d /etc/dentropy/public 2>/dev/null") + await Lab.ExecAsync(Balancer, "ls -d /etc/dentropy/public 2>/dev/null"));
    }
}
