using System.Globalization;
using System.Text.Json.Nodes;

namespace Dentropy.Peers.Tests.Emulators;

/// <summary>
/// Nginx Proxy Manager's API, after <c>backend/schema</c>, <c>backend/internal</c> and <c>backend/lib/error.js</c> of its repository: every body is checked
/// against its schema, an update is a patch, and names of hosts are unique over hosts of every kind.
/// </summary>
internal sealed class NginxProxyManagerEmulator(int minor = 15) : Emulator
{
    private static readonly Dictionary<string, string> s_host = new(StringComparer.Ordinal)
    {
        ["domain_names"] = "names", ["forward_scheme"] = "scheme", ["forward_host"] = "text", ["forward_port"] = "port", ["certificate_id"] = "id", ["ssl_forced"] = "flag",
        ["hsts_enabled"] = "flag", ["hsts_subdomains"] = "flag", ["trust_forwarded_proto"] = "flag", ["http2_support"] = "flag", ["block_exploits"] = "flag", ["caching_enabled"] = "flag",
        ["allow_websocket_upgrade"] = "flag", ["access_list_id"] = "id", ["advanced_config"] = "any", ["enabled"] = "flag", ["meta"] = "object", ["locations"] = "list",
    };

    private static readonly string[] s_meta = ["certificate", "certificate_key", "dns_challenge", "dns_provider_credentials", "dns_provider", "letsencrypt_certificate", "propagation_seconds", "key_type"];

    private int _tokens;
    private int _last;

    public string Identity { get; set; } = "dentropy@example.org";

    public string Secret { get; set; } = "pa55-word";

    public bool TwoFactor { get; set; }

    public bool MayManage { get; set; } = true;

    /// <summary>Whether Let's Encrypt would give a certificate.</summary>
    public bool Issues { get; set; } = true;

    public Dictionary<int, JsonObject> Hosts { get; } = [];

    public Dictionary<int, JsonObject> Certificates { get; } = [];

