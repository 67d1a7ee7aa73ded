namespace Dentropy.Engine.Dns.Rfc2136;

/// <summary>What a TSIG record says (RFC 8945, 4.2).</summary>
/// <param name="Key">Name of the key.</param>
/// <param name="Algorithm">Name of the algorithm.</param>
/// <param name="Time">When it was signed, in seconds since 1970.</param>
/// <param name="Fudge">How far the other clock may be off, in seconds.</param>
/// <param name="Mac">The signature; empty where the signer has none.</param>
/// <param name="OriginalId">Identifier that the signature is over.</param>
/// <param name="Error">What the signer minds about the request's signature.</param>
/// <param name="Other">The signer's own time where that is the clock.</param>
internal sealed record TsigData(string Key, string Algorithm, long Time, int Fudge, byte[] Mac, ushort OriginalId, int Error, byte[] Other)
{
    public const int BadSignature = 16;
    public const int BadKey = 17;
    public const int BadTime = 18;

    /// <summary>The signer's own time; null where it is not told.</summary>
    public long? ServerTime => Other.Length == 6 ? Other.Aggregate(0L, (time, octet) => (time << 8) | octet) : null;

    /// <summary>Reads the record.</summary>
    /// <exception cref="DnsFormatException">It is none.</exception>
    public static TsigData Read(WireRecord record)
    {
        var reader = new WireReader(record.Data);
        var algorithm = reader.Name();
        var time = ((long)reader.Number16() << 32) | reader.Number32();
        var fudge = reader.Number16();
        var mac = reader.Bytes(reader.Number16()).ToArray();
        var (id, error) = (reader.Number16(), reader.Number16());
        var other = reader.Bytes(reader.Number16()).ToArray();
        return reader.Left == 0 ? new TsigData(record.Name, algorithm, time, fudge, mac, id, error, other) : throw new DnsFormatException("its signature is longer than it says");
    }

    public WireRecord ToRecord()
    {
        var data = new WireWriter();
        data.Name(Algorithm);
        data.Number48(Time);
        data.Number16(Fudge);
        data.Number16(Mac.Length);
        data.Bytes(Mac);
        data.Number16(OriginalId);
        data.Number16(Error);
        data.Number16(Other.Length);
        data.Bytes(Other);
        return new WireRecord(Key, RecordTypes.Tsig, DnsMessage.ClassAny, 0, data.ToArray());
    }
}
