using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dentropy.Engine.Certificates.Acme;

/// <summary>JSON of the protocol.</summary>
internal static class AcmeJson
{
    /// <summary>A text; null where the value is none.</summary>
    public static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>The texts of a list.</summary>
    public static IReadOnlyList<string> Texts(JsonNode? node) => node is JsonArray list ? [.. list.Select(Text).OfType<string>()] : [];

    /// <summary>An absolute https or http address; null where the value is none.</summary>
    public static Uri? Url(JsonNode? node) => Uri.TryCreate(Text(node), UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" ? uri : null;

    /// <summary>A document as bytes.</summary>
    public static byte[] Bytes(JsonNode node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            node.WriteTo(writer);
        return buffer.WrittenSpan.ToArray();
    }

    public static string Base64(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
