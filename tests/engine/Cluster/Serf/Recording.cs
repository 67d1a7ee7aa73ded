using System.Buffers;
using MessagePack;

namespace Dentropy.Engine.Tests.Cluster.Serf;

/// <summary>
/// What a real agent (Debian's serf 0.9.4, six members) answered to handshake, auth and members, byte for byte, and the same with as many members as
/// wanted.
/// </summary>
internal static class Recording
{
    private const string Recorded = """
        82a54572726f72a0a35365710182a54572726f72a0a35365710282a54572726f72a0a35365710381a74d656d62657273968ba441646472c4040a6500
        0eab44656c656761746543757205ab44656c65676174654d617805ab44656c65676174654d696e02a44e616d65a3706934a4506f7274cd1f0aab5072
        6f746f636f6c43757202ab50726f746f636f6c4d617805ab50726f746f636f6c4d696e01a6537461747573a5616c697665a45461677382a673776974
        6368a3737732a4726f6c65a6776f726b65728ba441646472c4040a65000fab44656c656761746543757205ab44656c65676174654d617805ab44656c
        65676174654d696e02a44e616d65a3706935a4506f7274cd1f0aab50726f746f636f6c43757202ab50726f746f636f6c4d617805ab50726f746f636f
        6c4d696e01a6537461747573a5616c697665a45461677382a6737769746368a3737731a4726f6c65a6776f726b65728ba441646472c4040a650010ab
        44656c656761746543757205ab44656c65676174654d617805ab44656c65676174654d696e02a44e616d65a3706936a4506f7274cd1f0aab50726f74
        6f636f6c43757202ab50726f746f636f6c4d617805ab50726f746f636f6c4d696e01a6537461747573a5616c697665a45461677382a4726f6c65a76d
        616e61676572a6737769746368a37377328ba441646472c4040a65000bab44656c656761746543757205ab44656c65676174654d617805ab44656c65
        676174654d696e02a44e616d65a3706931a4506f7274cd1f0aab50726f746f636f6c43757202ab50726f746f636f6c4d617805ab50726f746f636f6c
        4d696e01a6537461747573a5616c697665a45461677382a4726f6c65a76d616e61676572a6737769746368a37377318ba441646472c4040a65000cab
        44656c656761746543757205ab44656c65676174654d617805ab44656c65676174654d696e02a44e616d65a3706932a4506f7274cd1f0aab50726f74
        6f636f6c43757202ab50726f746f636f6c4d617805ab50726f746f636f6c4d696e01a6537461747573a5616c697665a45461677382a4726f6c65a677
        6f726b6572a6737769746368a37377328ba441646472c4040a65000dab44656c656761746543757205ab44656c65676174654d617805ab44656c6567
        6174654d696e02a44e616d65a3706933a4506f7274cd1f0aab50726f746f636f6c43757202ab50726f746f636f6c4d617805ab50726f746f636f6c4d
        696e01a6537461747573a5616c697665a45461677382a6737769746368a3737731a4726f6c65a6776f726b6572
        """;

    private static readonly byte[] s_bytes = Convert.FromHexString(string.Concat(Recorded.Split('\n', StringSplitOptions.TrimEntries)));

    /// <summary>The answers, one for each request.</summary>
    public static byte[][] Answers { get; } = [s_bytes[..13], s_bytes[13..26], s_bytes[26..]];

    /// <summary>The answer to members with so many of them, each with the recorded fields.</summary>
    public static byte[] Members(int count)
    {
        var reader = new MessagePackReader(Answers[2]);
        var header = reader.ReadRaw().ToArray();
        reader.ReadMapHeader();
        reader.ReadString();
        reader.ReadArrayHeader();
        var one = reader.ReadRaw().ToArray();
        var at = one.AsSpan().IndexOf("Name"u8) + 4;
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer) { OldSpec = true };
        writer.WriteRaw(header);
        writer.WriteMapHeader(1);
        writer.Write("Members");
        writer.WriteArrayHeader(count);
        for (var i = 0; i < count; i++)
        {
            writer.WriteRaw(one.AsSpan(0, at));
            writer.Write($"pi{i}");
            writer.WriteRaw(one.AsSpan(at + 4));
        }

        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
