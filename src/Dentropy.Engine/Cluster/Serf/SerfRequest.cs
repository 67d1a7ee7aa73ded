using System.Buffers;
using MessagePack;

namespace Dentropy.Engine.Cluster.Serf;

/// <summary>Writes what belongs to a command.</summary>
internal delegate void SerfBody(ref MessagePackWriter writer);

/// <summary>A request as an agent reads it: a map with the command and its number, then a map with what belongs to it.</summary>
internal static class SerfRequest
{
    public static ReadOnlyMemory<byte> Of(string command, ulong number, SerfBody? body)
    {
        var buffer = new ArrayBufferWriter<byte>();
        // The agent's reader is of the old specification: it knows neither str 8 nor bin.
        var writer = new MessagePackWriter(buffer) { OldSpec = true };
        writer.WriteMapHeader(2);
        writer.Write("Command");
        writer.Write(command);
        writer.Write("Seq");
        writer.Write(number);
        body?.Invoke(ref writer);
        writer.Flush();
        return buffer.WrittenMemory;
    }

    public static void WriteTexts(ref MessagePackWriter writer, IReadOnlyDictionary<string, string> texts)
    {
        writer.WriteMapHeader(texts.Count);
        foreach (var (key, text) in texts)
        {
            writer.Write(key);
            writer.Write(text);
        }
    }

    public static void WriteTexts(ref MessagePackWriter writer, IReadOnlyCollection<string> texts)
    {
        writer.WriteArrayHeader(texts.Count);
        foreach (var text in texts)
            writer.Write(text);
    }
}
