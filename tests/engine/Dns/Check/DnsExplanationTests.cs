using System.Net;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Check;
using Xunit;

namespace Dentropy.Engine.Tests.Dns.Check;

public sealed class DnsExplanationTests
{
    private static readonly DnsServer s_resolver = new("10.77.0.2", new IPEndPoint(IPAddress.Loopback, 53), IsAuthoritative: false);
    private static readonly DnsServer s_primary = new("ns1.example.org (192.0.2.1)", new IPEndPoint(IPAddress.Loopback, 53), IsAuthoritative: true);
    private static readonly DnsDeclared s_inside = new(DcDnsView.Inside, ["10.77.0.20"], ["203.0.113.7"], ["home"], Proxied: false);
    private static readonly DnsDeclared s_outside = new(DcDnsView.Outside, ["203.0.113.7"], ["10.77.0.20"], ["public"], Proxied: false);

    [Fact]
    public void TheDeclaredValueAgrees() =>
        Assert.Equal((true, "inside 10.77.0.2 answers 10.77.0.20 as declared"), DnsExplanation.Of(s_inside, s_resolver, Answer("10.77.0.20"), null));

    [Fact]
    public void APublicAnswerInsideIsToldAsThat() =>
        AssertWrong("which is the public value: it does not know the private record that home has (10.77.0.20)", s_inside, s_resolver, Answer("203.0.113.7"));

    [Fact]
    public void APrivateAnswerOutsideIsToldAsThat() => AssertWrong("which is the private value", s_outside, s_resolver, Answer("10.77.0.20"));

    [Fact]
    public void AnAddressOfTheProxyIsRight()
    {
        var (agrees, text) = DnsExplanation.Of(s_outside with { Proxied = true }, s_primary, Answer("104.16.0.1"), null);
        Assert.True(agrees);
        Assert.Contains("public is asked to forward", text, StringComparison.Ordinal);
        Assert.False(DnsExplanation.Of(s_outside with { Proxied = true }, s_primary, new DnsReply(DnsReplyKind.NoName, []), null).Agrees);
    }

    [Fact]
    public void WhatThePrimaryDoesNotHaveYetIsToldWithItsSerial() =>
        AssertWrong("(NXDOMAIN) though public has 203.0.113.7: the change has not reached it yet (serial 42)", s_outside, s_primary, new DnsReply(DnsReplyKind.NoName, []), 42);

    [Fact]
    public void AResolverMayRememberTheOldAnswer() =>
        AssertWrong("it may remember the old answer for up to 90 more seconds", s_outside, s_resolver, new DnsReply(DnsReplyKind.Answered, ["203.0.113.99"], TimeSpan.FromSeconds(90)));

    [Theory]
    [InlineData(DnsReplyKind.Silent, "does not answer")]
    [InlineData(DnsReplyKind.Unreachable, "cannot be asked (refused)")]
    [InlineData(DnsReplyKind.Refused, "REFUSED")]
    [InlineData(DnsReplyKind.Failed, "could not find out")]
    [InlineData(DnsReplyKind.Answered, "there is no such record")]
    public void EachWayOfNotAnsweringHasItsWords(object kind, string words) => AssertWrong(words, s_inside, s_resolver, new DnsReply((DnsReplyKind)kind, [], Detail: "refused"));

    private static DnsReply Answer(params string[] values) => new(DnsReplyKind.Answered, values);

    private static void AssertWrong(string words, DnsDeclared declared, DnsServer server, DnsReply reply, uint? serial = null)
    {
        var (agrees, text) = DnsExplanation.Of(declared, server, reply, serial);
        Assert.False(agrees);
        Assert.Contains(words, text, StringComparison.Ordinal);
    }
}
