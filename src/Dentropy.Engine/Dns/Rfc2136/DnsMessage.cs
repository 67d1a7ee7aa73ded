namespace Dentropy.Engine.Dns.Rfc2136;

/// <summary>
/// A message (RFC 1035, 4.1; RFC 2136, 2). In an update the first section is the zone, the second the prerequisites and the third what is to be done.
/// </summary>
internal sealed record DnsMessage
{
    public const int OpcodeQuery = 0;
    public const int OpcodeUpdate = 5;
    public const ushort ClassIn = 1;
    public const ushort ClassNone = 254;
    public const ushort ClassAny = 255;

    private const int ShortestQuestion = 5;
    private const int ShortestRecord = 11;

    public ushort Id { get; init; }

    /// <summary>The second 16 bits of the header.</summary>
    public ushort Flags { get; init; }

    public IReadOnlyList<WireQuestion> Questions { get; init; } = [];

    public IReadOnlyList<WireRecord> Answers { get; init; } = [];

    public IReadOnlyList<WireRecord> Authorities { get; init; } = [];

    public IReadOnlyList<WireRecord> Additional { get; init; } = [];

    /// <summary>Where the last additional record begins, which is where a signature is cut off; 0 where there is none.</summary>
    public int LastRecordAt { get; init; }

    public bool IsAnswer => (Flags & 0x8000) != 0;

    public bool IsAuthoritative => (Flags & 0x0400) != 0;

    public int Opcode => (Flags >> 11) & 0xF;

    public int Rcode => Flags & 0xF;

    public static DnsMessage Query(string name, ushort type) => new() { Id = NewId(), Questions = [new WireQuestion(name, type)] };

    public static DnsMessage Update(string zone, IReadOnlyList<WireRecord> prerequisites, IReadOnlyList<WireRecord> updates) => new()
    {
        Id = NewId(),
        Flags = OpcodeUpdate << 11,
        Questions = [new WireQuestion(zone, RecordTypes.Soa)],
        Answers = prerequisites,
        Authorities = updates,
    };

    /// <summary>Reads a message.</summary>
    /// <exception cref="DnsFormatException">It is none.</exception>
    public static DnsMessage Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        var (id, flags) = (reader.Number16(), reader.Number16());
        var (questions, answers, authorities, additional) = (reader.Number16(), reader.Number16(), reader.Number16(), reader.Number16());
        if ((questions * ShortestQuestion) + ((answers + authorities + additional) * ShortestRecord) > reader.Left)
            throw new DnsFormatException("it says that it has more records than it has room for");
        var asked = new WireQuestion[questions];
        for (var at = 0; at < questions; at++)
        {
            asked[at] = new WireQuestion(reader.Name(), reader.Number16());
            reader.Number16();
        }

        var first = Records(ref reader, answers, out _);
        var second = Records(ref reader, authorities, out _);
        var third = Records(ref reader, additional, out var last);
        return reader.Left == 0
            ? new DnsMessage { Id = id, Flags = flags, Questions = asked, Answers = first, Authorities = second, Additional = third, LastRecordAt = last }
            : throw new DnsFormatException($"{reader.Left} bytes follow its end");
    }

    public byte[] ToBytes()
    {
        var writer = new WireWriter();
        writer.Number16(Id);
        writer.Number16(Flags);
        writer.Number16(Questions.Count);
        writer.Number16(Answers.Count);
        writer.Number16(Authorities.Count);
        writer.Number16(Additional.Count);
        foreach (var question in Questions)
        {
            writer.Name(question.Name);
            writer.Number16(question.Type);
            writer.Number16(ClassIn);
        }

        foreach (var record in Answers.Concat(Authorities).Concat(Additional))
            writer.Record(record);
        return writer.ToArray();
    }

    /// <summary>Bytes that the records take on the wire, at most.</summary>
    public static int Size(IEnumerable<WireRecord> records) => records.Sum(record => record.Name.Length + 2 + ShortestRecord + record.Data.Length);

    private static ushort NewId() => (ushort)System.Security.Cryptography.RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);

    private static WireRecord[] Records(ref WireReader reader, int count, out int last)
    {
        var records = new WireRecord[count];
        last = 0;
        for (var at = 0; at < count; at++)
        {
            last = reader.Position;
            records[at] = reader.Record();
        }

        return records;
    }
}
