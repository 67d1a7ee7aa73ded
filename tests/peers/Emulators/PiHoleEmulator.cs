using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Dentropy.Peers.Tests.Emulators;

/// <summary>
/// Pi-hole v6 as FTL 6.4 is in its source: src/api/auth.c (seats, sessions, app passwords, the second factor), src/api/config.c (items of lists),
/// src/config/validator.c, and dnsmasq's own refusal of a second CNAME record for a name.
/// </summary>
internal sealed partial class PiHoleEmulator : Emulator
{
    private readonly List<Session> _sessions = [];
    private int _next;

    public string? Password { get; set; } = "correct horse";

    public string? AppPassword { get; set; }

    public bool AppSudo { get; set; }

    public bool SecondFactor { get; set; }

    public bool AllowDestructive { get; set; } = true;

    public int Seats { get; set; } = 16;

    public List<string> Hosts { get; } = [];

    public List<string> Cnames { get; } = [];

    /// <summary>The CNAME records that its DNS has taken up: those at its last restart.</summary>
    public List<string> ServedCnames { get; private set; } = [];

    public int Restarts { get; private set; }

    public int Logins { get; private set; }

    /// <summary>Seats that are taken.</summary>
    public int OpenSeats => _sessions.Count;

    /// <summary>Takes seats for somebody else.</summary>
    public void Occupy(int seats)
    {
        for (; seats > 0; seats--)
            _sessions.Add(new Session(_next++, "other" + seats, "Mozilla/5.0", IsApp: false));
    }

    /// <summary>Forgets every session, as a restart without session.restore does.</summary>
    public void DropSessions() => _sessions.Clear();

    protected override EmulatorAnswer Answer(EmulatorRequest request)
    {
        if (!request.Path.StartsWith("/api/", StringComparison.Ordinal))
            return EmulatorAnswer.Plain("<html>the web page</html>", 404);
        if (request.Path == "/api/auth")
            return Auth(request);
        var session = _sessions.Find(one => one.Sid == request.Headers.GetValueOrDefault("X-FTL-SID"));
        if (session is null && Password is not null)
            return Error(401, "unauthorized", "Unauthorized", null);
        return request.Path switch
        {
            "/api/auth/sessions" when request.Method == "GET" => Sessions(session),
            "/api/action/restartdns" when request.Method == "POST" => Restart(),
            var path when path.StartsWith("/api/auth/session/", StringComparison.Ordinal) && request.Method == "DELETE" => End(path),
            var path when path.StartsWith("/api/config/", StringComparison.Ordinal) => Config(request, session),
            _ => Error(404, "not_found", "Not found", request.Path),
        };
    }

    private EmulatorAnswer Auth(EmulatorRequest request)
    {
        var session = _sessions.Find(one => one.Sid == request.Headers.GetValueOrDefault("X-FTL-SID"));
        if (request.Method == "DELETE")
        {
            if (session is null)
                return Status(null, Password is null ? "no password set" : "session unknown", 401);
            _sessions.Remove(session);
            return new EmulatorAnswer(204);
        }

        if (Password is null)
            return Status(null, "no password set", 200, valid: true);
        if (JsonNode.Parse(request.Text)?["password"] is not JsonValue given)
            return Error(400, "bad_request", "No password found in JSON payload", null);
        Logins++;
        var password = given.GetValue<string>();
        if (password != Password && password != AppPassword)
            return Status(null, "password incorrect", 401);
        if (SecondFactor && password == Password)
            return Error(400, "bad_request", "No 2FA token found in JSON payload", null);
        if (_sessions.Count >= Seats)
            return Error(429, "api_seats_exceeded", "API seats exceeded", "increase webserver.api.max_sessions");
        var made = new Session(_next++, $"sid+/{_next}=", request.Headers.GetValueOrDefault("User-Agent", ""), password == AppPassword);
        _sessions.Add(made);
        return Status(made.Sid, "password correct", 200, valid: true);
    }

    private EmulatorAnswer Status(string? sid, string message, int status, bool valid = false) => EmulatorAnswer.Json(
        new JsonObject
        {
            ["session"] = new JsonObject { ["valid"] = valid, ["totp"] = SecondFactor, ["sid"] = sid, ["validity"] = sid is null ? -1 : 1800, ["message"] = message },
            ["took"] = 0.001,
        }.ToJsonString(),
        status);

    private EmulatorAnswer Sessions(Session? own) => EmulatorAnswer.Json(new JsonObject
    {
        ["sessions"] = new JsonArray([.. _sessions.Select(one => (JsonNode)new JsonObject { ["id"] = one.Id, ["current_session"] = one == own, ["valid"] = true, ["user_agent"] = one.Agent, ["app"] = one.IsApp })]),
    }.ToJsonString());

    private EmulatorAnswer End(string path) => _sessions.RemoveAll(one => path.EndsWith("/" + one.Id, StringComparison.Ordinal)) > 0
        ? new EmulatorAnswer(204)
        : Error(400, "bad_request", "Session ID not in use", null);

