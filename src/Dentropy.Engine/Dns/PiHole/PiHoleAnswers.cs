using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Http;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Dns.PiHole;

/// <summary>Reads what Pi-hole v6 answers. Errors are <c>{"error":{"key","message","hint"}}</c> (FTL, <c>send_json_error</c>).</summary>
internal static class PiHoleAnswers
{
    /// <summary>The id of a session after a login; null where Pi-hole has no password, and so no sessions.</summary>
    /// <exception cref="DentropyException"><c>DnsPlaceRefused</c>, <c>DnsPlaceFailed</c>.</exception>
    public static string? Session(string place, ApiAnswer answer)
    {
        if (answer.Status == HttpStatusCode.TooManyRequests)
            throw DnsErrors.Failed(place, "all its seats for sessions are taken. Wait half an hour, end sessions on its page (Settings, Web interface/API), or raise webserver.api.max_sessions; nothing was changed");
        if (answer.Status == HttpStatusCode.Unauthorized)
            throw DnsErrors.Refused(place, "the password is wrong");
        if (answer.Status == HttpStatusCode.BadRequest && Said(answer).Contains("2FA", StringComparison.Ordinal))
            throw DnsErrors.Refused(place, "it wants a second factor (TOTP), which cannot be answered here. Name an app password instead, and set webserver.api.app_sudo to true so that it may change records");
        if (!answer.IsGood || Json(answer)?["session"] is not JsonObject session)
            throw NoApi(place, answer);
        return session["valid"] is JsonValue valid && valid.TryGetValue(out bool good) && good
            ? session["sid"]?.GetValue<string>()
            : throw DnsErrors.Refused(place, "the password is wrong");
    }

    /// <summary>Why a change is forbidden.</summary>
    public static string Forbidden(ApiAnswer answer) => answer.Text.Contains("app_sudo", StringComparison.Ordinal)
        ? "an app password may not change its records unless webserver.api.app_sudo is true. Set that (Settings, All settings), or name the real password"
        : Said(answer);

    /// <summary>What an error says, with its hint.</summary>
    public static string Said(ApiAnswer answer)
    {
        if (Json(answer)?["error"] is not JsonObject error)
            return $"it answered with {(int)answer.Status}";
        var said = new[] { error["message"], error["hint"] }.OfType<JsonValue>().Where(value => value.GetValueKind() == JsonValueKind.String).Select(value => Shown.Text(value.GetValue<string>()));
        return string.Join(": ", said) is { Length: > 0 } text ? text : $"it answered with {(int)answer.Status}";
    }

    /// <summary>Two lists below <c>config.dns</c>: hosts, and CNAME records.</summary>
    /// <exception cref="DentropyException"><c>DnsPlaceFailed</c>.</exception>
    public static (IReadOnlyList<string> Hosts, IReadOnlyList<string> Cnames) Names(string place, ApiAnswer answer) =>
        answer.IsGood && Json(answer)?["config"]?["dns"] is JsonObject dns && dns["hosts"] is JsonArray hosts && dns["cnameRecords"] is JsonArray cnames
            ? (Texts(hosts), Texts(cnames))
            : throw NoApi(place, answer);

    private static List<string> Texts(JsonArray items) => [.. items.OfType<JsonValue>().Where(item => item.GetValueKind() == JsonValueKind.String).Select(item => item.GetValue<string>())];

    private static JsonObject? Json(ApiAnswer answer)
    {
        try
        {
            return JsonNode.Parse(answer.Text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static DentropyException NoApi(string place, ApiAnswer answer) =>
        DnsErrors.Failed(place, $"it does not answer as a Pi-hole v6 does ({(int)answer.Status}). Check the url; a Pi-hole v5 has the type pihole5");
}
