using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Edge.Dhcp;

/// <summary>On this machine, with a folder of its own. What checks the files is a script in dnsmasq's place.</summary>
public sealed class DhcpTests : IDisposable
{
    private static readonly string[] s_range = ["dhcp", "set", "lan", "--from", "10.99.1.10", "--to", "10.99.1.250", "--network", "10.99.0.0/16"];

    private readonly Support.Cli _cli = new();

    public DhcpTests()
    {
        _cli.Write("bin/dnsmasq", "#!/bin/sh\nexit 0\n");
        var (folder, dnsmasq) = (_cli.Home, Path.Combine(_cli.Home, "bin/dnsmasq"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(dnsmasq, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateDirectory(Path.Combine(folder, "etc"));
        _cli.Write("cloud/cloud.yaml", $"dhcp:\n  node: localhost\n  folder: {folder}/etc\n  leaseFile: {folder}/leases\n  reload: \"true\"\n");
        _cli.Write("leases", "0 dc:a6:32:01:02:03 10.99.0.17 pi7 *\n1795800000 dc:a6:32");
        _cli.Environment["PATH"] = $"{folder}/bin:{Environment.GetEnvironmentVariable("PATH")}";
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Sets_a_range_once_and_says_what_it_did()
    {
        Assert.Contains("would create lan on localhost", Assert.Single((await _cli.RunAsync([.. s_range, "--what-if"])).Good().OutLines), StringComparison.Ordinal);
        Assert.Empty((await _cli.RunAsync("dhcp", "list")).Good().Out);
        Assert.StartsWith("+ lan on localhost: dhcp-range=set:range-lan,10.99.1.10,10.99.1.250,255.255.0.0,12h", Assert.Single((await _cli.RunAsync(s_range)).Good().OutLines), StringComparison.Ordinal);
        Assert.Empty((await _cli.RunAsync(s_range)).Good().Out);
        var change = Assert.Single((await _cli.RunAsync("dhcp", "set", "lan", "--lease-time", "1h", "--dns", "1.1.1.1", "--option", "ntp-server=10.99.0.1", "-o", "json")).Good().Json.EnumerateArray());
        Assert.Equal(("Update", true), (change.GetProperty("action").GetString(), change.GetProperty("applied").GetBoolean()));
        var range = Assert.Single((await _cli.RunAsync("dhcp", "list", "l*", "-o", "json")).Good().Json.EnumerateArray());
        Assert.Equal((3600, "10.99.0.0/16", "10.99.0.1"), (range.GetProperty("leaseTime").GetDouble(), range.GetProperty("network").GetString(), range.GetProperty("option").GetProperty("ntp-server").GetString()));
        Assert.Contains((await _cli.RunAsync("dhcp", "list")).Good().OutLines, line => line.StartsWith("lan", StringComparison.Ordinal) && line.Contains("1h", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reserves_and_shows_leases_also_of_a_file_that_is_cut()
    {
        (await _cli.RunAsync(s_range)).Good();
        Assert.Equal(["+ pi7 on localhost: dc:a6:32:01:02:03,10.99.0.17,pi7"], (await _cli.RunAsync("dhcp", "reserve", "pi7", "--mac", "DCA632010203", "--address", "10.99.0.17")).Good().OutLines);
        Assert.Contains("pi7", (await _cli.RunAsync("dhcp", "reservations")).Good().Out, StringComparison.Ordinal);
        Assert.Contains("pi7", (await _cli.RunAsync("dhcp", "leases")).Fails(2, "DhcpLeaseFileInvalid").Out, StringComparison.Ordinal);
        var lease = Assert.Single((await _cli.RunAsync("dhcp", "leases", "-o", "json")).Json.EnumerateArray());
        Assert.Equal(("10.99.0.17", true), (lease.GetProperty("address").GetString(), lease.GetProperty("reserved").GetBoolean()));
        (await _cli.RunAsync("dhcp", "unreserve", "pi7")).Fails(2, "NotConfirmed");
        Assert.Equal(["- pi7 on localhost: dc:a6:32:01:02:03,10.99.0.17,pi7"], (await _cli.RunAsync("dhcp", "unreserve", "pi7", "--yes")).Good().OutLines);
        (await _cli.RunAsync("dhcp", "remove", "lan", "--yes")).Good();
        (await _cli.RunAsync("dhcp", "remove", "lan", "--yes")).Fails(2, "DhcpRangeNotFound");
    }

    [Fact]
    public async Task Answers_for_the_names_of_the_inventory()
    {
        _cli.AddNode("pi8", "address: 10.99.0.18\n");
        Assert.Contains("+ 10.99.0.18 pi8.home.lan pi8", (await _cli.RunAsync("dhcp", "names", "--domain", "home.lan", "--upstream", "10.99.0.1", "--what-if")).Good().Out, StringComparison.Ordinal);
        Assert.Equal(["home.lan on localhost: 1 names"], (await _cli.RunAsync("dhcp", "names", "--domain", "home.lan", "--upstream", "10.99.0.1")).Good().OutLines);
        Assert.Empty((await _cli.RunAsync("dhcp", "names")).Good().Out);
        Assert.Equal("10.99.0.1", Assert.Single((await _cli.RunAsync("dhcp", "names", "-o", "json")).Good().Json.EnumerateArray()).GetProperty("upstream")[0].GetString());
    }

    [Theory]
    [InlineData("DhcpAddressOutside", "set", "lan", "--from", "10.98.1.1", "--to", "10.98.1.2", "--network", "10.99.0.0/16")]
    [InlineData("DhcpRangeInvalid", "set", "lan", "--from", "10.99.1.1")]
    [InlineData("InvalidOptionValue", "set", "lan", "--lease-time", "soon")]
    [InlineData("InvalidOptionValue", "set", "lan", "--option", "ntp-server")]
    [InlineData("DhcpReservationInvalid", "reserve", "pi9")]
    [InlineData("InvalidUsage", "reserve", "pi8", "pi9", "--mac", "dc:a6:32:01:02:03")]
    [InlineData("NodeNotFound", "list", "--node", "nobody")]
    public async Task What_cannot_be_changes_nothing(string error, params string[] words) =>
        await _cli.UnchangedAsync(async () => (await _cli.RunAsync(["dhcp", .. words])).Fails(2, error));
}
