using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Dentropy.Engine.Dns.Rfc2136;

/// <summary>Signs one request and verifies what comes back, be it one message or, in a transfer, many (RFC 8945, 5).</summary>
internal sealed class TsigSession(TsigKey key, TimeProvider clock)
{
    // RFC 8945, 10: what both sides are told to allow.
    private const int Fudge = 300;

    // RFC 8945, 5.3.1.
    private const int MostUnsigned = 99;

    private readonly List<byte[]> _unsigned = [];
    private byte[] _lastMac = [];
    private bool _first = true;

    /// <summary>What a signature that was verified last said; null before.</summary>
    public TsigData? Last { get; private set; }

    /// <summary>Whether everything read so far is under a signature.</summary>
    public bool IsVerified => Last is not null && _unsigned.Count == 0;

    /// <summary>The request with its signature.</summary>
    public byte[] Sign(DnsMessage request)
    {
        var data = new TsigData(key.Name, key.Algorithm, clock.GetUtcNow().ToUnixTimeSeconds(), Fudge, [], request.Id, 0, []);
        var digest = new WireWriter();
        digest.Bytes(request.ToBytes());
        WriteVariables(digest, data);
        _lastMac = key.Mac(digest.ToArray());
        return (request with { Additional = [.. request.Additional, (data with { Mac = _lastMac }).ToRecord()] }).ToBytes();
    }

    /// <summary>Looks at an answer: whether it is signed, and whether that is right. What it minds about our signature is in <see cref="Last"/> or in the result.</summary>
    /// <returns>What it says about our own signature, without proof, where it could not sign; null otherwise.</returns>
    /// <exception cref="DnsFormatException">Its signature is wrong, or it has none for too long.</exception>
    public TsigData? Verify(byte[] bytes, DnsMessage answer)
    {
        if (answer.Additional is not [.., { Type: RecordTypes.Tsig } record])
        {
            _unsigned.Add(bytes);
            return _unsigned.Count <= MostUnsigned ? null : throw new DnsFormatException("its signature is missing");
        }

        var data = TsigData.Read(record);
        if (data is { Mac.Length: 0, Error: TsigData.BadKey or TsigData.BadSignature })
            return data;
        if (data.Key != key.Name || data.Algorithm != key.Algorithm)
            throw new DnsFormatException("it is signed with another key");
        if (!CryptographicOperations.FixedTimeEquals(key.Mac(Digest(bytes, answer, data)), data.Mac))
            throw new DnsFormatException("its signature is wrong: it comes from somebody else, or was changed on its way");
        if (data.Error != TsigData.BadTime && Math.Abs(clock.GetUtcNow().ToUnixTimeSeconds() - data.Time) > Math.Max(data.Fudge, Fudge))
            throw new DnsFormatException("its signature is old: it was sent before, or a clock is wrong");
        (_lastMac, _first, Last) = (data.Mac, false, data);
        _unsigned.Clear();
        return null;
    }

    private byte[] Digest(byte[] bytes, DnsMessage answer, TsigData data)
    {
        var digest = new WireWriter();
        digest.Number16(_lastMac.Length);
        digest.Bytes(_lastMac);
        foreach (var message in _unsigned)
            digest.Bytes(message);
        var signed = bytes[..answer.LastRecordAt];
        BinaryPrimitives.WriteUInt16BigEndian(signed, data.OriginalId);
        BinaryPrimitives.WriteUInt16BigEndian(signed.AsSpan(10), (ushort)(answer.Additional.Count - 1));
        digest.Bytes(signed);
        if (_first)
        {
            WriteVariables(digest, data);
        }
        else
        {
            digest.Number48(data.Time);
            digest.Number16(data.Fudge);
        }

        return digest.ToArray();
    }

    // RFC 8945, 4.3.3.
    private static void WriteVariables(WireWriter digest, TsigData data)
    {
        digest.Name(data.Key);
        digest.Number16(DnsMessage.ClassAny);
        digest.Number32(0);
        digest.Name(data.Algorithm);
        digest.Number48(data.Time);
        digest.Number16(data.Fudge);
        digest.Number16(data.Error);
        digest.Number16(data.Other.Length);
        digest.Bytes(data.Other);
    }
}
