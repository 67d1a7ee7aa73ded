using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Dns;

// Of the lab's two name servers each has an address of its own for ns1.example.org.
public sealed class DnsCheckTests : IDisposable
{
    private static readonly string? s_bind = Environment.GetEnvironmentVariable("DENTROPY_LAB_DNS_BIND");
    private static readonly string? s_knot = Environment.GetEnvironmentVariable("DENTROPY_LAB_DNS_KNOT");
    private readonly Support.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task It_needs_a_place()
    {
        _cli.Write("cloud/cloud.yaml", "");
        (await _cli.RunAsync("dns", "check")).Fails(2, "DnsPlaceNotFound");
    }

    [Fact]
    public async Task It_ends_with_0_where_all_agree_and_with_1_where_one_does_not()
    {
        RequireNameServers();
        var good = (await _cli.RunAsync("dns", "check", "ns1.example.org")).Good();
        Assert.StartsWith($"good ns1.example.org A: outside {s_bind} answers {s_bind} as declared.", good.Out, StringComparison.Ordinal);

        var wrong = (await _cli.RunAsync("dns", "check", "ns1.example.org", "--type", "A", "--resolver", s_knot!, "--output", "json")).Ends(1);
        var test = Assert.Single(wrong.Json.EnumerateArray());
        Assert.Equal((false, "outside", s_knot), (test.GetProperty("agrees").GetBoolean(), test.GetProperty("view").GetString(), test.GetProperty("answered")[0].GetString()));
        Assert.Contains($"answers {s_knot} though world has {s_bind}", test.GetProperty("explanation").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_no_place_has_is_an_error()
    {
        RequireNameServers();
        Assert.Contains("(DnsRecordNotFound)", (await _cli.RunAsync("dns", "check", "nobody.example.org")).Error, StringComparison.Ordinal);
    }

    private void RequireNameServers()
    {
        if (s_bind is not { Length: > 0 })
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, "No name servers run, and CI must test against real ones.");
            Assert.Skip("No name servers run: start them with lab/lab.sh dns up, and set DENTROPY_LAB_DNS_BIND and the others.");
        }

        _cli.Environment["LAB_SECRET"] = Environment.GetEnvironmentVariable("DENTROPY_LAB_DNS_SECRET");
        _cli.Write("cloud/cloud.yaml", $"dns:\n  world:\n    type: rfc2136\n    server: {s_bind}\n    key: lab\n    secret: env:LAB_SECRET\n    zones: [example.org]\n    resolvers: {s_bind}\n");
    }
}
