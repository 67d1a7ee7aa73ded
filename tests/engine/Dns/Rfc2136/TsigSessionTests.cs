using Dentropy.Engine.Dns.Rfc2136;
using Xunit;

namespace Dentropy.Engine.Tests.Dns.Rfc2136;

public sealed class TsigSessionTests
{
    private static readonly TsigKey s_key = new("lab", "hmac-sha256", [.. Enumerable.Range(0, 32).Select(number => (byte)number)]);

    [Fact]
    public void AnAnswerThatTheServerSignedIsTaken()
    {
        var (session, request) = Signed(TimeProvider.System);
        var answer = Answer(request, s_key);
        Assert.Null(session.Verify(answer, DnsMessage.Read(answer)));
        Assert.True(session.IsVerified);
    }

    [Fact]
    public void ChangedBytesAnotherKeyAndAnotherSecretAreNotTaken()
    {
        var (session, request) = Signed(TimeProvider.System);
        var changed = Answer(request, s_key);
        changed[3] ^= 5;
        Assert.Contains("wrong", Assert.Throws<DnsFormatException>(() => session.Verify(changed, DnsMessage.Read(changed))).Message, StringComparison.Ordinal);
        var secret = Answer(request, s_key with { Secret = new byte[32] });
        Assert.Contains("wrong", Assert.Throws<DnsFormatException>(() => session.Verify(secret, DnsMessage.Read(secret))).Message, StringComparison.Ordinal);
        var name = Answer(request, s_key with { Name = "other" });
        Assert.Contains("another key", Assert.Throws<DnsFormatException>(() => session.Verify(name, DnsMessage.Read(name))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnOldAnswerIsNotTaken()
    {
        var (session, request) = Signed(new ShiftedClock(TimeSpan.FromHours(1)));
        var answer = Answer(request, s_key);
        Assert.Contains("old", Assert.Throws<DnsFormatException>(() => session.Verify(answer, DnsMessage.Read(answer))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnAnswerWithoutASignatureIsNotVerified()
    {
        var (session, request) = Signed(TimeProvider.System);
        var answer = (DnsMessage.Read(request) with { Flags = 0x8400, Additional = [] }).ToBytes();
        Assert.Null(session.Verify(answer, DnsMessage.Read(answer)));
        Assert.False(session.IsVerified);
        Assert.Throws<DnsFormatException>(() =>
        {
            for (var more = 0; more < 100; more++)
                session.Verify(answer, DnsMessage.Read(answer));
        });
    }

    [Fact]
    public void TheSecretIsNeverShown() => Assert.Equal("lab (hmac-sha256)", s_key.ToString());

    private static (TsigSession Session, byte[] Request) Signed(TimeProvider clock)
    {
        var session = new TsigSession(s_key, clock);
        return (session, session.Sign(DnsMessage.Query("example.org", RecordTypes.Soa)));
    }

    // The server's side, written out after RFC 8945, 4.3.
    private static byte[] Answer(byte[] request, TsigKey key)
    {
        var asked = DnsMessage.Read(request);
        var mac = TsigData.Read(asked.Additional[^1]).Mac;
        var answer = asked with { Flags = 0x8400, Additional = [] };
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var digest = new WireWriter();
        digest.Number16(mac.Length);
        digest.Bytes(mac);
        digest.Bytes(answer.ToBytes());
        digest.Name(key.Name);
        digest.Bytes([0, 255, 0, 0, 0, 0]);
        digest.Name(key.Algorithm);
        digest.Number48(now);
        digest.Bytes([1, 44, 0, 0, 0, 0]);
        var data = new TsigData(key.Name, key.Algorithm, now, 300, key.Mac(digest.ToArray()), answer.Id, 0, []);
        return (answer with { Additional = [data.ToRecord()] }).ToBytes();
    }

    private sealed class ShiftedClock(TimeSpan shift) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow + shift;
    }
}
