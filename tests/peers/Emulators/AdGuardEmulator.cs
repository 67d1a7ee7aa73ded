using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dentropy.Peers.Tests.Emulators;

/// <summary>
/// AdGuard Home as it is in its source: internal/home/control.go (methods and content types), internal/filtering/rewritehttp.go and rewrites.go
/// (what is compared, and how it is spelt afterwards).
/// </summary>
internal sealed class AdGuardEmulator : Emulator
{
    public sealed record Rewrite(string Domain, string Answer, bool Enabled = true);

    public string? User { get; set; } = "admin";

    public string Password { get; set; } = "s3cret:word";

    /// <summary>Versions from 0.107.30 on can update, and those from 0.107.68 on know enabled. 405 for older ones where true, else 404.</summary>
    public int Patch { get; set; } = 70;

    public bool OldSays405 { get; set; }

    public List<Rewrite> Rewrites { get; } = [];

    protected override EmulatorAnswer Answer(EmulatorRequest request)
    {
        var login = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"));
        if (User is not null && request.Headers.GetValueOrDefault("Authorization") != login)
            return EmulatorAnswer.Plain("", 401);
        var method = request.Path switch
        {
            "/control/rewrite/list" => "GET",
            "/control/rewrite/add" or "/control/rewrite/delete" => "POST",
            "/control/rewrite/update" when Patch >= 30 => "PUT",
            "/control/rewrite/update" when OldSays405 => "POST",
            _ => null,
        };
        if (method is null)
            return EmulatorAnswer.Plain("404 page not found\n", 404);
        if (request.Method != method)
            return EmulatorAnswer.Plain($"only method {method} is allowed\n", 405);
        var type = request.Headers.GetValueOrDefault("Content-Type", "");
        if (method != "GET" && type != "application/json")
            return EmulatorAnswer.Plain("only content-type application/json is allowed\n", 415);
        try
        {
            return request.Path switch
            {
                "/control/rewrite/list" => List(),
                "/control/rewrite/add" => Add(JsonNode.Parse(request.Text)!),
                "/control/rewrite/delete" => Delete(JsonNode.Parse(request.Text)!),
                _ => Update(JsonNode.Parse(request.Text)!),
            };
        }
        catch (JsonException e)
        {
            return EmulatorAnswer.Plain("json.Decode: " + e.Message + "\n", 400);
        }
    }

    private EmulatorAnswer List() => EmulatorAnswer.Json(new JsonArray([.. Rewrites.Select(one =>
    {
        var json = new JsonObject { ["domain"] = one.Domain, ["answer"] = one.Answer };
        if (Patch >= 68)
            json["enabled"] = one.Enabled;
        return (JsonNode)json;
    })]).ToJsonString());

    private EmulatorAnswer Add(JsonNode json)
    {
        var made = Read(json, enabled: true);
        if (Problem(made) is { } problem)
            return problem;
        Rewrites.Add(made);
        return new EmulatorAnswer(200, "", "text/plain");
    }

    private EmulatorAnswer Delete(JsonNode json)
    {
        var (domain, answer) = ((string)json["domain"]!, (string)json["answer"]!);
        Rewrites.RemoveAll(one => one.Domain == domain && one.Answer == answer);
        return new EmulatorAnswer(200, "", "text/plain");
    }

    private EmulatorAnswer Update(JsonNode json)
    {
        var (domain, answer) = ((string)json["target"]!["domain"]!, (string)json["target"]!["answer"]!);
        var at = Rewrites.FindIndex(one => one.Domain == domain && one.Answer == answer);
        var made = Read(json["update"]!, at < 0 || Rewrites[at].Enabled);
        if (Problem(made) is { } problem)
            return problem;
        if (at < 0)
            return EmulatorAnswer.Plain("target rule not found\n", 400);
        Rewrites[at] = made;
        return new EmulatorAnswer(200, "", "text/plain");
    }

    private Rewrite Read(JsonNode json, bool enabled) =>
        new(((string)json["domain"]!).ToLowerInvariant(), (string)json["answer"]!, Patch >= 68 && json["enabled"] is { } value ? (bool)value : enabled);

    private static EmulatorAnswer? Problem(Rewrite rewrite) =>
        rewrite.Answer is "A" or "AAAA" || IPAddress.TryParse(rewrite.Answer, out _) || Uri.CheckHostName(rewrite.Answer) == UriHostNameType.Dns
            ? null
            : EmulatorAnswer.Plain($"normalizing: invalid CNAME target \"{rewrite.Answer}\": bad domain name\n", 400);
}
