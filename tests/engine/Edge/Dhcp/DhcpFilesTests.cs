using System.Collections.ObjectModel;
using System.Text;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Dhcp;
using Xunit;

namespace Dentropy.Engine.Tests.Edge.Dhcp;

public sealed class DhcpFilesTests
{
    private const string Hosts = "/etc/dnsmasq.d/.dentropy-dhcp.hosts";

    [Fact]
    public void ARangeComesBackFromItsLines()
    {
        var range = Range("lan", "10.77.1.10", "10.77.1.250", "10.77.0.0/16") with
        {
            LeaseTime = TimeSpan.FromMinutes(90),
            Gateway = "10.77.0.1",
            Dns = ["10.77.0.1", "1.1.1.1"],
            Domain = "home.lan",
            Interface = "eth1",
            Part = 2,
            Parts = 2,
            ServedFrom = "10.77.1.131",
            Option = new ReadOnlyDictionary<string, string>(new Dictionary<string, string> { ["ntp-server"] = "10.77.0.1,10.77.0.2", ["224"] = "a \"b\" # c" }),
        };
        var entry = DhcpSyntax.Entry(range);
        Assert.Equal(
            [
                "# range lan 10.77.1.10 10.77.1.250 2/2",
                "dhcp-range=tag:eth1,set:range-lan,10.77.1.131,10.77.1.250,255.255.0.0,90m",
                "dhcp-option=tag:range-lan,option:router,10.77.0.1",
                "dhcp-option=tag:range-lan,option:dns-server,10.77.0.1,1.1.1.1",
                "domain=home.lan,10.77.0.0/16",
                "dhcp-option=tag:range-lan,224,\"a \\\"b\\\" # c\"",
                "dhcp-option=tag:range-lan,option:ntp-server,10.77.0.1,10.77.0.2",
                "# end lan",
            ],
            entry.Lines);
        var read = DhcpSyntax.ReadRange(entry.Lines, "gw1")!;
        Assert.True(read.Is(DhcpSyntax.Entry(read.Range!)));
        Assert.Equal((range.Gateway, range.Domain, range.Interface, range.LeaseTime, range.Part, range.ServedFrom, range.Network), (read.Range!.Gateway, read.Range.Domain, read.Range.Interface, read.Range.LeaseTime, read.Range.Part, read.Range.ServedFrom, read.Range.Network));
        Assert.Equal(range.Option.OrderBy(one => one.Key), read.Range.Option.OrderBy(one => one.Key));
        Assert.Equal(range.Dns, read.Range.Dns);
    }

    [Fact]
    public void ARangeOfIPv6ComesBackToo()
    {
        var range = Range("lan6", "fd00::10", "fd00::ff", "fd00::/64") with { Dns = ["fd00::1"], LeaseTime = TimeSpan.FromDays(2) };
        var entry = DhcpSyntax.Entry(range);
        Assert.Equal(["# range lan6 fd00::10 fd00::ff 1/1", "dhcp-range=set:range-lan6,fd00::10,fd00::ff,64,2d", "dhcp-option=tag:range-lan6,option6:dns-server,[fd00::1]", "# end lan6"], entry.Lines);
        var read = DhcpSyntax.ReadRange(entry.Lines, "gw1")!.Range!;
        Assert.Equal(("fd00::/64", TimeSpan.FromDays(2)), (read.Network, read.LeaseTime));
        Assert.Equal(["fd00::1"], read.Dns);
    }

    [Theory]
    [InlineData("dc:a6:32:01:02:03,10.77.0.17,pi7", "pi7|dc:a6:32:01:02:03|10.77.0.17|")]
    [InlineData("dc:a6:32:01:02:03,dc:a6:32:01:02:04,10.77.0.17,[fd00::17],pi7", "pi7|dc:a6:32:01:02:03 dc:a6:32:01:02:04|10.77.0.17|fd00::17")]
    [InlineData("dc:a6:32:01:02:03,[fd00::17],pi7", "pi7|dc:a6:32:01:02:03||fd00::17")]
    [InlineData("# by hand", null)]
    [InlineData("DC:A6:32:01:02:03,10.77.0.17,pi7", null)]
    [InlineData("dc:a6:32:01:02:03,set:x,10.77.0.17,pi7", null)]
    [InlineData("dc:a6:32:01:02:03,ignore", null)]
    [InlineData("id:*,10.77.0.17,pi7", null)]
    public void AReservationIsALineInOurSpelling(string line, string? said)
    {
        var read = DhcpSyntax.ReadReservation(line, "gw1")?.Reservation;
        Assert.Equal(said, read is null ? null : $"{read.Name}|{string.Join(' ', read.MacAddress)}|{read.Address}|{read.Address6}");
        if (read is not null)
            Assert.Equal([line], DhcpSyntax.Entry(read).Lines);
    }

