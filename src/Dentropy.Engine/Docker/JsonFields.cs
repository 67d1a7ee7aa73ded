using System.Collections.ObjectModel;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>Reads fields of Docker's answers. What is missing, null or of another kind counts as not there, since engines differ in what they send.</summary>
internal static class JsonFields
{
    public static JsonObject? Object(this JsonObject? json, string name) => json?[name] as JsonObject;

    public static IEnumerable<JsonObject> Objects(this JsonObject? json, string name) => (json?[name] as JsonArray)?.OfType<JsonObject>() ?? [];

    public static string? Text(this JsonObject? json, string name) =>
        json?[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    public static bool Flag(this JsonObject? json, string name) => json?[name] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    public static long? Number(this JsonObject? json, string name) => json?[name] is JsonValue value
        ? value.GetValueKind() switch
        {
            JsonValueKind.Number when value.TryGetValue<long>(out var number) => number,
            JsonValueKind.Number when value.TryGetValue<int>(out var number) => number,
            JsonValueKind.Number when value.TryGetValue<double>(out var number) => (long)number,
            _ => null,
        }
        : null;

    public static int? Whole(this JsonObject? json, string name) => json.Number(name) is { } number ? (int)Math.Clamp(number, int.MinValue, int.MaxValue) : null;

    public static IReadOnlyList<string> Texts(this JsonObject? json, string name) =>
        json?[name] is JsonArray list ? [.. list.OfType<JsonValue>().Select(item => item.TryGetValue<string>(out var text) ? text : null).OfType<string>()] : [];

    public static IReadOnlyDictionary<string, string> Map(this JsonObject? json, string name)
    {
        if (json.Object(name) is not { Count: > 0 } map)
        {
            return ReadOnlyDictionary<string, string>.Empty;
        }

        var read = new Dictionary<string, string>(map.Count, StringComparer.Ordinal);
        foreach (var (key, value) in map)
        {
            read[key] = value is JsonValue item && item.TryGetValue<string>(out var text) ? text : "";
        }

        return read;
    }

    /// <summary>A time of Go's; its zero (year 1) means that there is none.</summary>
    public static DateTimeOffset? Time(this JsonObject? json, string name) =>
        DateTimeOffset.TryParse(json.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time.Year > 1 ? time : null;

    /// <summary>A time in seconds since 1970.</summary>
    public static DateTimeOffset? UnixTime(this JsonObject? json, string name) =>
        json.Number(name) is { } seconds and > 0 and < 253402300800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    public static JsonObject OfMap(IReadOnlyDictionary<string, string> map)
    {
        var json = new JsonObject();
        foreach (var (key, value) in map)
        {
            json[key] = value;
        }

        return json;
    }

    public static JsonArray OfTexts(IEnumerable<string> texts)
    {
        var list = new JsonArray();
        foreach (var text in texts)
        {
            list.Add((JsonNode?)text);
        }

        return list;
    }
}
