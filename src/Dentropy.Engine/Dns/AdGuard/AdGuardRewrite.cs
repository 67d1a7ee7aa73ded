using System.Text.Json;
using System.Text.Json.Nodes;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Dns.Records;

namespace Dentropy.Engine.Dns.AdGuard;

/// <summary>A rewrite as AdGuard Home has it.</summary>
/// <param name="Domain">The name as it is written there.</param>
/// <param name="Answer">An address, another name, or A or AAAA, which is no record: it lets the answer from above through.</param>
/// <param name="Enabled">Whether it counts. Versions before 0.107.68 do not say, and all count there.</param>
internal sealed record AdGuardRewrite(string Domain, string Answer, bool Enabled = true)
{
    /// <summary>The name in its one spelling.</summary>
    public string Name { get; } = DnsSteps.Name(Domain);

    /// <summary>The type of the record that it is; null where it is none.</summary>
    public string? Type { get; } = Answer is "A" or "AAAA" ? null : DnsValues.TypeOf(Answer) ?? "CNAME";

    /// <summary>The value in its one spelling.</summary>
    public string Value { get; } = DnsValues.TypeOf(Answer) is { } type ? DnsValues.Parse(type, Answer) : DnsSteps.Name(Answer);

    /// <summary>The rewrite for a record.</summary>
    public static AdGuardRewrite Of(DcDnsRecord record) => new(record.Name, record.Value);

    /// <summary>Reads a list; null where it is none.</summary>
    public static List<AdGuardRewrite>? Read(string text)
    {
        try
        {
            return JsonNode.Parse(text) is not JsonArray list ? null : [.. list.OfType<JsonObject>()
                .Where(one => IsText(one["domain"]) && IsText(one["answer"]))
                .Select(one => new AdGuardRewrite(one["domain"]!.GetValue<string>(), one["answer"]!.GetValue<string>(), one["enabled"]?.GetValueKind() != JsonValueKind.False))];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether it is the record.</summary>
    public bool Is(DcDnsRecord record) => Name == record.Name && Type == record.Type && Value == record.Value;

    /// <summary>Whether both are written alike, which is all that AdGuard Home looks at.</summary>
    public bool IsTwin(AdGuardRewrite other) => Domain == other.Domain && Answer == other.Answer;

    public JsonObject ToJson(bool? enabled)
    {
        var json = new JsonObject { ["domain"] = Domain, ["answer"] = Answer };
        if (enabled is { } value)
            json["enabled"] = value;
        return json;
    }

    private static bool IsText(JsonNode? node) => node is JsonValue && node.GetValueKind() == JsonValueKind.String;
}
