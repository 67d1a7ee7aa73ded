using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Dentropy.Apps;

namespace Dentropy.Engine.Backups.Format;

/// <summary>JSON in a backup: indented and with readable letters, since people look into it; strict where it is read.</summary>
internal static class BackupJson
{
    private static readonly BackupJsonContext s_context = new(new JsonSerializerOptions(BackupJsonContext.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
    });

    public static JsonTypeInfo<BackupManifest> Manifest => s_context.BackupManifest;

    public static JsonTypeInfo<BackupIndex> Index => s_context.BackupIndex;

    public static JsonTypeInfo<PartNote> Note => s_context.PartNote;

    public static byte[] Bytes<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);

    /// <summary>The format version that a manifest or an index names, whatever else it holds.</summary>
    public static int? Version(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals("formatVersion"u8);
            reader.Read();
            if (found)
                return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var version) ? version : null;
            reader.Skip();
        }

        return null;
    }
}

/// <summary>What stands behind a part, so that it can be found in a file that was cut off.</summary>
internal sealed record PartNote
{
    /// <summary>The manifest's id.</summary>
    public required string Id { get; init; }

    public required BackupPart Part { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(WordConverter<BackupCompression>), typeof(WordConverter<BackupPartKind>), typeof(WordConverter<DcAppKind>)],
    WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
[JsonSerializable(typeof(BackupIndex))]
[JsonSerializable(typeof(PartNote))]
internal sealed partial class BackupJsonContext : JsonSerializerContext;

/// <summary>An enum's name in camelCase, and never its number.</summary>
internal sealed class WordConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>A length of time as a number of seconds.</summary>
internal sealed class SecondsConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var seconds = reader.GetDouble();
        return seconds is >= 0 and < 1e9 ? TimeSpan.FromSeconds(seconds) : throw new JsonException("A time is negative or endless.");
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(Math.Round(value.TotalSeconds, 3));
}