    [Fact]
    public void LinesOfOthersStayAndTheHeadFollowsWhatIsThere()
    {
        var files = Read("# by hand\ndhcp-option=3,10.0.0.9\n", "id:abc,10.77.0.9,nas\n");
        files = files.With(isRange: true, "lan", DhcpSyntax.Entry(Range("lan", "10.77.1.10", "10.77.1.250", "10.77.0.0/16")));
        files = files.With(isRange: false, "pi7", DhcpSyntax.Entry(new DcDhcpReservation { Name = "pi7", MacAddress = ["dc:a6:32:01:02:03"], Address = "10.77.0.17", Node = "gw1" }));
        var (text, hosts) = (Text(files.ConfigurationBytes(Hosts)), Text(files.HostsBytes()));
        Assert.Contains("\n# by hand\ndhcp-option=3,10.0.0.9\n# range lan ", text, StringComparison.Ordinal);
        Assert.Contains($"\ndhcp-hostsfile={Hosts}\ndhcp-authoritative\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("dhcp-lease-max", text, StringComparison.Ordinal);
        Assert.EndsWith("\nid:abc,10.77.0.9,nas\ndc:a6:32:01:02:03,10.77.0.17,pi7\n", hosts, StringComparison.Ordinal);

        // Reading and writing again changes nothing.
        var again = Read(text, hosts);
        Assert.Equal((text, hosts), (Text(again.ConfigurationBytes(Hosts)), Text(again.HostsBytes())));

        again = again.With(isRange: true, "LAN", null).With(isRange: false, "pi7", null);
        Assert.DoesNotContain("range", Text(again.ConfigurationBytes(Hosts)).Replace("# Written by Dentropy, which keeps", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.EndsWith("\nid:abc,10.77.0.9,nas\n", Text(again.HostsBytes()), StringComparison.Ordinal);
    }

    [Fact]
    public void WhereNothingIsLeftTheFilesGo()
    {
        var files = Read("", "").With(isRange: true, "lan", DhcpSyntax.Entry(Range("lan", "10.77.1.10", "10.77.1.250", "10.77.0.0/16")));
        Assert.NotNull(files.HostsBytes());
        files = files.With(isRange: true, "lan", null);
        Assert.Null(files.ConfigurationBytes(Hosts));
        Assert.Null(files.HostsBytes());
    }

    [Fact]
    public void ANodeThatSharesARangeIsNotAuthoritative()
    {
        var files = Read("", "").With(isRange: true, "lan", DhcpSyntax.Entry(Range("lan", "10.77.1.10", "10.77.1.250", "10.77.0.0/16") with { Parts = 2 }));
        Assert.DoesNotContain("dhcp-authoritative", Text(files.ConfigurationBytes(Hosts)), StringComparison.Ordinal);
    }

    [Fact]
    public void ManyAddressesNeedALargerLimit()
    {
        var files = Read("", "").With(isRange: true, "lan", DhcpSyntax.Entry(Range("lan", "10.77.1.0", "10.77.8.255", "10.77.0.0/16")));
        Assert.Contains("\ndhcp-lease-max=2048\n", Text(files.ConfigurationBytes(Hosts)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("# range lan 10.0.0.1 10.0.0.9 1/1\ndhcp-range=set:range-lan,10.0.0.1,10.0.0.9,255.0.0.0,12h\n", 1)]
    [InlineData("port=53\n# range lan 10.0.0.1 10.0.0.9 1/1\n# end lan\n", 2)]
    [InlineData("# range lan 10.0.0.1 10.0.0.9 1/1\ndhcp-range=set:range-lan,10.0.0.1,10.0.0.9,255.0.255.0,12h\n# end lan\n", 1)]
    [InlineData("# range lan 10.0.0.1\n# end lan\n", 1)]
    public void ABlockThatIsNotWholeIsToldWithItsLine(string text, int line) =>
        Assert.Equal(line.ToString(System.Globalization.CultureInfo.InvariantCulture), Assert.Throws<DentropyException>(() => Read(text, "")).Target);

    private static DhcpFiles Read(string configuration, string hosts) => DhcpFiles.Read(
        Encoding.UTF8.GetBytes(configuration), Encoding.UTF8.GetBytes(hosts), "gw1", line => new DentropyException("X", DentropyErrorCategory.InvalidData, line.ToString(System.Globalization.CultureInfo.InvariantCulture), "x"));

    private static string Text(byte[]? content) => Encoding.UTF8.GetString(content ?? []);

    private static DcDhcpRange Range(string name, string from, string to, string network) =>
        new() { Name = name, Node = "gw1", From = from, To = to, ServedFrom = from, ServedTo = to, Network = network, LeaseTime = TimeSpan.FromHours(12) };
}
