using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Dentropy.Peers.Tests.Emulators;

/// <summary>A zone with its records, and the rules that Cloudflare has for them.</summary>
internal sealed class CloudflareZone(string name, int number)
{
    private static readonly string[] s_address = ["A", "AAAA", "CNAME"];

    private List<JsonObject> _records = [];
    private int _made;

    public string Name { get; } = name;

    /// <summary>The name as the API gives it.</summary>
    public string Unicode { get; } = new IdnMapping().GetUnicode(name);

    public string Id { get; } = number.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>Records that the zone may have.</summary>
    public int Quota { get; set; } = 10_000;

    /// <summary>Characters that a comment may have: 100 on the Free plan, 500 on the others.</summary>
    public int MostInComment { get; set; } = 100;

    public IReadOnlyList<JsonObject> Records => _records;

    /// <summary>A zone in which operations can be tried.</summary>
    public CloudflareZone Copy() => new(Name, number) { _records = [.. _records], _made = _made, Quota = Quota, MostInComment = MostInComment };

    public void Take(CloudflareZone other) => (_records, _made) = (other._records, other._made);

    public JsonObject? Find(string id) => _records.Find(record => Text(record, "id") == id);

    public JsonObject Get(string id) => Find(id) ?? throw new CloudflareFault(81044, "Record does not exist.") { Status = 404 };

    public JsonObject Delete(string id)
    {
        _records.Remove(Get(id));
        return new JsonObject { ["id"] = id };
    }

    public JsonObject Post(JsonObject body)
    {
        if (_records.Count >= Quota)
            throw new CloudflareFault(81045, "The record quota has been exceeded.");
        var record = Record(body, (Number * 1_000_000 + ++_made).ToString("x32", CultureInfo.InvariantCulture));
        Check(record);
        _records.Add(record);
        return record;
    }

    public JsonObject Put(string id, JsonObject body) => Replace(Get(id), Record(body, id));

    public JsonObject Patch(string id, JsonObject body)
    {
        var old = Get(id);
        var merged = old.DeepClone().AsObject();
        foreach (var (key, value) in body.Where(pair => pair.Key != "id"))
            merged[key] = value?.DeepClone();
        var record = Record(merged, id);
        record["tags"] = merged["tags"]?.DeepClone();
        return Replace(old, record);
    }

    private int Number => number;

    private JsonObject Replace(JsonObject old, JsonObject record)
    {
        var at = _records.IndexOf(old);
        _records.RemoveAt(at);
        Check(record);
        _records.Insert(at, record);
        return record;
    }

    private JsonObject Record(JsonObject body, string id)
    {
        var type = Text(body, "type") is { Length: > 0 } given ? given : throw Invalid(9000, "DNS record type is invalid.");
        var proxiable = s_address.Contains(type);
        var proxied = body["proxied"]?.GetValue<bool>() ?? false;
        if (proxied && !proxiable)
            throw Invalid(9004, "This record type cannot be proxied.");
        var ttl = body["ttl"]?.GetValue<int>() ?? 1;
        if (ttl != 1 && ttl is < 60 or > 86400)
            throw Invalid(9021, "TTL must be between 60 and 86400 seconds, or 1 for Automatic.");
        var comment = body["comment"] is { } text && text.GetValue<string>() is { Length: > 0 } written ? written : null;
        if (comment?.Length > MostInComment)
            throw new CloudflareFault(9313, $"DNS record comment exceeds the maximum length of {MostInComment} characters.");
        if (comment?.AsSpan().ContainsAny('\r', '\n') == true)
            throw Invalid(9207, "DNS record comment cannot contain line breaks.");
        var record = new JsonObject
        {
            ["id"] = id, ["zone_id"] = Id, ["zone_name"] = Unicode, ["name"] = Full(Text(body, "name")), ["type"] = type, ["proxiable"] = proxiable, ["proxied"] = proxied,
            ["ttl"] = proxied ? 1 : ttl, ["locked"] = false, ["meta"] = new JsonObject { ["source"] = "primary" }, ["comment"] = comment, ["tags"] = body["tags"]?.DeepClone() ?? new JsonArray(),
        };
        Value(record, body, type);
        return record;
    }

    private static void Value(JsonObject record, JsonObject body, string type)
    {
        var (content, data) = (Text(body, "content"), body["data"] as JsonObject);
        switch (type)
        {
            case "A" or "AAAA":
                if (!IPAddress.TryParse(content, out var address) || address.AddressFamily != (type == "A" ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6))
                    throw Invalid(9005, $"Content for {type} record must be a valid IP{(type == "A" ? "v4" : "v6")} address.");
                content = address.ToString();
                break;
            case "MX":
                record["priority"] = (body["priority"] ?? throw Invalid(9102, "priority is a required field for MX records.")).GetValue<int>();
                break;
            case "SRV":
                data = data ?? throw Invalid(9101, "data is a required field for SRV records.");
                record["priority"] = data["priority"]!.GetValue<int>();
                content = $"{data["weight"]} {data["port"]} {data["target"]}";
                break;
            case "CAA":
                data = data ?? throw Invalid(9101, "data is a required field for CAA records.");
                content = $"{data["flags"]} {data["tag"]} \"{data["value"]}\"";
                break;
            case "TXT" when content.StartsWith('"') != content.EndsWith('"'):
                throw Invalid(9207, "The TXT record content has inconsistent quotation marks.");
            case "TXT" when !content.StartsWith('"'):
                content = $"\"{content}\"";
                break;
        }

        if (content.Length == 0)
            throw Invalid(9101, "content is a required field.");
        record["content"] = content;
        if (data is not null && type is "SRV" or "CAA" or "HTTPS")
            record["data"] = data!.DeepClone();
    }

    // A name that is not below the zone is taken as relative to it.
    private string Full(string written)
    {
        var ascii = written == "@" ? Name : new IdnMapping { AllowUnassigned = true }.GetAscii(written.TrimEnd('.').ToLowerInvariant());
        return ascii == Name || ascii.EndsWith("." + Name, StringComparison.Ordinal) ? ascii : $"{ascii}.{Name}";
    }

    private void Check(JsonObject record)
    {
        var (name, type) = (Text(record, "name"), Text(record, "type"));
        var beside = _records.Where(other => Text(other, "name") == name).ToList();
        if (beside.Exists(other => Text(other, "type") == type && Text(other, "content") == Text(record, "content") && other["priority"]?.GetValue<int>() == record["priority"]?.GetValue<int>()))
            throw new CloudflareFault(81058, "An identical record already exists.");
        if (type == "CNAME" && beside.Exists(other => s_address.Contains(Text(other, "type"))))
            throw new CloudflareFault(81053, "An A, AAAA, or CNAME record with that host already exists.");
        if (s_address.Contains(type) && beside.Exists(other => Text(other, "type") == "CNAME"))
            throw new CloudflareFault(81054, "A CNAME record with that host already exists.");
        if (name != Name && (type == "NS" ? beside.Exists(other => Text(other, "type") != "NS") : beside.Exists(other => Text(other, "type") == "NS")))
            throw new CloudflareFault(81056, "NS records with that host already exist.");
        if (type == "TXT" && beside.Where(other => Text(other, "type") == "TXT").Sum(other => Text(other, "content").Length) + Text(record, "content").Length > 8192)
            throw Invalid(9207, "The combined content of the TXT records exceeds 8192 characters.");
    }

    private static CloudflareFault Invalid(int code, string message) => new(1004, "DNS Validation Error") { Chain = (code, message) };

    private static string Text(JsonObject from, string key) => from[key]?.GetValue<string>() ?? "";
}
