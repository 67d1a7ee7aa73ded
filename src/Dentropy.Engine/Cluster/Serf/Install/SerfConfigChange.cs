using System.Text.Json;

namespace Dentropy.Engine.Cluster.Serf.Install;

/// <summary>What a running agent needs to take over a new configuration, in order of harm.</summary>
internal enum SerfAction
{
    /// <summary>Nothing: it counts at the next start only, or nothing differs.</summary>
    None,

    /// <summary>A SIGHUP: Serf reads its tags anew (its <c>handleReload</c>).</summary>
    Reload,

    /// <summary>A restart.</summary>
    Restart,
}

/// <summary>How two configurations differ, in words and in what the agent needs. Values of secrets are never in the words.</summary>
/// <param name="Words">What differs.</param>
/// <param name="Action">What the agent needs.</param>
internal sealed record SerfConfigChange(IReadOnlyList<string> Words, SerfAction Action)
{
    private static readonly string[] s_startOnly = ["retry_join", "retry_interval"];

    /// <summary>Compares the file on the node with the wanted one.</summary>
    /// <param name="present">The file; null where there is none.</param>
    /// <param name="wanted">The wanted file.</param>
    public static SerfConfigChange Between(byte[]? present, byte[] wanted)
    {
        if (present is null)
            return new SerfConfigChange(["write the configuration"], SerfAction.Restart);
        if (present.AsSpan().SequenceEqual(wanted))
            return new SerfConfigChange([], SerfAction.None);

        using var to = JsonDocument.Parse(wanted);
        using var from = Parse(present);
        if (from is null)
            return new SerfConfigChange(["replace a configuration that cannot be read"], SerfAction.Restart);

        var keys = Keys(from).Union(Keys(to), StringComparer.Ordinal).Where(key => Raw(from, key) != Raw(to, key)).ToList();
        var words = keys.SelectMany(key => Say(key, from, to)).ToList();
        var action = keys.Count == 0 || keys.TrueForAll(key => s_startOnly.Contains(key, StringComparer.Ordinal)) ? SerfAction.None
            : keys.TrueForAll(key => key == "tags" || s_startOnly.Contains(key, StringComparer.Ordinal)) ? SerfAction.Reload
            : SerfAction.Restart;
        return new SerfConfigChange(words.Count > 0 ? words : ["write the configuration in order"], action);
    }

    private static IEnumerable<string> Say(string key, JsonDocument from, JsonDocument to)
    {
        if (key != "tags")
        {
            yield return key switch
            {
                "rpc_auth" => "change the token of the RPC",
                "retry_join" => "change the agents that it looks for",
                "event_handlers" => "change the event handlers",
                "keyring_file" => Raw(to, key) is null ? "stop using the keyring" : "encrypt gossip",
                _ => $"change {key} from {Raw(from, key) ?? "nothing"} to {Raw(to, key) ?? "nothing"}",
            };
            yield break;
        }

        var (old, wanted) = (Tags(from), Tags(to));
        foreach (var tag in old.Keys.Union(wanted.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (!wanted.TryGetValue(tag, out var value))
                yield return $"remove tag {tag}";
            else if (!old.TryGetValue(tag, out var before) || before != value)
                yield return $"set tag {tag}={value}";
        }
    }

    private static JsonDocument? Parse(byte[] file)
    {
        try
        {
            var document = JsonDocument.Parse(file);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
        }
        catch (JsonException)
        {
            // Said by the caller.
        }

        return null;
    }

    private static IEnumerable<string> Keys(JsonDocument document) => document.RootElement.EnumerateObject().Select(property => property.Name);

    private static string? Raw(JsonDocument document, string key) => document.RootElement.TryGetProperty(key, out var value) ? value.ValueKind == JsonValueKind.Array ? string.Join(", ", value.EnumerateArray()) : value.GetRawText() : null;

    private static Dictionary<string, string> Tags(JsonDocument document) =>
        document.RootElement.TryGetProperty("tags", out var tags) && tags.ValueKind == JsonValueKind.Object
            ? tags.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.ToString(), StringComparer.Ordinal)
            : [];
}
