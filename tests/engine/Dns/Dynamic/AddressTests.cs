using System.Net;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Dynamic;
using Xunit;

namespace Dentropy.Engine.Tests.Dns.Dynamic;

public sealed class AddressTests
{
    [Theory]
    [InlineData("2001:db8:1:2:aaaa::1", "::11", 64, "2001:db8:1:2::11")]
    [InlineData("2001:db8:1:2:aaaa::1", "fe80::1234:56ff:fe78:9abc", 64, "2001:db8:1:2:1234:56ff:fe78:9abc")]
    [InlineData("2001:db8:1:2ff::1", "::5:0:0:0:11", 56, "2001:db8:1:205::11")]
    [InlineData("2001:db8:1:2fff::1", "0:0:0:1::7", 60, "2001:db8:1:2ff1::7")]
    [InlineData("2001:db8::1", "::2", 127, "2001:db8::")]
    [InlineData("2001:db8::1", "::2", 128, "2001:db8::1")]
    [InlineData("2001:db8::1", "::2", 0, "::2")]
    [InlineData("203.0.113.7", "0.0.0.9", 24, "203.0.113.9")]
    public void AHostPartStandsBehindThePrefix(string prefix, string host, int length, string joined) =>
        Assert.Equal(joined, Addresses.Join(IPAddress.Parse(prefix), IPAddress.Parse(host), length).ToString());

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("2001:DB8::0:7", "2001:db8::7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("10.1", null)]
    [InlineData("0x0a000001", null)]
    [InlineData("fe80::1%eth0", null)]
    [InlineData("[2001:db8::7]", null)]
    [InlineData("<html>", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void AnAddressIsReadAsPeopleWriteIt(string? text, string? address) => Assert.Equal(address, Addresses.Parse(text)?.ToString());

    [Theory]
    [InlineData("8.8.8.8", null)]
    [InlineData("2a00:1450::1", null)]
    [InlineData("10.0.0.1", "private")]
    [InlineData("172.31.255.255", "private")]
    [InlineData("172.32.0.1", null)]
    [InlineData("192.168.1.1", "private")]
    [InlineData("100.64.0.1", "NAT")]
    [InlineData("100.128.0.1", null)]
    [InlineData("127.0.0.1", "loopback")]
    [InlineData("169.254.1.1", "one link")]
    [InlineData("192.0.2.1", "documentation")]
    [InlineData("198.51.100.1", "documentation")]
    [InlineData("203.0.113.1", "documentation")]
    [InlineData("0.1.2.3", "reserved")]
    [InlineData("255.255.255.255", "reserved")]
    [InlineData("224.0.0.1", "multicast")]
    [InlineData("fd00::1", "private")]
    [InlineData("fe80::1", "one link")]
    [InlineData("::1", "loopback")]
    [InlineData("2001:db8::1", "documentation")]
    [InlineData("3fff::1", "documentation")]
    [InlineData("64:ff9b::1", "reserved")]
    [InlineData("ff02::1", "multicast")]
    public void WhatIsNobodysPublicAddressIsRefused(string address, string? why)
    {
        var refusal = new AddressRanges([]).Refusal(IPAddress.Parse(address));
        if (why is null)
            Assert.Null(refusal);
        else
            Assert.Contains(why, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void ARangeThatIsAcceptedIsTaken()
    {
        var ranges = new AddressRanges([IPNetwork.Parse("100.64.0.0/10")]);
        Assert.Null(ranges.Refusal(IPAddress.Parse("100.64.0.1")));
        Assert.NotNull(ranges.Refusal(IPAddress.Parse("10.0.0.1")));
    }

    [Theory]
    [InlineData("203.0.113.7\n", null, "203.0.113.7")]
    [InlineData("{\"ip\":\"203.0.113.7\",\"city\":\"x\"}", null, "203.0.113.7")]
    [InlineData("{\"ip\":\"198.51.100.1\",\"me\":\"203.0.113.7\"}", "me", "203.0.113.7")]
    [InlineData("{\"ip\":\"2001:db8::1\",\"ip4\":\"203.0.113.7\"}", null, "203.0.113.7")]
    [InlineData("{\"a\":\"198.51.100.1\",\"b\":\"203.0.113.7\"}", null, null)]
    [InlineData("{\"ip\":", null, null)]
    [InlineData("[\"203.0.113.7\"]", null, null)]
    [InlineData("2001:db8::1", null, null)]
    [InlineData("<html>203.0.113.7</html>", null, null)]
    [InlineData("", null, null)]
    public void AWebAnswerHasOneAddressOrNone(string content, string? field, string? address)
    {
        if (address is null)
            Assert.Throws<AddressProblemException>(() => HttpAddressSource.Read(content, DcAddressFamily.IPv4, field));
        else
            Assert.Equal(address, HttpAddressSource.Read(content, DcAddressFamily.IPv4, field).ToString());
    }

    [Fact]
    public void AnInterfaceTellsItsLastingAddresses()
    {
        const string Json = """
            [{"ifname":"wan0","addr_info":[
              {"family":"inet","local":"203.0.113.7","prefixlen":24,"scope":"global"},
              {"family":"inet","local":"169.254.3.4","prefixlen":16,"scope":"link"},
              {"family":"inet6","local":"2001:db8::1","prefixlen":64,"scope":"global","temporary":true},
              {"family":"inet6","local":"2001:db8::2","prefixlen":64,"scope":"global","deprecated":true},
              {"family":"inet6","local":"2001:db8::3","prefixlen":64,"scope":"global","tentative":true},
              {"family":"inet6","local":"2001:db8::4","prefixlen":64,"scope":"global","mngtmpaddr":true},
              {"family":"inet6","local":"fe80::1","prefixlen":64,"scope":"link"}]}, {}]
            """;
        const string Text = """
            2: wan0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000
                link/ether 02:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff
                inet 203.0.113.7/24 brd 203.0.113.255 scope global wan0
                inet 169.254.3.4/16 scope link wan0
                inet6 2001:db8::1/64 scope global temporary dynamic
                inet6 2001:db8::2/64 scope global deprecated dynamic mngtmpaddr
                inet6 2001:db8::3/64 scope global tentative
                inet6 2001:db8::4/64 scope global dynamic mngtmpaddr
                inet6 fe80::1/64 scope link
            """;
        string[] lasting = ["203.0.113.7", "2001:db8::4"];
        Assert.Equal(lasting, NodeAddressSource.Read(Json).Select(address => address.ToString()));
        Assert.Equal(lasting, NodeAddressSource.Read(Text).Select(address => address.ToString()));
        Assert.Empty(NodeAddressSource.Read(""));
        Assert.Throws<AddressProblemException>(() => NodeAddressSource.Read("[{"));
    }
}