    /// <summary>Names that redirections and dead hosts have.</summary>
    public HashSet<string> OtherNames { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Tokens that were handed out so far are good no longer.</summary>
    public void ExpireTokens() => Expired = _tokens;

    public int Add(string names, string host, int port, int certificate = 0, bool enabled = true)
    {
        var json = new JsonObject
        {
            ["domain_names"] = new JsonArray([.. names.Split(' ').Select(name => (JsonNode)name)]), ["forward_scheme"] = "http", ["forward_host"] = host, ["forward_port"] = port,
            ["certificate_id"] = certificate, ["enabled"] = enabled,
        };
        return Insert(Hosts, Filled(json));
    }

    public int AddCertificate(string names, string niceName, string provider = "letsencrypt", string expires = "2999-01-01 00:00:00") => Insert(Certificates, new JsonObject
    {
        ["provider"] = provider, ["nice_name"] = niceName, ["domain_names"] = new JsonArray([.. names.Split(' ').Select(name => (JsonNode)name)]), ["expires_on"] = expires, ["meta"] = new JsonObject(),
    });

    private int Expired { get; set; }

    protected override EmulatorAnswer Answer(EmulatorRequest request)
    {
        var parts = request.Path.Trim('/').Split('/');
        try
        {
            return (request.Method, parts) switch
            {
                ("GET", ["api"]) => Json(200, new JsonObject { ["status"] = "OK", ["version"] = new JsonObject { ["major"] = 2, ["minor"] = minor, ["revision"] = 0 } }),
                ("POST", ["api", "tokens"]) => LogIn(Body(request)),
                (_, ["api", "nginx", "proxy-hosts" or "certificates", ..]) => Managed(request, parts[2], parts),
                _ => Error(404, $"Not Found - {request.Path}"),
            };
        }
        catch (RefusedException e)
        {
            return Error(e.Status, e.Message);
        }
    }

    private EmulatorAnswer LogIn(JsonObject body)
    {
        Only(body, "identity", "secret", "scope");
        if (Text(body, "identity") != Identity || Text(body, "secret") != Secret)
            return Error(400, "Invalid email or password");
        if (TwoFactor)
            return Json(200, new JsonObject { ["requires_2fa"] = true, ["challenge_token"] = "challenge" });
        _tokens++;
        return Json(200, new JsonObject { ["token"] = $"token{_tokens}", ["expires"] = "2999-01-01T00:00:00.000Z" });
    }

    private EmulatorAnswer Managed(EmulatorRequest request, string kind, string[] parts)
    {
        if (!request.Headers.TryGetValue("Authorization", out var authorization) || !authorization.StartsWith("Bearer token", StringComparison.Ordinal))
            return Error(403, "Permission Denied");
        if (int.Parse(authorization["Bearer token".Length..], CultureInfo.InvariantCulture) <= Expired)
            return Error(400, "Token has expired");
        if (!MayManage && request.Method != "GET")
            return Error(403, "Permission Denied");
        if (parts.Length == 3)
        {
            return request.Method switch
            {
                "GET" => EmulatorAnswer.Json(new JsonArray([.. (kind == "certificates" ? Certificates : Hosts).Values.Select(one => one.DeepClone())]).ToJsonString()),
                "POST" when kind == "certificates" => Order(Body(request)),
                "POST" => Create(Body(request)),
                _ => Error(404, "Not Found"),
            };
        }

        var id = int.Parse(parts[3], CultureInfo.InvariantCulture);
        if (kind != "proxy-hosts" || !Hosts.TryGetValue(id, out var host))
            return Error(404, $"Not Found - {id}");
        return (request.Method, parts.Length > 4 ? parts[4] : "") switch
        {
            ("GET", "") => Json(200, host),
            ("PUT", "") => Update(id, host, Body(request)),
            ("DELETE", "") => EmulatorAnswer.Json(Hosts.Remove(id) ? "true" : "false"),
            ("POST", "enable") => Enable(host),
            _ => Error(404, "Not Found"),
        };
    }

    private EmulatorAnswer Create(JsonObject body)
    {
        Check(body);
        foreach (var field in new[] { "domain_names", "forward_scheme", "forward_host", "forward_port" })
        {
            if (!body.ContainsKey(field))
                throw new RefusedException(400, $"data must have required property '{field}'");
        }

        CheckNames(body, id: 0);
        var host = Filled(body);
        Insert(Hosts, host);
        return Json(201, host);
    }

    private EmulatorAnswer Update(int id, JsonObject host, JsonObject body)
    {
        if (body.Count == 0)
            throw new RefusedException(400, "data must NOT have fewer than 1 properties");
        Check(body);
        CheckNames(body, id);
        foreach (var (field, value) in body)
            host[field] = Number(value);
        return Json(200, host);
    }

    private static EmulatorAnswer Enable(JsonObject host)
    {
        if (host["enabled"]!.ToJsonString() is "true" or "1")
            throw new RefusedException(400, "Host is already enabled");
        host["enabled"] = true;
        return EmulatorAnswer.Json("true");
    }

    private EmulatorAnswer Order(JsonObject body)
    {
        Only(body, "provider", "nice_name", "domain_names", "meta");
        Names(body);
        var meta = body["meta"] as JsonObject ?? [];
        if (minor >= 13)
            Only(meta, s_meta);
        else if (meta["letsencrypt_agree"]?.GetValue<bool>() != true || Text(meta, "letsencrypt_email")?.Contains('@', StringComparison.Ordinal) != true)
            throw new RefusedException(500, "Internal Error");
        if (!Issues)
            throw new RefusedException(500, "Internal Error");
        body["nice_name"] = string.Join(", ", body["domain_names"]!.AsArray().Select(name => name!.GetValue<string>()));
        body["expires_on"] = "2999-01-01 00:00:00";
        Insert(Certificates, body);
        return Json(201, body);
    }

    private static void Check(JsonObject body)
    {
        Only(body, [.. s_host.Keys]);
        foreach (var (field, value) in body)
        {
            var fits = s_host[field] switch
            {
                "names" => true,
                "scheme" => value?.ToJsonString() is "\"http\"" or "\"https\"",
                "text" => value is JsonValue text && text.TryGetValue<string>(out var words) && words.Length is > 0 and <= 255,
                "port" => value is JsonValue port && port.TryGetValue<int>(out var number) && number is > 0 and <= 65535,
                "id" => value is JsonValue id && ((id.TryGetValue<int>(out var whole) && whole >= 0) || id.ToJsonString() == "\"new\""),
                "flag" => value?.ToJsonString() is "true" or "false",
                "object" => value is JsonObject,
                "list" => value is JsonArray,
                _ => true,
            };
            if (!fits)
                throw new RefusedException(400, $"data/{field} has another type");
        }

        if (body.ContainsKey("domain_names"))
            Names(body);
    }

    private static void Names(JsonObject body)
    {
        if (body["domain_names"] is not JsonArray { Count: > 0 } names || names.Any(name => name!.GetValue<string>().AsSpan().ContainsAny("&| @!#%^();:/\\}{=+?<>,~`'\"")))
            throw new RefusedException(400, "data/domain_names/0 must match pattern");
    }

    private void CheckNames(JsonObject body, int id)
    {
        foreach (var name in (body["domain_names"] as JsonArray ?? []).Select(one => one!.GetValue<string>()))
        {
            var taken = OtherNames.Contains(name) || Hosts.Any(host => host.Key != id && host.Value["domain_names"]!.AsArray().Any(one => string.Equals(one!.GetValue<string>(), name, StringComparison.OrdinalIgnoreCase)));
            if (taken)
                throw new RefusedException(400, $"{name} is already in use");
        }
    }

    private JsonObject Filled(JsonObject body)
    {
        var host = new JsonObject();
        foreach (var (field, kind) in s_host)
        {
            host[field] = Number(body[field]) ?? kind switch
            {
                "flag" => Number(field == "enabled"),
                "id" => 0,
                "object" => new JsonObject(),
                "list" => new JsonArray(),
                _ => "",
            };
        }

        return host;
    }

    // Versions before 2.12 answer with the database's numbers.
    private JsonNode? Number(JsonNode? value) => minor < 12 && value?.ToJsonString() is "true" or "false" && minor < 12 ? (value.ToJsonString() == "true" ? 1 : 0) : value?.DeepClone();

    private int Insert(Dictionary<int, JsonObject> where, JsonObject json)
    {
        json["id"] = ++_last;
        where[_last] = json;
        return _last;
    }

    private static JsonObject Body(EmulatorRequest request) => request.Content.Length == 0 ? [] : JsonNode.Parse(request.Content)!.AsObject();

    private static void Only(JsonObject body, params string[] known)
    {
        if (body.Any(field => !known.Contains(field.Key, StringComparer.Ordinal)))
            throw new RefusedException(400, "data must NOT have additional properties");
    }

    private static string? Text(JsonObject body, string field) => body[field]?.GetValue<string>();

    private static EmulatorAnswer Json(int status, JsonObject json) => EmulatorAnswer.Json(json.ToJsonString(), status);

    private static EmulatorAnswer Error(int status, string message) =>
        Json(status, new JsonObject { ["error"] = new JsonObject { ["code"] = status, ["message"] = status >= 500 ? "Internal Error" : message } });

    private sealed class RefusedException(int status, string message) : Exception(message)
    {
        public int Status => status;
    }
}
