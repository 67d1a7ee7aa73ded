using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dentropy.Peers.Tests.Emulators;

/// <summary>
/// Cloudflare's API v4 for zones and DNS records, from its documentation: developers.cloudflare.com (DNS record types, Batch record changes, Time to Live, Record attributes,
/// rate limits), cloudflare/api-schemas (the envelope), cloudflare-go (fields and filters), and the errors that its users report.
/// </summary>
internal sealed class CloudflareEmulator : Emulator
{
    private const string Root = "/client/v4/";

    private readonly List<CloudflareZone> _zones = [];

    public CloudflareEmulator(params string[] zones) => _zones.AddRange(zones.Select((zone, at) => new CloudflareZone(zone, at + 1)));

    /// <summary>The address that a client is given.</summary>
    public Uri Api => new(Address, "client/v4");

    public string Token { get; } = "v1.0-Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY";

    /// <summary>Operations of one kind that a batch may have.</summary>
    public int MostInBatch { get; set; } = 200;

    /// <summary>Whether an error says what in the request it is about. The schema has it; the service does not always.</summary>
    public bool Pointers { get; set; }

    /// <summary>Whether the token may edit; it may always read what it sees.</summary>
    public bool MayEdit { get; set; } = true;

    /// <summary>Zones that the token has no right to: they are not in the list, and their records are refused.</summary>
    public HashSet<string> Hidden { get; } = [];

    public CloudflareZone Zone(string name) => _zones.Single(zone => zone.Name == name);

    public void Remove(string zone) => _zones.RemoveAll(one => one.Name == zone);

    /// <summary>An answer for <see cref="Emulator.Next"/>: too many requests, as the service says it.</summary>
    public static EmulatorAnswer Throttled(int seconds) => Error(429, new CloudflareFault(971, "Please wait and consider throttling your request speed")) with
    {
        Headers = new() { ["Retry-After"] = seconds.ToString(CultureInfo.InvariantCulture) },
    };

    protected override EmulatorAnswer Answer(EmulatorRequest request)
    {
        if (Authentication(request) is { } fault)
            return fault;
        if (!request.Path.StartsWith(Root, StringComparison.Ordinal))
            return Error(404, new CloudflareFault(7000, "No route for that URI"));
        var path = request.Path[Root.Length..].Split('/').Select(Uri.UnescapeDataString).ToArray();
        try
        {
            return (request.Method, path) switch
            {
                ("GET", ["zones"]) => Zones(request),
                ("GET", ["zones", var id, "dns_records"]) => Records(Find(id), request),
                ("POST", ["zones", var id, "dns_records"]) => Single(Editable(id), zone => zone.Post(Body(request))),
                ("POST", ["zones", var id, "dns_records", "batch"]) => Batch(Editable(id), Body(request)),
                ("GET", ["zones", var id, "dns_records", var record]) => Good(Find(id).Get(record).DeepClone()),
                ("PATCH", ["zones", var id, "dns_records", var record]) => Single(Editable(id), zone => zone.Patch(record, Body(request))),
                ("PUT", ["zones", var id, "dns_records", var record]) => Single(Editable(id), zone => zone.Put(record, Body(request))),
                ("DELETE", ["zones", var id, "dns_records", var record]) => Single(Editable(id), zone => zone.Delete(record)),
                _ => Error(404, new CloudflareFault(7000, "No route for that URI")),
            };
        }
        catch (CloudflareFault e)
        {
            return Error(e.Status, e);
        }
    }

