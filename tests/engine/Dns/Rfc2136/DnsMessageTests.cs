using Dentropy.Engine.Dns.Rfc2136;
using Xunit;

namespace Dentropy.Engine.Tests.Dns.Rfc2136;

public sealed class DnsMessageTests
{
    private static readonly byte[] s_header = [0x12, 0x34, 0x84, 0x00, 0, 0, 0, 1, 0, 0, 0, 0];

    [Fact]
    public void CompressedNamesAreReadWhole()
    {
        // "mail.example.org MX 10 relay.example.org", with both names below the question's.
        byte[] bytes =
        [
            0, 7, 0x85, 0, 0, 1, 0, 1, 0, 0, 0, 0,
            7, .. "Example"u8, 3, .. "org"u8, 0, 0, 15, 0, 1,
            4, .. "mail"u8, 0xC0, 12, 0, 15, 0, 1, 0, 0, 1, 0x2C, 0, 10, 0, 10, 5, .. "RELAY"u8, 0xC0, 12,
        ];
        var message = DnsMessage.Read(bytes);
        Assert.Equal("example.org", message.Questions[0].Name);
        var record = Assert.Single(message.Answers);
        Assert.Equal(("mail.example.org", 300u), (record.Name, record.Seconds));
        Assert.Equal("10 relay.example.org", RecordData.Text(record.Type, record.Data));
        Assert.True(message.IsAnswer && message.IsAuthoritative);
    }

    [Fact]
    public void WhatIsWrittenIsRead()
    {
        var update = DnsMessage.Update("example.org", [new WireRecord("a.example.org", RecordTypes.A, DnsMessage.ClassNone, 0, [])], [new WireRecord(@"a\.b\032c.example.org", RecordTypes.Txt, 1, 60, RecordData.Bytes(RecordTypes.Txt, "x"))]);
        var read = DnsMessage.Read(update.ToBytes());
        Assert.Equal(DnsMessage.OpcodeUpdate, read.Opcode);
        Assert.Equal(update.Questions, read.Questions);
        Assert.Equal("a.example.org", Assert.Single(read.Answers).Name);
        Assert.Equal(@"a\.b\032c.example.org", Assert.Single(read.Authorities).Name);
    }

    public static TheoryData<string, byte[]> Broken() => new()
    {
        { "it ends", [.. s_header, 60, .. new byte[12]] },
        { "points", [.. s_header, 0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0] },
        { "points", [.. s_header, 1, (byte)'a', 0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0] },
        { "points", [.. s_header, 0xC0, 40, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0] },
        { "unknown kind", [.. s_header, 0x80, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0] },
        { "longer than the message", [.. s_header, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0xFF, 0xFF, 1, 2, 3, 4] },
        { "longer than the record", [.. s_header, 0, 0, 2, 0, 1, 0, 0, 0, 0, 0, 1, 3, .. "abc"u8, 0] },
        { "more records", [0, 1, 0x80, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0] },
        { "follow its end", [.. s_header, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 9] },
        { "longer than 255", [.. s_header, .. LongName(), 0, 1, 0, 1, 0, 0, 0, 0, 0, 0] },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void WhatIsNoMessageIsRefused(string problem, byte[] bytes) =>
        Assert.Contains(problem, Assert.Throws<DnsFormatException>(() => DnsMessage.Read(bytes)).Message, StringComparison.Ordinal);

    [Fact]
    public void NothingThatArrivesDoesWorseThanBeRefused()
    {
        var good = DnsMessage.Update("example.org", [], [.. Enumerable.Range(0, 8).Select(number => new WireRecord($"h{number}.example.org", RecordTypes.Mx, 1, 60, RecordData.Bytes(RecordTypes.Mx, "10 m.example.org")))]).ToBytes();
        var random = new Random(20261127);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = good[..random.Next(good.Length + 1)];
            for (var flips = random.Next(6); flips > 0 && bytes.Length > 0; flips--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                foreach (var record in DnsMessage.Read(bytes).Authorities)
                    RecordData.Text(record.Type, record.Data);
            }
            catch (DnsFormatException)
            {
                // The one exception that is allowed.
            }
        }
    }

    [Theory]
    [InlineData("A", "203.0.113.7")]
    [InlineData("AAAA", "2001:db8::7")]
    [InlineData("CNAME", "host.example.org")]
    [InlineData("MX", "10 mail.example.org")]
    [InlineData("MX", "0 .")]
    [InlineData("SRV", "0 5 443 host.example.org")]
    [InlineData("CAA", "128 issue \"letsencrypt.org; x=1\"")]
    [InlineData("TXT", "two \"words\" and ä")]
    [InlineData("TXT", "\\# 1 00")]
    [InlineData("SSHFP", "\\# 4 01020304")]
    [InlineData("TYPE4711", "\\# 0")]
    public void AValueComesBackFromTheWire(string type, string value)
    {
        var number = RecordTypes.Number(type)!.Value;
        Assert.Equal(value, RecordData.Text(number, RecordData.Bytes(number, value)));
        Assert.Equal(type, RecordTypes.Name(number));
    }

    [Fact]
    public void ALongTextIsSplitAndComesBack()
    {
        var text = new string('x', 700);
        var data = RecordData.Bytes(RecordTypes.Txt, text);
        Assert.Equal(703, data.Length);
        Assert.Equal(text, RecordData.Text(RecordTypes.Txt, data));
    }

    [Theory]
    [InlineData("A", new byte[] { 1, 2, 3 }, "\\# 3 010203")]
    [InlineData("TXT", new byte[] { 2, 0xFF, 0xFE }, "\\# 3 02fffe")]
    [InlineData("TXT", new byte[] { 0 }, "\\# 1 00")]
    [InlineData("CNAME", new byte[] { 9, 1 }, "\\# 2 0901")]
    public void DataThatHaveNoTextKeepTheirBytes(string type, byte[] data, string text) => Assert.Equal(text, RecordData.Text(RecordTypes.Number(type)!.Value, data));

    [Theory]
    [InlineData("\\# 3 0102")]
    [InlineData("\\# x 0102")]
    [InlineData("\\# 1")]
    [InlineData("1 1 abcdef")]
    public void DataThatAreNotWrittenOutAreRefused(string text) => Assert.Throws<DnsFormatException>(() => RecordData.Bytes(RecordTypes.Number("SSHFP")!.Value, text));

    private static byte[] LongName() => [.. Enumerable.Range(0, 5).SelectMany(_ => (byte[])[60, .. new byte[60]]), 0];
}
