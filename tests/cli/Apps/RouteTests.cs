using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Apps;

public sealed class RouteTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("route", "set", "x")]
    [InlineData("route", "set", "--hostname", "a.example.org")]
    [InlineData("route", "remove", "x")]
    [InlineData("route", "set", "x", "--hostname", "a.example.org", "--port", "many")]
    [InlineData("route", "set", "x", "--hostname", "a.example.org", "--timeout", "soon")]
    [InlineData("route", "walk")]
    public async Task Bad_usage_ends_with_2(params string[] args) => Assert.Equal(2, (await _cli.RunAsync(args)).Code);

    [Fact]
    public async Task A_proxy_whose_secret_is_written_out_is_refused()
    {
        _cli.AddNode("gone", "address: 127.0.0.1\nport: 1\n");
        _cli.Write("cloud/cloud.yaml", "routes:\n  npm: {type: nginx-proxy-manager, url: \"http://127.0.0.1:1\", identity: me, secret: pa55-word}\n");
        var failed = await _cli.RunAsync("route", "list");
        failed.Fails(2, "CloudFileInvalid");
        Assert.DoesNotContain("pa55", failed.Error, StringComparison.Ordinal);
        _cli.Write("cloud/cloud.yaml", "routes:\n  npm: {type: other, url: \"http://127.0.0.1:1\", identity: me, secret: \"env:X\"}\n");
        (await _cli.RunAsync("route", "list")).Fails(2, "CloudFileInvalid");
        (await _cli.RunAsync("route", "list", "--via", "traefik")).Fails(3, "NodeUnreachable");
    }

    [Fact]
    public async Task A_proxy_that_is_not_there_is_named()
    {
        _cli.AddNode("gone", "address: 127.0.0.1\nport: 1\n");
        (await _cli.RunAsync("route", "list", "--via", "npm")).Fails(2, "RouteProxyNotFound");
    }

    [Fact]
    public async Task A_route_lives_from_set_to_removal()
    {
        Lab.RequireDocker();
        _cli.Environment["DENTROPY_CLOUD"] = Lab.Cloud;
        var name = "c" + Guid.NewGuid().ToString("N")[..8];
        try
        {
            await Lab.ExecAsync("pi1", $"docker run -d --name {name} --expose 80 --stop-signal KILL dentropy-lab/busybox sleep 300");
            string[] set = ["route", "set", name, "-n", "pi1", "--hostname", name + ".example.org", "--certificate-resolver", "le"];
            var plan = (await _cli.RunAsync([.. set, "--what-if"])).Ends(0);
            Assert.Contains($"would create route {name}.example.org for {name} on pi1 via traefik: + traefik.enable=true;", plan.Out, StringComparison.Ordinal);
            var made = (await _cli.RunAsync(set)).Ends(0);
            Assert.StartsWith($"created {name}.example.org for {name} on pi1 via traefik\n  + traefik.enable=true\n", made.Out, StringComparison.Ordinal);
            Assert.StartsWith("kept ", (await _cli.RunAsync(set)).Ends(0).Out, StringComparison.Ordinal);

            var route = (await _cli.RunAsync("route", "list", name, "-n", "pi1", "-o", "json")).Good().Json[0];
            Assert.Equal((name + ".example.org", "le", "traefik"), (route.GetProperty("hostnames")[0].GetString(), route.GetProperty("certificateResolver").GetString(), route.GetProperty("via").GetString()));
            (await _cli.RunAsync("route", "remove", name, "-n", "pi1", "--hostname", name + ".example.org")).Fails(2, "NotConfirmed");
            Assert.Contains("removed ", (await _cli.RunAsync("route", "remove", name, "-n", "pi1", "--hostname", name + ".example.org", "--yes")).Ends(0).Out, StringComparison.Ordinal);
            (await _cli.RunAsync("route", "remove", name, "-n", "pi1", "--hostname", name + ".example.org", "--yes")).Fails(2, "AppRouteNotFound");
        }
        finally
        {
            await Lab.ExecAsync("pi1", $"docker rm -fv {name}");
        }
    }
}
