using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dentropy.Engine.Backups.Definition;

/// <summary>Definitions as JSON: indented and with readable letters, since people look into them.</summary>
internal static class DefinitionJson
{
    private static readonly DefinitionJsonContext s_context = new(new JsonSerializerOptions(DefinitionJsonContext.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
        RespectNullableAnnotations = true,
    });

    public static byte[] Bytes(AppDefinition definition) => JsonSerializer.SerializeToUtf8Bytes(definition, s_context.AppDefinition);

    public static byte[] Bytes(NeutralDefinition definition) => JsonSerializer.SerializeToUtf8Bytes(definition, s_context.NeutralDefinition);

    public static AppDefinition Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var version = Version(json);
            if (version > AppDefinition.CurrentVersion)
            {
                throw new DentropyException(
                    "BackupTooNew",
                    DentropyErrorCategory.InvalidData,
                    AppDefinition.Member,
                    $"The backup's definition has version {version}, and this Dentropy knows {AppDefinition.CurrentVersion} at most. Upgrade Dentropy.");
            }

            return JsonSerializer.Deserialize(json, s_context.AppDefinition) ?? throw new JsonException("It is empty.");
        }
        catch (JsonException e)
        {
            throw new DentropyException(
                "BackupDefinitionInvalid", DentropyErrorCategory.InvalidData, AppDefinition.Member, $"The backup's definition cannot be understood: {e.Message}", e);
        }
    }

    private static int Version(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.TokenType == JsonTokenType.StartObject || reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                var found = reader.ValueTextEquals("version"u8);
                reader.Read();
                if (found)
                {
                    return reader.TryGetInt32(out var version) ? version : throw new JsonException("Its version is no number.");
                }

                reader.Skip();
            }

            reader.Read();
        }

        throw new JsonException("It has no version.");
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(AppDefinition))]
[JsonSerializable(typeof(NeutralDefinition))]
internal sealed partial class DefinitionJsonContext : JsonSerializerContext;