    private EmulatorAnswer? Authentication(EmulatorRequest request)
    {
        if (!request.Headers.TryGetValue("Authorization", out var header))
            return Error(400, new CloudflareFault(9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers"));
        if (!header.StartsWith("Bearer ", StringComparison.Ordinal) || header.Length < 40)
            return Error(400, new CloudflareFault(6003, "Invalid request headers") { Chain = (6111, "Invalid format for Authorization header") });
        return header["Bearer ".Length..] == Token ? null : Error(403, new CloudflareFault(9109, "Invalid access token"));
    }

    private CloudflareZone Find(string id)
    {
        var zone = _zones.FirstOrDefault(zone => zone.Id == id)
            ?? throw new CloudflareFault(7003, $"Could not route to /zones/{id}/dns_records, perhaps your object identifier is invalid?") { Status = 404 };
        return Hidden.Contains(zone.Name) ? throw new CloudflareFault(10000, "Authentication error") { Status = 403 } : zone;
    }

    private CloudflareZone Editable(string id) => MayEdit ? Find(id) : throw new CloudflareFault(10000, "Authentication error") { Status = 403 };

    private EmulatorAnswer Zones(EmulatorRequest request)
    {
        var seen = _zones.Where(zone => !Hidden.Contains(zone.Name));
        if (request.Query.TryGetValue("name", out var name))
            seen = seen.Where(zone => zone.Unicode == name.ToLowerInvariant());
        return Page(request, [.. seen.Select(zone => new JsonObject { ["id"] = zone.Id, ["name"] = zone.Unicode, ["status"] = "active", ["type"] = "full" })], usual: 20, most: 50);
    }

    private static EmulatorAnswer Records(CloudflareZone zone, EmulatorRequest request)
    {
        IEnumerable<JsonObject> records = zone.Records;
        foreach (var (key, wanted) in request.Query)
        {
            records = key switch
            {
                "name" or "name.exact" => records.Where(record => Text(record, "name").Equals(wanted, StringComparison.OrdinalIgnoreCase)),
                "name.contains" => records.Where(record => Text(record, "name").Contains(wanted, StringComparison.OrdinalIgnoreCase)),
                "type" => records.Where(record => Text(record, "type").Equals(wanted, StringComparison.OrdinalIgnoreCase)),
                "content" or "content.exact" => records.Where(record => Text(record, "content").Equals(wanted, StringComparison.OrdinalIgnoreCase)),
                _ => records,
            };
        }

        return Page(request, [.. records.Select(record => record.DeepClone().AsObject())], usual: 100, most: 5000);
    }

    private EmulatorAnswer Batch(CloudflareZone zone, JsonObject body)
    {
        var result = new JsonObject();
        var work = zone.Copy();
        foreach (var list in (string[])["deletes", "patches", "puts", "posts"])
        {
            var operations = body[list] as JsonArray ?? [];
            if (operations.Count > MostInBatch)
                throw new CloudflareFault(1004, "DNS Validation Error") { Chain = (9300, $"The number of {list} exceeds the maximum of {MostInBatch}.") };
            var done = new JsonArray();
            for (var at = 0; at < operations.Count; at++)
            {
                var operation = operations[at]!.AsObject();
                try
                {
                    done.Add(Operation(work, list, operation).DeepClone());
                }
                catch (CloudflareFault e) when (Pointers)
                {
                    e.Pointer = $"/{list}/{at}";
                    throw;
                }
            }

            result[list] = done;
        }

        zone.Take(work);
        return Good(result);
    }

    private static JsonObject Operation(CloudflareZone zone, string list, JsonObject operation) => list switch
    {
        "posts" => zone.Post(operation),
        "deletes" => zone.Delete(Text(operation, "id")),
        "puts" when zone.Find(Text(operation, "id"))?["type"]?.GetValue<string>() == "CAA" => throw new CloudflareFault(1004, "DNS Validation Error") { Chain = (9000, "CAA cannot be put in a batch.") },
        "puts" => zone.Put(Text(operation, "id"), operation),
        _ => zone.Patch(Text(operation, "id"), operation),
    };

    private static EmulatorAnswer Single(CloudflareZone zone, Func<CloudflareZone, JsonObject> work)
    {
        var copy = zone.Copy();
        var result = work(copy).DeepClone();
        zone.Take(copy);
        return Good(result);
    }

    private static JsonObject Body(EmulatorRequest request)
    {
        try
        {
            return JsonNode.Parse(request.Content) as JsonObject ?? throw new CloudflareFault(6007, "Malformed JSON in request body");
        }
        catch (JsonException)
        {
            throw new CloudflareFault(6007, "Malformed JSON in request body");
        }
    }

    private static EmulatorAnswer Page(EmulatorRequest request, JsonObject[] all, int usual, int most)
    {
        var size = Math.Clamp(Number(request, "per_page", usual), 5, most);
        var page = Math.Max(1, Number(request, "page", 1));
        JsonObject[] shown = [.. all.Skip((page - 1) * size).Take(size)];
        var info = new JsonObject
        {
            ["page"] = page, ["per_page"] = size, ["count"] = shown.Length, ["total_count"] = all.Length, ["total_pages"] = (all.Length + size - 1) / size,
        };
        return Good(new JsonArray([.. shown]), info);
    }

    private static int Number(EmulatorRequest request, string key, int usual) =>
        request.Query.TryGetValue(key, out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : usual;

    private static string Text(JsonObject from, string key) => from[key]?.GetValue<string>() ?? "";

    private static EmulatorAnswer Good(JsonNode result, JsonObject? info = null)
    {
        var envelope = new JsonObject { ["result"] = result, ["success"] = true, ["errors"] = new JsonArray(), ["messages"] = new JsonArray() };
        if (info is not null)
            envelope["result_info"] = info;
        return EmulatorAnswer.Json(envelope.ToJsonString());
    }

    private static EmulatorAnswer Error(int status, CloudflareFault fault)
    {
        var error = new JsonObject { ["code"] = fault.Code, ["message"] = fault.Message };
        if (fault.Chain is { } chain)
            error["error_chain"] = new JsonArray(new JsonObject { ["code"] = chain.Code, ["message"] = chain.Message });
        if (fault.Pointer is { } pointer)
            error["source"] = new JsonObject { ["pointer"] = pointer };
        var envelope = new JsonObject { ["result"] = null, ["success"] = false, ["errors"] = new JsonArray(error), ["messages"] = new JsonArray() };
        return EmulatorAnswer.Json(envelope.ToJsonString(), status);
    }
}