    private EmulatorAnswer Restart()
    {
        if (!AllowDestructive)
            return Error(403, "forbidden", "Restarting DNS is not allowed", "Check setting webserver.api.allow_destructive");
        TakeUp();
        return EmulatorAnswer.Json("""{"status":"success"}""");
    }

    private void TakeUp()
    {
        Restarts++;
        ServedCnames = [.. Cnames];
    }

    private EmulatorAnswer Config(EmulatorRequest request, Session? session)
    {
        // It unescapes the whole path, and takes it apart then.
        var path = WebUtility.UrlDecode(request.Path.Replace("+", "%2B", StringComparison.Ordinal))["/api/config/".Length..].Split('/');
        if (request.Method == "GET")
            return path is ["dns", ..] ? EmulatorAnswer.Json(new JsonObject { ["config"] = new JsonObject { ["dns"] = Shown(path) } }.ToJsonString()) : Error(400, "bad_request", "Invalid path", null);
        if (session is { IsApp: true } && !AppSudo)
            return Error(403, "forbidden", "Unable to change configuration (read-only)", "The current app session is not allowed to modify Pi-hole config settings (webserver.api.app_sudo is false)");
        if (path.Length < 2)
            return Error(400, "bad_request", "Invalid path depth", "Use, e.g., PUT /api/config/dns/upstreams/127.0.0.1");
        if (path is not ["dns", "hosts" or "cnameRecords", var item])
            return EmulatorAnswer.Json("{}", 404);
        var (list, restart) = (path[1] == "hosts" ? Hosts : Cnames, path[1] == "cnameRecords" && request.Query.GetValueOrDefault("restart") != "false");
        return request.Method switch
        {
            "PUT" when list.Contains(item) => Error(400, "bad_request", "Item already present", "Uniqueness of items is enforced"),
            "PUT" when Invalid(path[1], item) is { } hint => Error(400, "bad_request", "Invalid value", hint),
            "PUT" when list == Cnames && Clash(item) => Error(400, "bad_request", "Invalid configuration", "duplicate CNAME at line 71 of /etc/pihole/dnsmasq.conf"),
            "PUT" => Done(() => list.Add(item), restart, EmulatorAnswer.Json("{}", 201)),
            "DELETE" when !list.Contains(item) => EmulatorAnswer.Json("{}", 404),
            "DELETE" => Done(() => list.Remove(item), restart, new EmulatorAnswer(204)),
            _ => Error(404, "not_found", "Not found", request.Path),
        };
    }

    private JsonObject Shown(string[] path)
    {
        var all = new JsonObject { ["hosts"] = Array(Hosts), ["cnameRecords"] = Array(Cnames), ["upstreams"] = Array(["8.8.8.8"]), ["port"] = 53 };
        return path.Length == 1 ? all : new JsonObject { [path[1]] = all[path[1]]?.DeepClone() };
    }

    private static JsonArray Array(IEnumerable<string> items) => new([.. items.Select(item => (JsonNode)item)]);

    private EmulatorAnswer Done(Action work, bool restart, EmulatorAnswer answer)
    {
        work();
        if (restart)
            TakeUp();
        return answer;
    }

    private static string? Invalid(string list, string item)
    {
        if (list == "cnameRecords")
            return item.Split(',') is { Length: >= 2 } parts && parts.All(part => part.Length > 0) ? null : "dns.cnameRecords[0]: not a valid CNAME definition (too few elements)";
        var words = item.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (!IPAddress.TryParse(words[0], out _))
            return $"dns.hosts[0]: neither a valid IPv4 nor IPv6 address (\"{words[0]}\")";
        var names = words.Skip(1).TakeWhile(word => !word.StartsWith('#')).ToList();
        return names.Count == 0 ? $"dns.hosts[0]: entry does not have at least one hostname (\"{item}\")"
            : names.Find(name => !HostName().IsMatch(name)) is { } bad ? $"dns.hosts[0]: invalid hostname (\"{bad}\")"
            : null;
    }

    private bool Clash(string item) => Cnames.SelectMany(Aliases).Intersect(Aliases(item), StringComparer.OrdinalIgnoreCase).Any();

    private static IEnumerable<string> Aliases(string item)
    {
        var parts = item.Split(',');
        return parts[..^(parts.Length > 2 && int.TryParse(parts[^1], out _) ? 2 : 1)];
    }

    private static EmulatorAnswer Error(int status, string key, string message, string? hint) => EmulatorAnswer.Json(
        new JsonObject { ["error"] = new JsonObject { ["key"] = key, ["message"] = message, ["hint"] = hint }, ["took"] = 0.001 }.ToJsonString(), status);

    [GeneratedRegex(@"^[A-Za-z0-9_.-]{1,255}$")]
    private static partial Regex HostName();

    private sealed record Session(int Id, string Sid, string Agent, bool IsApp);
}
