using System.Text;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Dnsmasq;
using Xunit;

namespace Dentropy.Engine.Tests.Dns.Dnsmasq;

public sealed class DnsmasqFilesTests
{
    [Theory]
    [InlineData("address=/*.wild.lan/10.0.0.1", "*.wild.lan A 10.0.0.1")]
    [InlineData("host-record=Nas.lan,nas,10.0.0.1,2001:db8::1,300", "nas.lan A 10.0.0.1|nas A 10.0.0.1|nas.lan AAAA 2001:db8::1|nas AAAA 2001:db8::1")]
    [InlineData("cname=a.lan,b.lan,nas.lan,77", "a.lan CNAME nas.lan|b.lan CNAME nas.lan")]
    [InlineData("mx-host=lan,mail.lan,10", "lan MX 10 mail.lan")]
    [InlineData("srv-host=_x._tcp.lan,h.lan,443,0,5", "_x._tcp.lan SRV 0 5 443 h.lan")]
    [InlineData("ptr-record=1.0.0.10.in-addr.arpa,\"nas.lan\"", "1.0.0.10.in-addr.arpa PTR nas.lan")]
    [InlineData("txt-record=t.lan,\"say \\\"a, b\\\"\", c # why", "t.lan TXT say \"a, b\"c")]
    [InlineData("caa-record=lan,0,issue,letsencrypt.org", "lan CAA 0 issue \"letsencrypt.org\"")]
    [InlineData("# cname=a.lan,b.lan", "")]
    [InlineData("address=/everything.lan/10.0.0.1", "")]
    [InlineData("server=/lan/10.0.0.1", "")]
    [InlineData("cname=bad name.lan,b.lan", "")]
    public void ALineSaysWhatDnsmasqReads(string text, string entries) =>
        Assert.Equal(entries, string.Join('|', DnsmasqSyntax.ReadConfiguration(text).Entries.Select(entry => $"{entry.Name} {entry.Type} {entry.Value}")));

    [Theory]
    [InlineData("a.lan", "A", "10.0.0.1")]
    [InlineData("*.a.lan", "AAAA", "2001:db8::1")]
    [InlineData("a.lan", "CNAME", "b.lan")]
    [InlineData("a.lan", "MX", "10 b.lan")]
    [InlineData("_x._tcp.lan", "SRV", "1 5 443 h.lan")]
    [InlineData("a.lan", "PTR", "b.lan")]
    [InlineData("a.lan", "TXT", " v=1; \"quoted\", back\\slash # ä ")]
    [InlineData("a.lan", "CAA", "0 issue \"ca.example; x=1, y\"")]
    public void ARecordComesBackFromItsLine(string name, string type, string value)
    {
        var entry = new DnsmasqEntry(name, type, value);
        var line = DnsmasqSyntax.Line(entry);
        Assert.Equal([entry], (DnsmasqSyntax.IsHost(entry) ? DnsmasqSyntax.ReadHosts(line) : DnsmasqSyntax.ReadConfiguration(line)).Entries);
    }

    [Fact]
    public void AChangeTouchesItsOwnRecordsOnly()
    {
        var files = DnsmasqFiles.Read("# mine\nserver=1.1.1.1\nhost-record=nas.lan,box.lan,10.0.0.1\ncname=c.lan,nas.lan\n"u8.ToArray(), "10.0.0.9 other.lan # kept\n"u8.ToArray());
        var after = files.With(Change("nas.lan", "A", "10.0.0.2", "10.0.0.3")).With(Change("t.lan", "TXT", "x"));
        Assert.Equal("addn-hosts=/h\n# mine\nserver=1.1.1.1\ncname=c.lan,nas.lan\ntxt-record=t.lan,\"x\"\n", Encoding.UTF8.GetString(after.ConfigurationBytes("/h")));
        Assert.Equal("10.0.0.9 other.lan # kept\n10.0.0.2 nas.lan\n10.0.0.3 nas.lan\n10.0.0.1 box.lan\n", Encoding.UTF8.GetString(after.HostsBytes()));

        // And nothing is left of it when it is taken back.
        var back = DnsmasqFiles.Read(after.ConfigurationBytes("/h"), after.HostsBytes()).With(Change("t.lan", "TXT"));
        Assert.Equal("addn-hosts=/h\n# mine\nserver=1.1.1.1\ncname=c.lan,nas.lan\n", Encoding.UTF8.GetString(back.ConfigurationBytes("/h")));
    }

    [Theory]
    [InlineData("a.lan", "TXT", "two\nlines")]
    [InlineData("a.lan", "MX", "0 .")]
    [InlineData("*.a.lan", "CNAME", "b.lan")]
    public void WhatAFileCannotHoldIsRefused(string name, string type, string value) => Assert.NotNull(DnsmasqSyntax.Problem(new DnsmasqEntry(name, type, value)));

    [Fact]
    public void ALineThatDnsmasqWouldSplitIsRefused() => Assert.NotNull(DnsmasqSyntax.Problem(new DnsmasqEntry("a.lan", "TXT", new string('x', 990))));

    private static DcDnsChange Change(string name, string type, params string[] values) => new()
    {
        Action = DcDnsAction.Update,
        Name = name,
        Type = type,
        Zone = "lan",
        Place = "test",
        After = [.. values.Select(value => new DcDnsRecord { Name = name, Type = type, Value = value, Zone = "lan", Place = "test" })],
    };
}
