using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dentropy.Engine.Backups.Restore;

/// <summary>Reads what may or may not be in Docker's JSON.</summary>
internal static class JsonWords
{
    public static string? Text(this JsonObject json, string key) =>
        json[key] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    public static long? Number(this JsonObject json, string key) =>
        json[key] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<long>(out var number) ? number : null;

    public static bool Flag(this JsonObject json, string key) => json[key]?.GetValueKind() == JsonValueKind.True;

    public static IReadOnlyList<string> Texts(this JsonObject json, string key) =>
        json[key] is JsonArray list ? [.. list.OfType<JsonValue>().Where(item => item.GetValueKind() == JsonValueKind.String).Select(item => item.GetValue<string>())] : [];

    public static IReadOnlyDictionary<string, string> Map(this JsonObject json, string key) =>
        json[key] is JsonObject map
            ? map.Where(pair => pair.Value?.GetValueKind() == JsonValueKind.String).ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>(), StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal);
}
