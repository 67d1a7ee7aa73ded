using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dentropy.Engine.Cluster.Serf.Install;

/// <summary>The configuration of one agent (keys: Serf's documentation, "Agent configuration").</summary>
internal sealed record SerfAgentConfig
{
    /// <summary>Name of the member: the node's.</summary>
    public required string NodeName { get; init; }

    /// <summary>Address with port that it listens at.</summary>
    public required string Bind { get; init; }

    /// <summary>Address with port that others use, where it is not the same.</summary>
    public string? Advertise { get; init; }

    /// <summary>Port of the RPC on the node's own loopback.</summary>
    public required int RpcPort { get; init; }

    /// <summary>Token of the RPC; null for none.</summary>
    public string? RpcAuth { get; init; }

    /// <summary>Whether there is a keyring file.</summary>
    public required bool Encrypted { get; init; }

    /// <summary>Serf's timing.</summary>
    public required string Profile { get; init; }

    /// <summary>Agents that it looks for.</summary>
    public required IReadOnlyList<string> Join { get; init; }

    /// <summary>The member's tags.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>Event handlers.</summary>
    public required IReadOnlyList<string> EventHandlers { get; init; }

    /// <summary>The file. The same settings give the same bytes.</summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("node_name", NodeName);
            json.WriteString("bind", Bind);
            if (Advertise is not null)
                json.WriteString("advertise", Advertise);
            json.WriteString("rpc_addr", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{RpcPort}"));
            if (RpcAuth is not null)
                json.WriteString("rpc_auth", RpcAuth);
            // encrypt_key would be back after a restart, whatever a rotation has made of the keys since.
            if (Encrypted)
                json.WriteString("keyring_file", SerfPaths.Keyring);
            json.WriteString("profile", Profile);
            json.WriteString("log_level", "info");
            // A stopped agent has failed; only an agent that is uninstalled leaves.
            json.WriteBoolean("skip_leave_on_interrupt", true);
            json.WriteString("retry_interval", "2s");
            Write(json, "retry_join", Join);
            json.WriteStartObject("tags");
            foreach (var (key, value) in Tags.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                json.WriteString(key, value);
            json.WriteEndObject();
            if (EventHandlers.Count > 0)
                Write(json, "event_handlers", EventHandlers);
            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
