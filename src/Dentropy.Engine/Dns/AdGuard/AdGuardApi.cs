using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Http;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Dns.AdGuard;

/// <summary>The rewrites of AdGuard Home over its API (AdGuardHome, <c>openapi/openapi.yaml</c> and <c>internal/filtering/rewritehttp.go</c>).</summary>
/// <param name="settings">Where it is.</param>
/// <param name="user">The user; null where it has none.</param>
/// <param name="password">The password.</param>
internal sealed class AdGuardApi(ApiSettings settings, string? user, string? password) : IDisposable
{
    private readonly ApiClient _api = new(settings);
    private readonly AuthenticationHeaderValue? _login = user is null ? null : new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    /// <summary>All rewrites.</summary>
    /// <exception cref="DentropyException"><c>DnsPlaceRefused</c>, <c>DnsPlaceFailed</c>, and those of <see cref="ApiClient"/>.</exception>
    public async Task<List<AdGuardRewrite>> ListAsync(CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Get, "control/rewrite/list", content: null, repeatable: true, cancellationToken).ConfigureAwait(false);
        return answer.IsGood && AdGuardRewrite.Read(answer.Text) is { } rewrites
            ? rewrites
            : throw DnsErrors.Failed(settings.Name, $"it does not answer as AdGuard Home does ({(int)answer.Status}). Check the url");
    }

    /// <summary>Adds a rewrite. AdGuard Home takes one that it has already once more.</summary>
    /// <exception cref="DentropyException"><c>DnsChangeRejected</c>, and those of <see cref="ListAsync"/>.</exception>
    public async Task AddAsync(DcDnsChange change, AdGuardRewrite rewrite, CancellationToken cancellationToken) =>
        Check(change, await SendAsync(HttpMethod.Post, "control/rewrite/add", rewrite.ToJson(enabled: true), repeatable: false, cancellationToken).ConfigureAwait(false));

    /// <summary>Removes every rewrite with this name and answer, as they are written there.</summary>
    /// <exception cref="DentropyException"><c>DnsChangeRejected</c>, and those of <see cref="ListAsync"/>.</exception>
    public async Task RemoveAsync(DcDnsChange change, AdGuardRewrite rewrite, CancellationToken cancellationToken) =>
        Check(change, await SendAsync(HttpMethod.Post, "control/rewrite/delete", rewrite.ToJson(enabled: null), repeatable: true, cancellationToken).ConfigureAwait(false));

    /// <summary>Puts a rewrite in another's place, enabled.</summary>
    /// <returns>False where it is a version that cannot (before 0.107.30); nothing was done then.</returns>
    /// <exception cref="DentropyException"><c>DnsChangeRejected</c>, and those of <see cref="ListAsync"/>.</exception>
    public async Task<bool> TryUpdateAsync(DcDnsChange change, AdGuardRewrite from, AdGuardRewrite to, CancellationToken cancellationToken)
    {
        var content = new JsonObject { ["target"] = from.ToJson(enabled: null), ["update"] = to.ToJson(enabled: true) };
        var answer = await SendAsync(HttpMethod.Put, "control/rewrite/update", content, repeatable: false, cancellationToken).ConfigureAwait(false);
        if (answer.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
            return false;
        Check(change, answer);
        return true;
    }

    public void Dispose() => _api.Dispose();

    private static void Check(DcDnsChange change, ApiAnswer answer)
    {
        if (!answer.IsGood)
            throw DnsErrors.Rejected(change, answer.Text.Trim() is { Length: > 0 } said ? Shown.Text(said) : $"it answered with {(int)answer.Status}");
    }

    private async Task<ApiAnswer> SendAsync(HttpMethod method, string path, JsonObject? content, bool repeatable, CancellationToken cancellationToken)
    {
        var answer = await _api.SendAsync(() => Request(method, path, content), repeatable, cancellationToken).ConfigureAwait(false);
        return answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? throw DnsErrors.Refused(settings.Name, _login is null ? "it has users, and none is named" : "the user or the password is wrong")
            : answer;
    }

    private HttpRequestMessage Request(HttpMethod method, string path, JsonObject? content)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = _login;
        if (content is not null)
        {
            // It compares the whole header, so a charset behind the type would be refused with 415.
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(content.ToJsonString()));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return request;
    }
}
