using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Http;

namespace Dentropy.Engine.Dns.Cloudflare;

/// <summary>Requests to Cloudflare's API, version 4: the token in a header, and every answer in the same envelope (<c>success</c>, <c>errors</c>, <c>result</c>, <c>result_info</c>; cloudflare/api-schemas, common.yaml).</summary>
/// <param name="place">Name of the place.</param>
/// <param name="settings">Where it is.</param>
/// <param name="token">The API token.</param>
internal sealed class CloudflareApi(string place, ApiSettings settings, string token) : IDisposable
{
    private readonly ApiClient _client = new(settings with { Address = new Uri(settings.Address.ToString().TrimEnd('/') + "/") });

    /// <summary>What it is called in messages.</summary>
    public string Name => settings.Name;

    /// <summary>Reads a list, page after page.</summary>
    /// <param name="path">Path and query without the page.</param>
    /// <param name="size">Entries that are asked for in a page. The answer says how many it has; it may be fewer.</param>
    /// <param name="read">Reads an entry.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CloudflareRefusal">It was refused.</exception>
    /// <exception cref="DentropyException"><c>DnsPlaceFailed</c> and those of <see cref="ApiClient.SendAsync"/>.</exception>
    public async Task<IReadOnlyList<T>> ListAsync<T>(string path, int size, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        var all = new List<T>();
        for (var page = 1; ; page++)
        {
            using var answer = await SendAsync(HttpMethod.Get, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}page={page}&per_page={size}", null, repeatable: true, cancellationToken).ConfigureAwait(false);
            var result = answer.RootElement.TryGetProperty("result", out var found) && found.ValueKind == JsonValueKind.Array ? found : throw Strange("a list without a result");
            try
            {
                all.AddRange(result.EnumerateArray().Select(read));
            }
            catch (Exception e) when (e is FormatException or InvalidOperationException)
            {
                throw Strange(e.Message, e);
            }

            if (result.GetArrayLength() == 0 || page >= Pages(answer.RootElement, all.Count, page))
                return all;
        }
    }

    /// <summary>Sends a change. It is not tried again where it may have been carried out.</summary>
    /// <exception cref="CloudflareRefusal">It was refused.</exception>
    /// <exception cref="DentropyException"><c>DnsPlaceFailed</c> and those of <see cref="ApiClient.SendAsync"/>.</exception>
    public async Task PostAsync(string path, JsonObject content, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Post, path, content.ToJsonString(), repeatable: false, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _client.Dispose();

    private async Task<JsonDocument> SendAsync(HttpMethod method, string path, string? content, bool repeatable, CancellationToken cancellationToken)
    {
        var answer = await _client.SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(method, path);
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                if (content is not null)
                    request.Content = new StringContent(content, Encoding.UTF8, "application/json");
                return request;
            },
            repeatable,
            cancellationToken).ConfigureAwait(false);
        JsonDocument envelope;
        try
        {
            envelope = JsonDocument.Parse(answer.Content);
        }
        catch (JsonException e)
        {
            throw Strange($"{(int)answer.Status} with content that is no JSON", e);
        }

        if (answer.IsGood && envelope.RootElement is { ValueKind: JsonValueKind.Object } good && good.TryGetProperty("success", out var success) && success.ValueKind == JsonValueKind.True)
            return envelope;
        using (envelope)
        {
            throw envelope.RootElement.ValueKind == JsonValueKind.Object
                ? CloudflareRefusal.Of(answer.Status, envelope.RootElement, token)
                : Strange($"{(int)answer.Status} with content of another form");
        }
    }

    private static int Pages(JsonElement envelope, int read, int page)
    {
        if (!envelope.TryGetProperty("result_info", out var info) || info.ValueKind != JsonValueKind.Object)
            return page;
        if (info.TryGetProperty("total_pages", out var pages) && pages.ValueKind == JsonValueKind.Number)
            return (int)pages.GetDouble();
        return info.TryGetProperty("total_count", out var total) && total.ValueKind == JsonValueKind.Number && total.GetDouble() > read ? page + 1 : page;
    }

    private DentropyException Strange(string what, Exception? cause = null) =>
        DnsErrors.Failed(place, $"{Name} gave an answer that its API does not have ({what}). Check url", cause);
}
