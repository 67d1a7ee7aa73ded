using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dentropy.Peers.Tests.Emulators;

/// <summary>
/// Ceph's dashboard as the real one of 16.2.15 behaved: its answers are recorded, and so are its refusals (no version or a wrong one in Accept, no token, wrong password,
/// a POST without a length, JSON with a charset behind its type, JSON with nothing in it).
/// </summary>
internal sealed class CephDashboardEmulator : Emulator
{
    private readonly JsonObject _recorded;
    private readonly HashSet<string> _tokens = [];
    private int _next;

    public CephDashboardEmulator()
    {
        using var stream = typeof(CephDashboardEmulator).Assembly.GetManifestResourceStream("Ceph/dashboard-16.2.15")!;
        _recorded = JsonNode.Parse(stream)!.AsObject();
    }

    public string Password { get; set; } = "Secret-pass-1";

    public bool MustChangePassword { get; set; }

    /// <summary>The version that each address is of.</summary>
    public string Version { get; set; } = "1.0";

    /// <summary>Addresses that the account may not read.</summary>
    public HashSet<string> Forbidden { get; } = [];

    public int Logins { get; private set; }

    /// <summary>Tokens that were not given back.</summary>
    public int OpenTokens => _tokens.Count;

    /// <summary>An answer, to be changed.</summary>
    public JsonNode this[string path] => _recorded["GET " + path]!;

    /// <summary>Forgets every login, as a restart with a new key does.</summary>
    public void DropTokens() => _tokens.Clear();

    protected override EmulatorAnswer Answer(EmulatorRequest request)
    {
        if (request.Headers.GetValueOrDefault("Accept")?.StartsWith("application/vnd.ceph.api.v", StringComparison.Ordinal) != true)
            return Refuse(415, "415 Unsupported Media Type", "Unable to find version in request header");
        var version = request.Headers["Accept"]["application/vnd.ceph.api.v".Length..^"+json".Length];
        if (version != Version)
            return Refuse(415, "415 Unsupported Media Type", $"Incorrect version: endpoint is '{Version}', client requested '{version}'");
        if (request.Method == "POST" && !request.Headers.ContainsKey("Content-Length"))
            return Refuse(411, "411 Length Required", "Client must specify Content-Length");
        if (request.Method == "POST" && request.Headers.GetValueOrDefault("Content-Type")?.StartsWith("application/json", StringComparison.Ordinal) == true && request.Text.Length == 0)
            return Refuse(400, "400 Bad Request", "Invalid JSON document");
        // Seen on the real one: its content is taken for none, and a TypeError follows.
        if (request is { Method: "POST", Path: "/api/auth" } && request.Headers.GetValueOrDefault("Content-Type") != "application/json")
            return Refuse(500, "500 Internal Server Error", "The server encountered an unexpected condition which prevented it from fulfilling the request.");
        if (request is { Method: "POST", Path: "/api/auth" })
            return LogIn(JsonNode.Parse(request.Text)!);

        var token = request.Headers.GetValueOrDefault("Authorization")?.Split(' ') is ["Bearer", var bearer] ? bearer : null;
        if (token is null || !_tokens.Contains(token))
            return Refuse(401, "401 Unauthorized", "You are not authorized to access that resource");
        if (request is { Method: "POST", Path: "/api/auth/logout" })
        {
            _tokens.Remove(token);
            return EmulatorAnswer.Json("""{"redirect_url": "#/login"}""");
        }

        if (Forbidden.Contains(request.Path))
            return Refuse(403, "403 Forbidden", "You don't have permissions to access that resource");
        return _recorded[$"{request.Method} {request.Path}"] is { } answer ? EmulatorAnswer.Json(answer.ToJsonString()) : Refuse(404, "404 Not Found", $"The path '{request.Path}' was not found.");
    }

    private EmulatorAnswer LogIn(JsonNode body)
    {
        if ((string?)body["username"] != "dentropy" || (string?)body["password"] != Password)
            return EmulatorAnswer.Json("""{"detail": "Invalid credentials", "code": "invalid_credentials", "component": "auth"}""", 400);
        Logins++;
        var token = "token-" + (_next++).ToString(CultureInfo.InvariantCulture);
        _tokens.Add(token);
        return EmulatorAnswer.Json($$"""{"token": "{{token}}", "username": "dentropy", "permissions": {}, "pwdExpirationDate": null, "sso": false, "pwdUpdateRequired": {{(MustChangePassword ? "true" : "false")}}}""", 201);
    }

    private static EmulatorAnswer Refuse(int status, string line, string detail) =>
        EmulatorAnswer.Json(JsonSerializer.Serialize(new { status = line, detail, request_id = "fb6c0018-a32f-48b3-b005-bf3ae7ce8b70" }), status);
}
