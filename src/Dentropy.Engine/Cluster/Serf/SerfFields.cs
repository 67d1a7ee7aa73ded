using System.Buffers;
using System.Text;
using MessagePack;

namespace Dentropy.Engine.Cluster.Serf;

/// <summary>
/// One map that an agent sent. Agents of before 2018 write texts and bytes alike (the old MessagePack specification), later ones may tell them apart,
/// so either is taken for either. Keys that are not known are left alone.
/// </summary>
internal sealed class SerfFields
{
    private const int DeepestNesting = 8;

    private readonly Dictionary<string, object?> _values;

    private SerfFields(Dictionary<string, object?> values) => _values = values;

    /// <summary>Reads one map.</summary>
    /// <param name="element">A whole MessagePack element.</param>
    /// <exception cref="InvalidDataException">It is no map, or too deep.</exception>
    /// <exception cref="MessagePackSerializationException">It is no MessagePack.</exception>
    public static SerfFields Read(in ReadOnlySequence<byte> element)
    {
        var reader = new MessagePackReader(element);
        return new SerfFields(Value(ref reader, 0) as Dictionary<string, object?> ?? throw new InvalidDataException("a map of keys and values belongs there"));
    }

    /// <summary>Reads one text.</summary>
    public static string ReadText(in ReadOnlySequence<byte> element)
    {
        var reader = new MessagePackReader(element);
        return Text(Value(ref reader, 0)) ?? throw new InvalidDataException("a text belongs there");
    }

    public string Text(string key) => Text(_values.GetValueOrDefault(key)) ?? "";

    public byte[] Bytes(string key) => _values.GetValueOrDefault(key) as byte[] ?? [];

    public ulong Number(string key) => _values.GetValueOrDefault(key) switch
    {
        null => 0,
        ulong number => number,
        _ => throw new InvalidDataException($"{key} is no number"),
    };

    public bool Flag(string key) => _values.GetValueOrDefault(key) is true;

    public double Real(string key) => Real(_values.GetValueOrDefault(key));

    public IReadOnlyList<double> Reals(string key) => _values.GetValueOrDefault(key) is List<object?> list ? [.. list.Select(Real)] : [];

    public IReadOnlyDictionary<string, string> Texts(string key) => Map(key).ToDictionary(pair => pair.Key, pair => Text(pair.Value) ?? "", StringComparer.Ordinal);

    public IReadOnlyDictionary<string, int> Counts(string key) =>
        Map(key).ToDictionary(pair => pair.Key, pair => pair.Value is ulong count ? (int)Math.Min(count, int.MaxValue) : 0, StringComparer.Ordinal);

    public IReadOnlyDictionary<string, SerfFields> Maps()
    {
        var maps = new Dictionary<string, SerfFields>(StringComparer.Ordinal);
        foreach (var (key, value) in _values)
        {
            if (value is Dictionary<string, object?> map)
                maps.Add(key, new SerfFields(map));
        }

        return maps;
    }

    /// <summary>All values of a map of texts.</summary>
    public IReadOnlyDictionary<string, string> AllTexts() => _values.ToDictionary(pair => pair.Key, pair => Text(pair.Value) ?? "", StringComparer.Ordinal);

    public SerfFields Fields(string key) => new(Map(key));

    public IReadOnlyList<SerfFields> List(string key) => _values.GetValueOrDefault(key) is List<object?> list
        ? [.. list.Select(item => item is Dictionary<string, object?> map ? new SerfFields(map) : throw new InvalidDataException($"{key} holds something other than maps"))]
        : [];

    private Dictionary<string, object?> Map(string key) => _values.GetValueOrDefault(key) as Dictionary<string, object?> ?? [];

    private static string? Text(object? value) => value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : null;

    private static double Real(object? value) => value switch
    {
        double real => real,
        ulong number => number,
        _ => 0,
    };

    private static object? Value(ref MessagePackReader reader, int depth)
    {
        if (depth > DeepestNesting)
            throw new InvalidDataException("maps and lists are nested too deep");
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.String:
                return reader.ReadStringSequence() is { } text ? text.ToArray() : null;
            case MessagePackType.Binary:
                return reader.ReadBytes() is { } bytes ? bytes.ToArray() : null;
            case MessagePackType.Integer:
                return Whole(ref reader);
            case MessagePackType.Float:
                return reader.ReadDouble();
            case MessagePackType.Boolean:
                return reader.ReadBoolean();
            case MessagePackType.Array:
                var list = new List<object?>();
                for (var left = reader.ReadArrayHeader(); left > 0; left--)
                    list.Add(Value(ref reader, depth + 1));
                return list;
            case MessagePackType.Map:
                var map = new Dictionary<string, object?>(StringComparer.Ordinal);
                for (var left = reader.ReadMapHeader(); left > 0; left--)
                {
                    var key = Text(Value(ref reader, depth + 1)) ?? throw new InvalidDataException("a key is no text");
                    map[key] = Value(ref reader, depth + 1);
                }

                return map;
            default:
                reader.Skip();
                return null;
        }
    }

    // No field that is read here is ever below zero; one that is counts as zero.
    private static ulong Whole(ref MessagePackReader reader)
    {
        if (reader.NextCode is >= MessagePackCode.MinNegativeFixInt or MessagePackCode.Int8 or MessagePackCode.Int16 or MessagePackCode.Int32 or MessagePackCode.Int64)
            return (ulong)Math.Max(reader.ReadInt64(), 0);
        return reader.ReadUInt64();
    }
}
