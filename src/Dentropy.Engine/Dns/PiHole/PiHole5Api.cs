using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Http;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Dns.PiHole;

/// <summary>
/// The interface of Pi-hole v5, <c>admin/api.php</c>. Every request is a GET with the token in its address, also those that change something. Behind its
/// answer stands that of FTL, as a second piece of JSON (pi-hole/web, <c>api.php</c> and <c>func.php</c>).
/// </summary>
/// <param name="settings">Where it is.</param>
/// <param name="token">The token; null where it has no password.</param>
internal sealed class PiHole5Api(ApiSettings settings, string? token) : IDisposable
{
    private readonly ApiClient _api = new(settings);

    /// <summary>The token for a password: SHA-256 twice, in hexadecimal.</summary>
    public static string Token(string password) => Hash(Hash(password));

    /// <summary>A list: pairs of a name (or several, with commas between) and an address or a target.</summary>
    /// <param name="list"><c>customdns</c> or <c>customcname</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DentropyException"><c>DnsPlaceRefused</c>, <c>DnsPlaceFailed</c>, and those of <see cref="ApiClient"/>.</exception>
    public async Task<IReadOnlyList<(string Name, string Value)>> ListAsync(string list, CancellationToken cancellationToken)
    {
        var answer = await AskAsync($"{list}&action=get", repeatable: true, cancellationToken).ConfigureAwait(false);
        if (answer["data"] is not JsonArray data)
            throw NoApi(200);
        return [.. data.OfType<JsonArray>().Where(pair => pair.Count == 2 && pair.All(one => one is JsonValue && one.GetValueKind() == JsonValueKind.String))
            .Select(pair => (pair[0]!.GetValue<string>(), pair[1]!.GetValue<string>()))];
    }

    /// <summary>Adds a pair. It refuses a name that has one already (of that family, for addresses).</summary>
    /// <exception cref="DentropyException"><c>DnsChangeRejected</c>, and those of <see cref="ListAsync"/>.</exception>
    public async Task AddAsync(DcDnsChange change, string list, string name, string value, CancellationToken cancellationToken) =>
        Check(change, await AskAsync(Query(list, "add", name, value), repeatable: false, cancellationToken).ConfigureAwait(false), fine: null);

    /// <summary>Removes a pair, which must be given as it was listed.</summary>
    /// <exception cref="DentropyException"><c>DnsChangeRejected</c>, and those of <see cref="ListAsync"/>.</exception>
    public async Task RemoveAsync(DcDnsChange change, string list, string name, string value, CancellationToken cancellationToken) =>
        // That it is not there is the answer to a second try whose first was carried out.
        Check(change, await AskAsync(Query(list, "delete", name, value), repeatable: true, cancellationToken).ConfigureAwait(false), fine: "does not exist");

    public void Dispose() => _api.Dispose();

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Query(string list, string action, string name, string value) =>
        $"{list}&action={action}&domain={Uri.EscapeDataString(name)}&{(list == "customdns" ? "ip" : "target")}={Uri.EscapeDataString(value)}";

    private static void Check(DcDnsChange change, JsonObject answer, string? fine)
    {
        var said = answer["message"] is JsonValue message && message.GetValueKind() == JsonValueKind.String ? WebUtility.HtmlDecode(message.GetValue<string>()) : "";
        if (answer["success"]?.GetValueKind() != JsonValueKind.True && (fine is null || !said.Contains(fine, StringComparison.Ordinal)))
            throw DnsErrors.Rejected(change, said.Length > 0 ? Shown.Text(said) : "it gave no reason");
    }

    private async Task<JsonObject> AskAsync(string query, bool repeatable, CancellationToken cancellationToken)
    {
        // Without a password it still compares, with an empty token.
        var address = $"admin/api.php?{query}&auth={Uri.EscapeDataString(token ?? "")}";
        var answer = await _api.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, address), repeatable, cancellationToken).ConfigureAwait(false);
        if (answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden || answer.Text.StartsWith("Not authorized", StringComparison.Ordinal))
            throw Refused();
        return (answer.IsGood ? First(answer.Content) : null) switch
        {
            JsonObject found => found,
            // What is left of its answer where the token is not the right one.
            JsonArray { Count: 0 } => throw Refused(),
            _ => throw NoApi((int)answer.Status),
        };
    }

    private static JsonNode? First(byte[] content)
    {
        try
        {
            var reader = new Utf8JsonReader(content);
            return JsonNode.Parse(ref reader);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private DentropyException Refused() => DnsErrors.Refused(settings.Name, token is null ? "it has a password, and neither token nor password is named" : "the token or password is wrong");

    private DentropyException NoApi(int status) => DnsErrors.Failed(settings.Name, $"it does not answer as a Pi-hole v5 does ({status}). Check the url; a Pi-hole v6 has the type pihole");
}
