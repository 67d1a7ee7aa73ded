using System.Net;
using Dentropy.Engine.Edge.Dhcp;
using Dentropy.Engine.Inventory;
using Xunit;

namespace Dentropy.Engine.Tests.Edge.Dhcp;

public sealed class DhcpSplitTests
{
    [Theory]
    [InlineData("10.77.1.10", "10.77.1.250", 2)]
    [InlineData("10.77.1.10", "10.77.1.11", 2)]
    [InlineData("10.77.0.250", "10.77.2.5", 3)]
    [InlineData("0.0.0.0", "255.255.255.255", 2)]
    [InlineData("fd00::1", "fd00::ff", 2)]
    public void PartsAreDisjointAndLeaveNoGap(string from, string to, int parts)
    {
        var all = Enumerable.Range(1, parts).Select(part => DhcpSplit.Part(IPAddress.Parse(from), IPAddress.Parse(to), part, parts)).ToList();
        Assert.Equal((from, to), (all[0].From.ToString(), all[^1].To.ToString()));
        for (var at = 1; at < parts; at++)
            Assert.Equal(NetworkAddress.Number(all[at - 1].To) + 1, NetworkAddress.Number(all[at].From));
        Assert.All(all, part => Assert.True(NetworkAddress.Number(part.From) <= NetworkAddress.Number(part.To)));
        var sizes = all.Select(part => NetworkAddress.Number(part.To) - NetworkAddress.Number(part.From)).ToList();
        Assert.True(sizes.Max() - sizes.Min() <= 1);
    }

    [Theory]
    [InlineData("10.77.0.1", true)]
    [InlineData("10.1", false)]
    [InlineData("10.77.0.256", false)]
    [InlineData("fd00::1", true)]
    [InlineData("fe80::1%3", false)]
    [InlineData("", false)]
    public void AnAddressIsReadOnlyInItsWholeSpelling(string text, bool good) => Assert.Equal(good, NetworkAddress.Read(text) is not null);

    [Theory]
    [InlineData("255.255.0.0", 16)]
    [InlineData("255.255.255.255", 32)]
    [InlineData("0.0.0.0", 0)]
    [InlineData("255.255.255.254", 31)]
    [InlineData("255.0.255.0", null)]
    public void AMaskHasALength(string mask, int? length)
    {
        Assert.Equal(length, NetworkAddress.PrefixOf(mask));
        if (length is { } prefix)
            Assert.Equal(mask, NetworkAddress.Mask(NetworkAddress.Network(IPAddress.Parse("10.77.1.2"), prefix)));
    }

    [Theory]
    [InlineData("DC-A6-32-01-02-03", "dc:a6:32:01:02:03")]
    [InlineData("dca6.3201.0203", "dc:a6:32:01:02:03")]
    [InlineData("dca632010203", "dc:a6:32:01:02:03")]
    [InlineData("01:00:5e:00:00:01", null)]
    [InlineData("00:00:00:00:00:00", null)]
    [InlineData("dc:a6:32:01:02", null)]
    [InlineData("dc:a6:32:01:02:0g", null)]
    public void AMacAddressHasOneSpelling(string text, string? spelled) => Assert.Equal(spelled, MacAddress.Read(text));
}
