using System.Buffers;
using MessagePack;

namespace Dentropy.Engine.Tests.Cluster.Serf;

/// <summary>MessagePack for answers of agents, written down as values.</summary>
internal static class Packed
{
    public static byte[] Header(int number, string error = "") => Map(("Seq", number), ("Error", error));

    public static byte[] Map(params (string Key, object? Value)[] pairs)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        WriteMap(ref writer, pairs);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    public static (string Key, object? Value)[] Member(string name, string status = "alive", string role = "worker", byte last = 1) =>
    [
        ("Name", name), ("Addr", new byte[] { 10, 0, 0, last }), ("Port", 7946), ("Status", status), ("ProtocolMax", 5),
        ("Tags", new (string, object?)[] { ("role", role) }),
    ];

    public static byte[] Members(params (string Key, object? Value)[][] members) => Map(("Members", members));

    private static void WriteMap(ref MessagePackWriter writer, (string Key, object? Value)[] pairs)
    {
        writer.WriteMapHeader(pairs.Length);
        foreach (var (key, value) in pairs)
        {
            writer.Write(key);
            WriteValue(ref writer, value);
        }
    }

    private static void WriteValue(ref MessagePackWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNil(); break;
            case string text: writer.Write(text); break;
            case byte[] bytes: writer.Write(bytes); break;
            case int number: writer.Write(number); break;
            case bool flag: writer.Write(flag); break;
            case double real: writer.Write(real); break;
            case double[] reals:
                writer.WriteArrayHeader(reals.Length);
                foreach (var real in reals)
                    writer.Write(real);
                break;
            case (string, object?)[] map: WriteMap(ref writer, map); break;
            case (string, object?)[][] list:
                writer.WriteArrayHeader(list.Length);
                foreach (var map in list)
                    WriteMap(ref writer, map);
                break;
            default: throw new ArgumentOutOfRangeException(nameof(value));
        }
    }
}
