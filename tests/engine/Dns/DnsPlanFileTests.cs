using Dentropy.Engine.Dns.Plans;
using Xunit;

namespace Dentropy.Engine.Tests.Dns;

public sealed class DnsPlanFileTests
{
    [Fact]
    public void Reads_every_way_to_write_a_record()
    {
        var zone = Assert.Single(DnsPlanFile.Read("dns.yaml", """
            zones:
              Example.org:
                places: [public, home]
                ttl: 5m
                records:
                  nas: 10.77.0.5
                  both: [10.77.0.6, "fd00::6"]
                  "@":
                    - type: MX
                      values: [20 b.example.org, 10 a.example.org]
                    - type: txt
                      value: v=spf1 -all
                  www.example.org: { type: CNAME, value: nas.example.org, ttl: 1h, comment: "old", proxied: true }
                  cloud: { inside: 10.77.0.20, outside: [203.0.113.7, "2001:db8::7"], ttl: auto }
            """));
        Assert.Equal(("example.org", TimeSpan.FromMinutes(5)), (zone.Name, zone.TimeToLive));
        Assert.Equal(["public", "home"], zone.Places);
        Assert.Equal(
            [
                "nas.example.org A  10.77.0.5", "both.example.org A  10.77.0.6", "both.example.org AAAA  fd00::6",
                "example.org MX  20 b.example.org|10 a.example.org", "example.org TXT  v=spf1 -all", "www.example.org CNAME  nas.example.org",
                "cloud.example.org A Inside 10.77.0.20", "cloud.example.org A Outside 203.0.113.7", "cloud.example.org AAAA Outside 2001:db8::7",
            ],
            zone.Sets.Select(set => $"{set.Name} {set.Type} {set.View} {string.Join('|', set.Values)}"));
        Assert.Equal((TimeSpan.FromHours(1), true, "old", 13), (zone.Sets[5].TimeToLive, zone.Sets[5].Proxied, zone.Sets[5].Comment, zone.Sets[5].Line));
        Assert.Equal(TimeSpan.Zero, zone.Sets[6].TimeToLive);
    }

    [Theory]
    [InlineData("", 1, "keys with values belong here")]
    [InlineData("{}", 1, "no zones")]
    [InlineData("zone: {}", 1, "no key 'zone'")]
    [InlineData("zones:\n  a..b: { place: p }", 2, "is not a DNS name")]
    [InlineData("zones:\n  a.b: { records: {} }", 2, "has no place")]
    [InlineData("zones:\n  a.b: { place: p, tttl: 5 }", 2, "no key 'tttl'")]
    [InlineData("zones:\n  a.b: { place: p, ttl: soon }", 2, "is no time")]
    [InlineData("zones:\n  a.b: { place: p }\n  A.b: { place: p }", 3, "is there twice")]
    [InlineData("zones:\n  a.b:\n    place: p\n    records:\n      x:\n        typ: A", 6, "no key 'typ'")]
    [InlineData("zones:\n  a.b:\n    place: p\n    records:\n      x: { type: A }", 5, "has no value")]
    [InlineData("zones:\n  a.b:\n    place: p\n    records:\n      x: banana", 5, "What type is 'banana'")]
    [InlineData("zones:\n  a.b:\n    place: p\n    records:\n      x:\n        type: A\n        value: banana", 7, "an IPv4 address")]
    [InlineData("zones:\n  a.b:\n    place: p\n    records:\n      x:\n        type: A\n        value: 10.0.0.1\n        proxied: maybe", 8, "neither true nor false")]
    [InlineData("zones:\n  a.b:\n    place: p\n    records:\n      x: []", 5, "empty list")]
    [InlineData("zones:\n  a.b:\n    place: p\n    records:\n      x.other.net.: 10.0.0.1", 5, "does not lie in the zone")]
    [InlineData("zones:\n  a.b:\n    place: p\n    records:\n      '@': { type: SOA, value: a b 1 2 3 4 5 }", 5, "SOA")]
    [InlineData("zones:\n  a.b:\n    place: p\n    records:\n      x: 10.0.0.1\n      x.a.b: 10.0.0.2", 6, "line 5 already")]
    [InlineData("zones:\n  a.b:\n    place: p\n    records:\n      x: 10.0.0.1\n      x.a.b: { type: CNAME, value: y.a.b }", 6, "nothing can stand beside it")]
    [InlineData("zones: [", 2, "not valid YAML")]
    public void What_is_wrong_is_named_with_its_line(string text, int line, string problem)
    {
        var error = Assert.Throws<DentropyException>(() => DnsPlanFile.Read("dns.yaml", text));
        Assert.Equal("DnsPlanInvalid", error.ErrorId);
        Assert.StartsWith($"dns.yaml line {line}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told_as_that() =>
        Assert.Equal("DnsPlanNotFound", await MemoryCloud.FailsAsync(() => DnsPlanFile.ReadAsync("/nowhere/dns.yaml", MemoryCloud.Stop)));

    [Theory]
    [InlineData("300", 300)]
    [InlineData("90s", 90)]
    [InlineData("2m", 120)]
    [InlineData("1w", 604800)]
    [InlineData("0", null)]
    [InlineData("m", null)]
    [InlineData("", null)]
    [InlineData("99999999999d", null)]
    public void Times_to_live_are_read(string text, int? seconds) => Assert.Equal(seconds, (int?)DnsTimes.Parse(text)?.TotalSeconds);
}
