using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Records;

namespace Dentropy.Engine.Dns.Cloudflare;

/// <summary>
/// Records as Cloudflare's API has them (cloudflare-go, dns/record.go; developers.cloudflare.com, DNS record types): an MX has its priority beside the content, SRV and CAA are
/// written as fields in <c>data</c>, and a time to live of 1 is "automatic".
/// </summary>
internal static class CloudflareRecord
{
    /// <summary>Types that the API has.</summary>
    public static IReadOnlySet<string> Types { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "A", "AAAA", "CAA", "CERT", "CNAME", "DNSKEY", "DS", "HTTPS", "LOC", "MX", "NAPTR", "NS", "OPENPGPKEY", "PTR", "SMIMEA", "SRV", "SSHFP", "SVCB", "TLSA", "TXT", "URI",
    };

    /// <summary>Whether the value of a type can be written; the others are read, commented and removed.</summary>
    public static bool IsWritable(string type) => type is "A" or "AAAA" or "CAA" or "CNAME" or "MX" or "NS" or "OPENPGPKEY" or "PTR" or "SRV" or "TXT";

    /// <summary>Whether Cloudflare can answer for a type with its own address.</summary>
    public static bool IsProxiable(string type) => type is "A" or "AAAA" or "CNAME";

    /// <summary>Reads a record.</summary>
    /// <param name="record">The record, from <c>result</c>.</param>
    /// <param name="zone">Its zone.</param>
    /// <param name="place">Its place.</param>
    /// <exception cref="FormatException">It has no name, type or content.</exception>
    public static DcDnsRecord Read(JsonElement record, string zone, string place)
    {
        var type = Text(record, "type")?.ToUpperInvariant() ?? throw new FormatException("a record has no type");
        var (comment, owned) = CloudflareComment.Read(Text(record, "comment"));
        return new DcDnsRecord
        {
            Name = Name(Text(record, "name") ?? throw new FormatException("a record has no name")),
            Type = type,
            Value = Value(record, type),
            Zone = zone,
            Place = place,
            TimeToLive = Number(record, "ttl") is > 1 and var seconds ? TimeSpan.FromSeconds(seconds) : null,
            Proxied = IsProxiable(type) ? record.TryGetProperty("proxied", out var proxied) && proxied.ValueKind == JsonValueKind.True : null,
            Comment = comment,
            Owned = owned,
            Id = Text(record, "id"),
        };
    }

    /// <summary>Writes a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="value">Whether its value is to be written too. Left out, a record that is there keeps what it has.</param>
    public static JsonObject Write(DcDnsRecord record, bool value)
    {
        var fields = new JsonObject
        {
            ["name"] = record.Name,
            ["type"] = record.Type,
            ["ttl"] = record.TimeToLive is { } time ? (int)time.TotalSeconds : 1,
            ["comment"] = CloudflareComment.Write(record.Comment, record.Owned),
        };
        if (IsProxiable(record.Type))
            fields["proxied"] = record.Proxied ?? false;
        if (!value)
            return fields;
        var words = record.Value.Split(' ');
        switch (record.Type)
        {
            case "MX":
                (fields["priority"], fields["content"]) = (Number(words[0]), words[1]);
                break;
            case "SRV":
                fields["data"] = new JsonObject { ["priority"] = Number(words[0]), ["weight"] = Number(words[1]), ["port"] = Number(words[2]), ["target"] = words[3] };
                break;
            case "CAA":
                fields["data"] = new JsonObject { ["flags"] = Number(words[0]), ["tag"] = words[1], ["value"] = string.Join(' ', words[2..]).Trim('"') };
                break;
            default:
                fields["content"] = record.Type == "TXT" ? CloudflareText.Write(record.Value) : record.Value;
                break;
        }

        return fields;
    }

    /// <summary>A name in its one spelling; in lower case where it is none that could be written, such as that of a classless reverse zone.</summary>
    public static string Name(string text)
    {
        try
        {
            return DnsNames.Parse(text);
        }
        catch (DentropyException)
        {
            return text.ToLowerInvariant();
        }
    }

    private static string Value(JsonElement record, string type)
    {
        var data = record.TryGetProperty("data", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        var content = Text(record, "content");
        var written = (type, data.ValueKind) switch
        {
            ("SRV", JsonValueKind.Object) => $"{Number(data, "priority") ?? 0} {Number(data, "weight") ?? 0} {Number(data, "port") ?? 0} {Text(data, "target")}",
            ("CAA", JsonValueKind.Object) => $"{Number(data, "flags") ?? 0} {Text(data, "tag")} \"{Text(data, "value")}\"",
            _ => content ?? throw new FormatException($"a record of type {type} has no content"),
        };
        // The priority of a SRV stands in its content too in some answers and not in others.
        if (type == "MX" || type == "SRV" && data.ValueKind != JsonValueKind.Object && written.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length == 3)
            written = string.Create(CultureInfo.InvariantCulture, $"{Number(record, "priority") ?? 0} {written}");
        if (type == "TXT")
            return CloudflareText.Read(written);
        try
        {
            return DnsValues.Parse(type, written);
        }
        catch (DentropyException)
        {
            // What is there has to be shown, also where it is nothing that could be set.
            return written.Trim();
        }
    }

    private static string? Text(JsonElement record, string key) => record.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement record, string key) => record.TryGetProperty(key, out var value) ? value.ValueKind switch
    {
        JsonValueKind.Number => (int)value.GetDouble(),
        JsonValueKind.String when int.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    } : null;

    private static int Number(string word) => int.Parse(word, NumberStyles.None, CultureInfo.InvariantCulture);
}
