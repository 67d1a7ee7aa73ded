using Dentropy.Cluster;

namespace Dentropy.Engine.Cluster.Serf;

/// <summary>A member as an agent describes it.</summary>
internal sealed record SerfMember(string Name, string Address, int Port, DcMemberStatus Status, IReadOnlyDictionary<string, string> Tags, int Protocol)
{
    public bool IsAlive => Status == DcMemberStatus.Alive;

    public static SerfMember Of(SerfFields fields)
    {
        var name = fields.Text("Name");
        return name.Length == 0
            ? throw new InvalidDataException("a member has no name")
            : new SerfMember(name, AddressOf(fields.Bytes("Addr")), (int)Math.Min(fields.Number("Port"), ushort.MaxValue), StatusOf(fields.Text("Status")), fields.Texts("Tags"), (int)Math.Min(fields.Number("ProtocolMax"), 255));
    }

    private static string AddressOf(byte[] raw) => raw.Length is 4 or 16 && new System.Net.IPAddress(raw) is var address
        ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString()
        : "";

    private static DcMemberStatus StatusOf(string word) => word switch
    {
        "alive" => DcMemberStatus.Alive,
        "leaving" => DcMemberStatus.Leaving,
        "left" => DcMemberStatus.Left,
        "failed" => DcMemberStatus.Failed,
        _ => DcMemberStatus.None,
    };
}

/// <summary>Which members are asked for. Each is a regular expression in Go's spelling that has to fit the whole; null for any.</summary>
internal sealed record SerfMemberFilter(string? Name, string? Status, IReadOnlyDictionary<string, string> Tags);

/// <summary>A query to members.</summary>
internal sealed record SerfQuery(string Name, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Names of the members that it is for; all where there are none.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];

    /// <summary>Tags with a regular expression in Go's spelling that has to fit somewhere in the value.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public bool Acknowledge { get; init; }

    /// <summary>Null leaves it to the agent, which takes longer in larger clusters.</summary>
    public TimeSpan? Timeout { get; init; }
}

/// <summary>What comes of a query.</summary>
internal enum SerfAnswerKind
{
    Acknowledgement,
    Response,
    Done,
}

internal sealed record SerfAnswer(SerfAnswerKind Kind, string From, byte[] Payload)
{
    public static SerfAnswer Of(SerfFields fields) => new(
        fields.Text("Type") switch
        {
            "ack" => SerfAnswerKind.Acknowledgement,
            "response" => SerfAnswerKind.Response,
            "done" => SerfAnswerKind.Done,
            _ => throw new InvalidDataException("a query was answered in a way that is not known"),
        },
        fields.Text("From"),
        fields.Bytes("Payload"));
}

/// <summary>Something that happened, as an agent tells it.</summary>
/// <param name="Type"><c>member-join</c> and so on, <c>user</c> or <c>query</c>.</param>
/// <param name="Name">Name of the user event or query; empty for members.</param>
/// <param name="Payload">What came with it.</param>
/// <param name="LogicalTime">Serf's logical time; 0 for members.</param>
/// <param name="Coalesce">Whether several of the name may be one.</param>
/// <param name="QueryId">By which a query is answered; 0 for others.</param>
/// <param name="Members">Whom it is about; none for user events and queries.</param>
internal sealed record SerfEvent(string Type, string Name, byte[] Payload, ulong LogicalTime, bool Coalesce, ulong QueryId, IReadOnlyList<SerfMember> Members)
{
    public static SerfEvent Of(SerfFields fields) => new(
        fields.Text("Event"), fields.Text("Name"), fields.Bytes("Payload"), fields.Number("LTime"), fields.Flag("Coalesce"), fields.Number("ID"), [.. fields.List("Members").Select(SerfMember.Of)]);
}

/// <summary>What the members did with an encryption key. An agent asks all members, and those that do not answer in time are missing.</summary>
/// <param name="Error">What went wrong, as the agent says it; empty where nothing did.</param>
/// <param name="Members">How many members there are.</param>
/// <param name="Answers">How many have answered.</param>
/// <param name="Errors">How many of these could not do it.</param>
/// <param name="Messages">What members said, by name.</param>
/// <param name="Keys">Keys in base64 with the number of members that have them; only where keys are listed.</param>
internal sealed record SerfKeyResult(
    string Error, int Members, int Answers, int Errors, IReadOnlyDictionary<string, string> Messages, IReadOnlyDictionary<string, int> Keys)
{
    /// <summary>Whether every member has answered, and could do it.</summary>
    public bool Complete => Error.Length == 0 && Errors == 0 && Answers == Members && Members > 0;

    public static SerfKeyResult Of(string error, SerfFields? fields) => fields is null
        ? new SerfKeyResult(error, 0, 0, 0, new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal))
        : new SerfKeyResult(
            error, (int)fields.Number("NumNodes"), (int)fields.Number("NumResp"), (int)fields.Number("NumErr"), fields.Texts("Messages"), fields.Counts("Keys"));
}
