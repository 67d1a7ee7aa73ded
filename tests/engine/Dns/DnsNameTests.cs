using Dentropy.Engine.Dns.Records;
using Xunit;

namespace Dentropy.Engine.Tests.Dns;

public sealed class DnsNameTests
{
    [Theory]
    [InlineData("Cloud.Example.ORG.", "cloud.example.org")]
    [InlineData(" bücher.example ", "xn--bcher-kva.example")]
    [InlineData("BÜCHER.example", "xn--bcher-kva.example")]
    [InlineData("*.home.lan", "*.home.lan")]
    [InlineData("_acme-challenge.x.org", "_acme-challenge.x.org")]
    [InlineData("localhost", "localhost")]
    public void ANameHasOneSpelling(string text, string name) => Assert.Equal(name, DnsNames.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData("a.*.b")]
    [InlineData("-a.b")]
    [InlineData("a b.c")]
    [InlineData("https://a.b")]
    [InlineData("a.b/c")]
    [InlineData("a\n.b")]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901234.org")]
    public void WhatIsNoNameIsRefused(string text) =>
        Assert.Equal("InvalidDnsName", Assert.Throws<DentropyException>(() => DnsNames.Parse(text)).ErrorId);

    [Theory]
    [InlineData("@", "example.org")]
    [InlineData("cloud", "cloud.example.org")]
    [InlineData("cloud.example.org", "cloud.example.org")]
    [InlineData("example.org", "example.org")]
    [InlineData("notexample.org", "notexample.org.example.org")]
    [InlineData("other.net.", "other.net")]
    public void ANameMayBeRelativeToItsZone(string text, string name) => Assert.Equal(name, DnsNames.Parse(text, "example.org"));

    [Fact]
    public void TheLongestZoneHasTheName()
    {
        Assert.Equal("lan.example.org", DnsNames.ZoneOf("a.lan.example.org", ["example.org", "lan.example.org", "org"]));
        Assert.Null(DnsNames.ZoneOf("a.notexample.org", ["example.org"]));
    }

    [Theory]
    [InlineData("A", " 203.0.113.7", "203.0.113.7")]
    [InlineData("AAAA", "2001:DB8:0:0::7", "2001:db8::7")]
    [InlineData("CNAME", "Host.Example.org.", "host.example.org")]
    [InlineData("MX", "10   Mail.Example.org.", "10 mail.example.org")]
    [InlineData("SRV", "0 5 443 h.example.org", "0 5 443 h.example.org")]
    [InlineData("CAA", "0 ISSUE letsencrypt.org", "0 issue \"letsencrypt.org\"")]
    [InlineData("CAA", "128 iodef \"mailto:a@b.org\"", "128 iodef \"mailto:a@b.org\"")]
    [InlineData("TXT", "v=spf1 -all", "v=spf1 -all")]
    [InlineData("TXT", " kept \"as\" is ", " kept \"as\" is ")]
    public void AValueHasOneSpelling(string type, string text, string value) => Assert.Equal(value, DnsValues.Parse(type, text));

    [Theory]
    [InlineData("A", "2001:db8::7")]
    [InlineData("A", "10.1")]
    [InlineData("A", "010.0.0.1")]
    [InlineData("A", "256.0.0.1")]
    [InlineData("AAAA", "10.0.0.1")]
    [InlineData("AAAA", "fe80::1%eth0")]
    [InlineData("MX", "mail.example.org")]
    [InlineData("MX", "70000 mail.example.org")]
    [InlineData("SRV", "0 443 h.example.org")]
    [InlineData("CAA", "issue letsencrypt.org")]
    [InlineData("CNAME", "a b")]
    [InlineData("TXT", "")]
    public void WhatIsNoValueIsRefused(string type, string text) =>
        Assert.Equal("InvalidDnsValue", Assert.Throws<DentropyException>(() => DnsValues.Parse(type, text)).ErrorId);

    [Theory]
    [InlineData("203.0.113.7", "A")]
    [InlineData("2001:db8::7", "AAAA")]
    [InlineData("10.1", null)]
    [InlineData("host", null)]
    public void AnAddressTellsItsType(string value, string? type) => Assert.Equal(type, DnsValues.TypeOf(value));
}
