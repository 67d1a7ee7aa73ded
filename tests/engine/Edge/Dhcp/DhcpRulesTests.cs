using System.Net;
using Dentropy.Edge;
using Dentropy.Engine.Dnsmasq;
using Dentropy.Engine.Edge.Dhcp;
using Xunit;

namespace Dentropy.Engine.Tests.Edge.Dhcp;

public sealed class DhcpRulesTests
{
    private static readonly DhcpFiles s_none = new([], []);
    private static readonly DhcpRangeSettings s_good = new() { Name = "lan", From = "10.77.1.10", To = "10.77.1.250" };

    [Fact]
    public void TheNetworkIsThatOfTheNode()
    {
        var range = Range(s_good);
        Assert.Equal(("10.77.0.0/16", "10.77.1.10", "10.77.1.250", TimeSpan.FromHours(12)), (range.Network, range.ServedFrom, range.ServedTo, range.LeaseTime));
        var half = DhcpRules.Range(s_good, null, State(s_none), "gw2", null, 2, 2);
        Assert.Equal(("10.77.1.10", "10.77.1.131", "10.77.1.250"), (half.From, half.ServedFrom, half.ServedTo));
    }

    [Fact]
    public void WhatIsNotSaidStays()
    {
        var before = Range(s_good with { Gateway = "10.77.0.1", Dns = ["1.1.1.1"], Domain = "Home.lan", LeaseTime = TimeSpan.FromHours(1), Option = new Dictionary<string, string> { ["ntp-server"] = "10.77.0.1" } });
        var after = DhcpRules.Range(new DhcpRangeSettings { Name = "LAN", To = "10.77.1.100" }, before, State(s_none), "gw1", null, 1, 1);
        Assert.Equal(("lan", "10.77.1.10", "10.77.1.100", "10.77.0.1", "home.lan", TimeSpan.FromHours(1)), (after.Name, after.From, after.To, after.Gateway, after.Domain, after.LeaseTime));
        Assert.Equal("10.77.0.1", after.Option["ntp-server"]);
        after = DhcpRules.Range(new DhcpRangeSettings { Name = "lan", Gateway = "", Domain = "", Dns = [], Option = new Dictionary<string, string>() }, before, State(s_none), "gw1", null, 1, 1);
        Assert.Equal((null, null, 0, 0), (after.Gateway, after.Domain, after.Dns.Count, after.Option.Count));
    }

