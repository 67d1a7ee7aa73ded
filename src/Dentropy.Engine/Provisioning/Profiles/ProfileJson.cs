using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Provisioning.Profiles;

/// <summary>A piece of YAML as JSON, for programs that are configured with it: true, false and whole numbers as what they are, all else as text.</summary>
internal static class ProfileJson
{
    public static string Text(string path, YamlPiece piece)
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            Write(writer, path, piece);
        return Encoding.UTF8.GetString(memory.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter writer, string path, YamlPiece piece)
    {
        switch (piece)
        {
            case YamlMap map:
                writer.WriteStartObject();
                foreach (var (key, value) in map.Entries)
                {
                    writer.WritePropertyName(key is YamlText { Text: { } name } ? name : throw ProfileErrors.Invalid(path, key.Line, "a key is no plain text"));
                    Write(writer, path, value);
                }

                writer.WriteEndObject();
                break;
            case YamlList list:
                writer.WriteStartArray();
                foreach (var item in list.Items)
                    Write(writer, path, item);
                writer.WriteEndArray();
                break;
            case YamlText { Text: null }:
                writer.WriteNullValue();
                break;
            case YamlText { Text: "true" or "false", Quoted: false } flag:
                writer.WriteBooleanValue(flag.Text == "true");
                break;
            case YamlText { Text: { } text } value:
                if (!value.Quoted && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                    writer.WriteNumberValue(number);
                else
                    writer.WriteStringValue(text);
                break;
        }
    }
}
