using System.Text.Json;

namespace Dentropy.Engine.Cluster.Serf.Keys;

/// <summary>
/// The keyring file of an agent: a JSON array of keys, the one that it sends with first. The agent writes it anew at each change of its keys
/// (Serf's <c>WriteKeyringFile</c>), so it is what the agent has.
/// </summary>
internal static class SerfKeyring
{
    /// <summary>The keys of a file; null where it is no keyring.</summary>
    public static IReadOnlyList<SerfKey>? Parse(ReadOnlySpan<byte> file)
    {
        try
        {
            var reader = new Utf8JsonReader(file);
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Array)
                return null;
            var keys = document.RootElement.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? SerfKey.Parse(item.GetString()!) : null).ToList();
            return keys.Count > 0 && keys.TrueForAll(key => key is not null) ? [.. keys.OfType<SerfKey>()] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A file with one key.</summary>
    public static byte[] With(SerfKey key) => System.Text.Encoding.ASCII.GetBytes($"[\n  \"{key.Text}\"\n]\n");
}
