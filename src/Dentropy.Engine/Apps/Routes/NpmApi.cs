using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Http;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Apps.Routes;

/// <summary>
/// The API of Nginx Proxy Manager, as its OpenAPI files say (<c>backend/schema</c>): a token for an account, sent as a bearer; errors as
/// <c>{"error": {"code", "message"}}</c>. A wrong login, a token that ran out and what does not fit its schema are all status 400.
/// </summary>
internal sealed class NpmApi : IDisposable
{
    private static readonly TimeSpan s_slow = TimeSpan.FromMinutes(5);

    private readonly RouteProxy _proxy;
    private readonly ApiClient _http;

    // An order at Let's Encrypt is one request, however long the validation takes.
    private readonly ApiClient _orders;
    private string? _token;

    public NpmApi(RouteProxy proxy)
    {
        _proxy = proxy;
        var address = proxy.Url.AbsoluteUri.EndsWith('/') ? proxy.Url : new Uri(proxy.Url.AbsoluteUri + "/");
        var settings = new ApiSettings { Name = $"proxy {proxy.Name}", Address = address, CaFile = proxy.CaFile };
        _http = new ApiClient(settings);
        _orders = new ApiClient(settings with { Timeout = s_slow, Retries = 0 });
    }

    /// <summary>Whether letsencrypt_email and letsencrypt_agree belong into a certificate's settings: they had to be there before 2.13, and may not be since.</summary>
    public async Task<bool> WantsEmailAsync(CancellationToken cancellationToken)
    {
        var answer = await _http.SendAsync(() => Request(HttpMethod.Get, "api/", null, null), repeatable: true, cancellationToken).ConfigureAwait(false);
        var version = (Parsed(answer) as JsonObject).Object("version");
        var (major, minor) = (version.Whole("major"), version.Whole("minor"));
        return answer.IsGood && major is not null && minor is not null && (major < 2 || (major == 2 && minor < 13));
    }

    /// <summary>A list of the proxy's.</summary>
    public async Task<IReadOnlyList<JsonObject>> ListAsync(string path, CancellationToken cancellationToken) =>
        await SendAsync(HttpMethod.Get, path, body: null, cancellationToken).ConfigureAwait(false) is JsonArray list
            ? [.. list.OfType<JsonObject>()]
            : throw Malformed();

    /// <summary>Makes a certificate, which may take minutes.</summary>
    public async Task<JsonObject> OrderAsync(JsonObject body, CancellationToken cancellationToken) =>
        await SendAsync(HttpMethod.Post, "nginx/certificates", body, cancellationToken, _orders).ConfigureAwait(false) as JsonObject ?? throw Malformed();

    /// <summary>Sends a request with a token, and once more with a new one where the token ran out.</summary>
    /// <exception cref="DentropyException"><c>RouteProxyLogin</c>, <c>RouteProxyTwoFactor</c>, <c>RouteProxyForbidden</c>, <c>RouteProxyRefused</c>, <c>RouteConflict</c>, <c>SecretUnavailable</c>, and those of <see cref="ApiClient"/>.</exception>
    public async Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken, ApiClient? client = null)
    {
        for (var last = false; ; last = true)
        {
            var token = _token ??= await LogInAsync(cancellationToken).ConfigureAwait(false);
            var answer = await (client ?? _http).SendAsync(() => Request(method, "api/" + path, body, token), repeatable: method != HttpMethod.Post, cancellationToken).ConfigureAwait(false);
            if (answer.IsGood)
                return Parsed(answer);
            var message = Message(answer);
            if (!last && (answer.Status == HttpStatusCode.Unauthorized || message.Contains("Token", StringComparison.OrdinalIgnoreCase)))
            {
                _token = null;
                continue;
            }

            throw Refused(answer.Status, message);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _orders.Dispose();
    }

    private async Task<string> LogInAsync(CancellationToken cancellationToken)
    {
        var secret = await _proxy.Secret.ReadAsync(_proxy.Cloud, cancellationToken).ConfigureAwait(false);
        var body = new JsonObject { ["identity"] = _proxy.Identity, ["secret"] = secret };
        var answer = await _http.SendAsync(() => Request(HttpMethod.Post, "api/tokens", body, null), repeatable: true, cancellationToken).ConfigureAwait(false);
        if (!answer.IsGood)
        {
            throw RouteErrors.Proxy(
                "RouteProxyLogin",
                DentropyErrorCategory.AuthenticationError,
                _proxy.Name,
                $"the proxy does not let {Shown.Text(_proxy.Identity)} in: {Message(answer)}. Nothing was changed; check identity and secret in cloud.yaml.");
        }

        var json = Parsed(answer) as JsonObject;
        if (json.Flag("requires_2fa"))
        {
            throw RouteErrors.Proxy(
                "RouteProxyTwoFactor",
                DentropyErrorCategory.AuthenticationError,
                _proxy.Name,
                $"{Shown.Text(_proxy.Identity)} has to give a code of its second factor, which nobody can here. Nothing was changed; make an account for Dentropy at the proxy, without a second factor and with only the rights that it needs.");
        }

        return json.Text("token") ?? throw Malformed();
    }

    private DentropyException Refused(HttpStatusCode status, string message) => status switch
    {
        HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => RouteErrors.Proxy(
            "RouteProxyForbidden",
            DentropyErrorCategory.PermissionDenied,
            _proxy.Name,
            $"{Shown.Text(_proxy.Identity)} may not do this at the proxy: {message}. Give the account the right to manage proxy hosts and certificates there."),
        HttpStatusCode.NotFound => RouteErrors.Proxy(
            "RouteProxyRefused", DentropyErrorCategory.ObjectNotFound, _proxy.Name, $"the proxy does not have it any more: {message}. Somebody else may have changed it; try again."),
        _ when message.Contains("already in use", StringComparison.OrdinalIgnoreCase) => RouteErrors.Conflict(
            _proxy.Name, $"proxy {_proxy.Name} says that {message}", "look there for a redirection or another host of that name"),
        _ => RouteErrors.Proxy("RouteProxyRefused", DentropyErrorCategory.InvalidResult, _proxy.Name, $"the proxy refused it: {message}. Look at the proxy's own log."),
    };

    private DentropyException Malformed() => RouteErrors.Proxy(
        "RouteProxyRefused", DentropyErrorCategory.InvalidData, _proxy.Name, "what answers there is no Nginx Proxy Manager that Dentropy knows. Check url in cloud.yaml: it is the address of its own page, usually port 81.");

    private static string Message(ApiAnswer answer) =>
        Shown.Text(((Parsed(answer) as JsonObject).Object("error").Text("message") ?? $"status {(int)answer.Status}").TrimEnd('.'));

    private static JsonNode? Parsed(ApiAnswer answer)
    {
        try
        {
            return answer.Content.Length == 0 ? null : JsonNode.Parse(answer.Content);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, JsonObject? body, string? token)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }
}