    public static TheoryData<string, string, string, string> Bad => new()
    {
        { "From", "10.76.0.1", "DhcpAddressOutside", "10.77.0.0/16 on eth1" },
        { "To", "10.78.0.1", "DhcpAddressOutside", "10.77.0.0/16 on eth1" },
        { "From", "10.77.0.0", "DhcpAddressOutside", "first and last" },
        { "To", "10.77.255.255", "DhcpAddressOutside", "first and last" },
        { "From", "10.77.1.251", "DhcpRangeInvalid", "no range" },
        { "From", "fd00::1", "DhcpRangeInvalid", "IPv6" },
        { "From", "10.77.1", "DhcpRangeInvalid", "no IP address" },
        { "Network", "10.78.0.0/16", "DhcpAddressOutside", "10.78.0.0/16" },
        { "Network", "10.78", "DhcpRangeInvalid", "no network" },
        { "Gateway", "10.78.0.1", "DhcpRangeInvalid", "router" },
        { "Dns", "dns.example", "DhcpRangeInvalid", "name server" },
        { "Domain", "home lan", "DhcpRangeInvalid", "domain" },
        { "Interface", "eth9", "DhcpInterfaceNotFound", "eth1" },
        { "Interface", "a b", "DhcpRangeInvalid", "interface" },
        { "Option", "router=10.77.0.1", "DhcpRangeInvalid", "parameter" },
        { "Option", "not an option=1", "DhcpRangeInvalid", "dnsmasq --help dhcp" },
        { "Option", "ntp-server=", "DhcpRangeInvalid", "empty" },
        { "Option", "ntp-server=a\nb", "DhcpRangeInvalid", "control" },
        { "Name", "lan one", "DhcpRangeInvalid", "name of a range" },
        { "Time", "119", "DhcpRangeInvalid", "2 minutes" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void ABadRangeIsRefused(string key, string value, string id, string said)
    {
        var settings = key switch
        {
            "From" => s_good with { From = value },
            "To" => s_good with { To = value },
            "Network" => s_good with { Network = value },
            "Gateway" => s_good with { Gateway = value },
            "Dns" => s_good with { Dns = [value] },
            "Domain" => s_good with { Domain = value },
            "Interface" => s_good with { Interface = value },
            "Option" => s_good with { Option = new Dictionary<string, string> { [value.Split('=')[0]] = value.Split('=')[1] } },
            "Name" => s_good with { Name = value },
            _ => s_good with { LeaseTime = TimeSpan.FromSeconds(int.Parse(value, System.Globalization.CultureInfo.InvariantCulture)) },
        };
        var error = Assert.Throws<DentropyException>(() => Range(settings));
        Assert.Equal(id, error.ErrorId);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.77.1.250", "10.77.2.9", true)]
    [InlineData("10.77.0.1", "10.77.1.10", true)]
    [InlineData("10.77.1.20", "10.77.1.30", true)]
    [InlineData("10.77.1.251", "10.77.2.9", false)]
    [InlineData("10.77.0.1", "10.77.1.9", false)]
    public void RangesMustNotShareAnAddress(string from, string to, bool shared)
    {
        var (range, other) = (Range(s_good), Range(s_good with { Name = "other", From = from, To = to }));
        var error = Record.Exception(() => DhcpRules.CheckOverlap(range, [other]));
        Assert.Equal(shared ? "DhcpRangeOverlap" : null, (error as DentropyException)?.ErrorId);
    }

    [Theory]
    [InlineData("10.78.0.17", "dc:a6:32:01:02:09", "DhcpAddressOutside")]
    [InlineData("10.77.255.255", "dc:a6:32:01:02:09", "DhcpAddressOutside")]
    [InlineData("fd00::17", "dc:a6:32:01:02:09", "DhcpAddressOutside")]
    [InlineData("10.77.0.1", "dc:a6:32:01:02:09", "DhcpAddressTaken")]
    [InlineData("10.77.0.17", "dc:a6:32:01:02:09", "DhcpReservationDuplicate")]
    [InlineData("10.77.0.18", "dc:a6:32:01:02:03", "DhcpReservationDuplicate")]
    [InlineData("10.77.0.18", "dc:a6:32:01:02:09", null)]
    public void AReservationMustBePossible(string address, string mac, string? id)
    {
        var files = s_none.With(isRange: true, "lan", DhcpSyntax.Entry(Range(s_good)))
            .With(isRange: false, "pi7", DhcpSyntax.Entry(new DcDhcpReservation { Name = "pi7", MacAddress = ["dc:a6:32:01:02:03"], Address = "10.77.0.17", Node = "gw1" }));
        var is6 = address.Contains(':', StringComparison.Ordinal);
        var reservation = new DcDhcpReservation { Name = "pi8", MacAddress = [mac], Address = is6 ? null : address, Address6 = is6 ? address : null, Node = "gw1" };
        Assert.Equal(id, (Record.Exception(() => DhcpRules.Check(reservation, files, State(files).Interfaces)) as DentropyException)?.ErrorId);
    }

    private static DcDhcpRange Range(DhcpRangeSettings settings) => DhcpRules.Range(settings, null, State(s_none), "gw1", null, 1, 1);

    private static DhcpState State(DhcpFiles files) =>
        new(files, (DnsmasqFile.None, DnsmasqFile.None), [new DhcpInterface("eth1", IPAddress.Parse("10.77.0.1"), IPNetwork.Parse("10.77.0.0/16"))], AsRoot: true);
}
