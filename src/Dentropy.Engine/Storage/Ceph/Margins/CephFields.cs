using System.Globalization;
using System.Text.Json;

namespace Dentropy.Engine.Storage.Ceph.Margins;

/// <summary>Reads answers of releases that add and drop fields: what is not there, or is of another kind, is null and never an error.</summary>
internal static class CephFields
{
    /// <summary>An answer; null where it could not be had.</summary>
    public static JsonElement? Of(this CephAnswers answers, CephQuestion question) =>
        answers.Json.TryGetValue(question, out var answer) && answer.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? answer : null;

    /// <summary>A field.</summary>
    public static JsonElement? Field(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var field) && field.ValueKind != JsonValueKind.Null ? field : null;

    /// <summary>The items of a list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement? list) => list is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];

    /// <summary>The items of the list in a field.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) => element.Field(name).Items();

    /// <summary>A text.</summary>
    public static string? Text(this JsonElement element, string name) => element.Field(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>A whole number, also one that stands in quotes, as those of erasure code profiles do.</summary>
    public static int? Number(this JsonElement element, string name) => element.Field(name) is { } field ? field.Number() : null;

    /// <summary>A whole number.</summary>
    public static int? Number(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number when element.TryGetInt32(out var number) => number,
        JsonValueKind.Number when element.TryGetDouble(out var real) && real is > int.MinValue and < int.MaxValue => (int)real,
        JsonValueKind.String when int.TryParse(element.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        _ => null,
    };
}
