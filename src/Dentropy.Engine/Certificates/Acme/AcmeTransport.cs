using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dentropy.Engine.Certificates.Issuers;
using Dentropy.Engine.Http;

namespace Dentropy.Engine.Certificates.Acme;

/// <summary>Signed requests to an authority: nonces, and what a refusal means (RFC 8555, 6).</summary>
internal sealed class AcmeTransport : IDisposable
{
    // Servers that hand out nonces from several machines refuse some now and then; none refuses that many in a row.
    private const int NonceTries = 10;

    private readonly CertificateIssuer _issuer;
    private readonly AccountKey _key;
    private readonly ApiClient _client;
    private readonly TimeProvider _clock;
    private Uri? _newNonce;
    private string? _nonce;

    public AcmeTransport(CertificateIssuer issuer, AccountKey key, TimeProvider clock)
    {
        (_issuer, _key, _clock) = (issuer, key, clock);
        _client = new ApiClient(new ApiSettings
        {
            Name = issuer.Name,
            Address = issuer.Directory,
            CaFile = issuer.CaFile,
            SpeaksForItself = answer => answer.ContentHeaders.ContentType?.MediaType is AcmeProblem.ContentType,
        });
    }

    /// <summary>The account's address; null until there is one.</summary>
    public Uri? Account { get; set; }

    /// <summary>How far the authority's clock is ahead of this machine's; zero where it has not said.</summary>
    public TimeSpan ClockAhead { get; private set; }

    /// <summary>Reads the directory (RFC 8555, 7.1.1).</summary>
    public async Task<JsonObject> DirectoryAsync(CancellationToken cancellationToken)
    {
        var answer = await _client.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, _issuer.Directory), repeatable: true, cancellationToken).ConfigureAwait(false);
        Note(answer);
        if (!answer.IsGood || Parsed(answer) is not JsonObject directory)
            throw AcmeErrors.BadAnswer(_issuer, $"its directory answered {(int)answer.Status}");
        _newNonce = Needed(directory, "newNonce");
        return directory;
    }

    /// <summary>Sends a signed request.</summary>
    /// <param name="url">Where to.</param>
    /// <param name="payload">What; null to read (POST-as-GET).</param>
    /// <param name="what">What is asked for, for messages.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The answer, which is a good one.</returns>
    /// <exception cref="DentropyException"><c>CertificateRequestRefused</c>, <c>CertificateRateLimited</c>, and those of <see cref="ApiClient"/>.</exception>
    public async Task<ApiAnswer> PostAsync(Uri url, JsonNode? payload, string what, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var nonce = await NonceAsync(cancellationToken).ConfigureAwait(false);
            var answer = await _client.SendAsync(() => Request(url, payload, nonce), repeatable: payload is null, cancellationToken).ConfigureAwait(false);
            Note(answer);
            if (answer.IsGood)
                return answer;
            var problem = AcmeProblem.Read(answer.Content);
            // RFC 8555, 6.5: the refusal has a new nonce with it, and the request was not looked at.
            if (problem.Type != "badNonce" || tries >= NonceTries)
                throw AcmeErrors.Refused(_issuer, what, problem, ApiErrors.Pause(answer, _clock));
        }
    }

    /// <summary>The JSON object of an answer.</summary>
    public JsonObject Object(ApiAnswer answer, string what) => Parsed(answer) as JsonObject ?? throw AcmeErrors.BadAnswer(_issuer, $"{what} is no JSON object");

    /// <summary>An address that has to be there.</summary>
    public Uri Needed(JsonObject from, string key) => AcmeJson.Url(from[key]) ?? throw AcmeErrors.BadAnswer(_issuer, $"there is no {key}");

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Request(Uri url, JsonNode? payload, string nonce)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(_key.Sign(payload, url, nonce, Account)) };
        // Without a charset, which some authorities refuse (RFC 8555, 6.2).
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/jose+json");
        return request;
    }

    private async Task<string> NonceAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _nonce, null) is { } kept)
            return kept;
        var answer = await _client.SendAsync(() => new HttpRequestMessage(HttpMethod.Head, _newNonce), repeatable: true, cancellationToken).ConfigureAwait(false);
        Note(answer);
        return Interlocked.Exchange(ref _nonce, null) ?? throw AcmeErrors.BadAnswer(_issuer, "it gives no nonce");
    }

    private void Note(ApiAnswer answer)
    {
        if (answer.Headers.TryGetValues("Replay-Nonce", out var nonces))
            _nonce = nonces.FirstOrDefault();
        if (answer.Headers.Date is { } date)
            ClockAhead = date - _clock.GetUtcNow();
    }

    private static JsonNode? Parsed(ApiAnswer answer)
    {
        try
        {
            return JsonNode.Parse(answer.Content);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
