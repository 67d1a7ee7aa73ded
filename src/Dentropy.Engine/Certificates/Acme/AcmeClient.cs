using System.Text.Json.Nodes;
using Dentropy.Engine.Certificates.Issuers;
using Dentropy.Engine.Http;

namespace Dentropy.Engine.Certificates.Acme;

/// <summary>A client of one authority (RFC 8555): account, orders, authorizations, and the certificate itself.</summary>
internal sealed class AcmeClient : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_shortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(1);

    private readonly CertificateIssuer _issuer;
    private readonly TimeProvider _clock;
    private readonly AcmeTransport _transport;
    private JsonObject? _directory;

    public AcmeClient(CertificateIssuer issuer, AccountKey key, TimeProvider clock)
    {
        (_issuer, Key, _clock) = (issuer, key, clock);
        _transport = new AcmeTransport(issuer, key, clock);
    }

    public AccountKey Key { get; }

    /// <summary>How far the authority's clock is ahead of this machine's.</summary>
    public TimeSpan ClockAhead => _transport.ClockAhead;

    /// <summary>Finds the key's account, or makes it (RFC 8555, 7.3).</summary>
    /// <param name="secrets">Folder that relative references to secrets start at.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task OpenAccountAsync(string secrets, CancellationToken cancellationToken)
    {
        _directory = await _transport.DirectoryAsync(cancellationToken).ConfigureAwait(false);
        var terms = AcmeJson.Text(_directory["meta"]?["termsOfService"]);
        if (terms is not null && !_issuer.AgreeTerms)
            throw AcmeErrors.Terms(_issuer, terms);
        var url = _transport.Needed(_directory, "newAccount");
        var payload = new JsonObject();
        if (terms is not null)
            payload["termsOfServiceAgreed"] = true;
        if (_issuer.Contact.Count > 0)
            payload["contact"] = new JsonArray([.. _issuer.Contact.Select(contact => (JsonNode)contact)]);
        if (_issuer is { EabKeyId: { } id, EabKey: { } reference })
            payload["externalAccountBinding"] = Key.Bind(id, MacKey(await reference.ReadAsync(secrets, cancellationToken).ConfigureAwait(false)), url);
        var answer = await _transport.PostAsync(url, payload, "the account", cancellationToken).ConfigureAwait(false);
        _transport.Account = Location(answer) ?? throw AcmeErrors.BadAnswer(_issuer, "the account has no address");
        var had = AcmeJson.Texts(_transport.Object(answer, "the account")["contact"]);
        if (_issuer.Contact.Count > 0 && !_issuer.Contact.ToHashSet(StringComparer.Ordinal).SetEquals(had))
            await _transport.PostAsync(_transport.Account, new JsonObject { ["contact"] = payload["contact"]!.DeepClone() }, "the contact address", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes an order (RFC 8555, 7.4).</summary>
    public async Task<AcmeOrder> OrderAsync(IReadOnlyList<AcmeIdentifier> identifiers, CancellationToken cancellationToken)
    {
        var list = new JsonArray([.. identifiers.Select(one => (JsonNode)new JsonObject { ["type"] = one.Type, ["value"] = one.Value })]);
        var answer = await _transport.PostAsync(_transport.Needed(_directory!, "newOrder"), new JsonObject { ["identifiers"] = list }, "the order", cancellationToken).ConfigureAwait(false);
        return Order(Location(answer) ?? throw AcmeErrors.BadAnswer(_issuer, "the order has no address"), answer);
    }

    public async Task<AcmeAuthorization> AuthorizationAsync(Uri url, CancellationToken cancellationToken)
    {
        var answer = await _transport.PostAsync(url, payload: null, "an authorization", cancellationToken).ConfigureAwait(false);
        var from = _transport.Object(answer, "an authorization");
        var challenges = (from["challenges"] as JsonArray ?? []).OfType<JsonObject>().Where(one => AcmeJson.Url(one["url"]) is not null).Select(one => new AcmeChallenge(
            AcmeJson.Text(one["type"]) ?? "", AcmeJson.Url(one["url"])!, AcmeJson.Text(one["token"]) ?? "", AcmeJson.Text(one["status"]) ?? "", one["error"] is { } error ? AcmeProblem.Read(error) : null));
        return new AcmeAuthorization(
            url,
            AcmeJson.Text(from["identifier"]?["value"]) ?? throw AcmeErrors.BadAnswer(_issuer, "an authorization has no name"),
            from["wildcard"] is JsonValue wildcard && wildcard.TryGetValue<bool>(out var yes) && yes,
            AcmeJson.Text(from["status"]) ?? "",
            [.. challenges],
            ApiErrors.Pause(answer, _clock));
    }

    /// <summary>Tells the authority that the proof is in its place (RFC 8555, 7.5.1), and waits for what it finds.</summary>
    /// <exception cref="DentropyException"><c>CertificateValidationFailed</c>, <c>CertificateAuthorityTimeout</c>, and refusals.</exception>
    public async Task ValidateAsync(AcmeAuthorization authorization, AcmeChallenge challenge, CancellationToken cancellationToken)
    {
        await _transport.PostAsync(challenge.Url, new JsonObject(), "the validation", cancellationToken).ConfigureAwait(false);
        var now = await PollAsync(() => AuthorizationAsync(authorization.Url, cancellationToken), one => one.Status is not "pending", one => one.Pause, $"the validation of {authorization.Name}", cancellationToken).ConfigureAwait(false);
        if (now.Status != "valid")
        {
            var problem = now.Challenges.Select(one => one.Error).FirstOrDefault(error => error is not null) ?? new AcmeProblem(now.Status, $"the authorization is {now.Status}", null, []);
            throw AcmeErrors.ValidationFailed(_issuer, authorization.Name, challenge.Type, problem);
        }
    }

    /// <summary>Gives up a proof that was begun (RFC 8555, 7.5.2), so that it does not count against the account's limits.</summary>
    public Task DeactivateAsync(AcmeAuthorization authorization, CancellationToken cancellationToken) =>
        _transport.PostAsync(authorization.Url, new JsonObject { ["status"] = "deactivated" }, "to give an authorization up", cancellationToken);

    /// <summary>Hands in the request for the certificate, and downloads it with its chain (RFC 8555, 7.4 and 7.4.2).</summary>
    /// <param name="order">The order, all of whose names are proved.</param>
    /// <param name="csr">The request in DER.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The chain in PEM, the certificate first.</returns>
    public async Task<string> FinishAsync(AcmeOrder order, byte[] csr, CancellationToken cancellationToken)
    {
        const string what = "the certificate";
        await PollAsync(() => OrderAsync(order.Url, cancellationToken), one => one.Status is not "pending", one => one.Pause, what, cancellationToken).ConfigureAwait(false);
        await _transport.PostAsync(order.Finalize, new JsonObject { ["csr"] = AcmeJson.Base64(csr) }, what, cancellationToken).ConfigureAwait(false);
        var done = await PollAsync(() => OrderAsync(order.Url, cancellationToken), one => one.Status is not ("processing" or "ready" or "pending"), one => one.Pause, what, cancellationToken).ConfigureAwait(false);
        if (done.Status != "valid" || done.Certificate is null)
            throw AcmeErrors.Refused(_issuer, what, done.Error ?? new AcmeProblem(done.Status, $"the order is {done.Status}", null, []), pause: null);
        return (await _transport.PostAsync(done.Certificate, payload: null, what, cancellationToken).ConfigureAwait(false)).Text;
    }

    public void Dispose() => _transport.Dispose();

    private async Task<AcmeOrder> OrderAsync(Uri url, CancellationToken cancellationToken) =>
        Order(url, await _transport.PostAsync(url, payload: null, "the order", cancellationToken).ConfigureAwait(false));

    private AcmeOrder Order(Uri url, ApiAnswer answer)
    {
        var from = _transport.Object(answer, "the order");
        return new AcmeOrder(
            url,
            AcmeJson.Text(from["status"]) ?? "",
            [.. AcmeJson.Texts(from["authorizations"]).Select(one => new Uri(one, UriKind.Absolute))],
            _transport.Needed(from, "finalize"),
            AcmeJson.Url(from["certificate"]),
            from["error"] is { } error ? AcmeProblem.Read(error) : null,
            ApiErrors.Pause(answer, _clock));
    }

    // Where the authority does not say how long to wait (Retry-After), longer each time.
    private async Task<T> PollAsync<T>(Func<Task<T>> look, Func<T, bool> isDone, Func<T, TimeSpan?> asked, string what, CancellationToken cancellationToken)
    {
        var began = _clock.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(250); ; pause = pause < TimeSpan.FromSeconds(5) ? pause * 1.5 : pause)
        {
            var now = await look().ConfigureAwait(false);
            if (isDone(now))
                return now;
            if (_clock.GetElapsedTime(began) > s_limit)
                throw AcmeErrors.TookTooLong(_issuer, what, s_limit);
            var wait = TimeSpan.FromTicks(Math.Clamp((asked(now) ?? pause).Ticks, s_shortestPause.Ticks, s_longestPause.Ticks));
            await Task.Delay(wait, _clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private Uri? Location(ApiAnswer answer) => answer.Headers.Location is { } location ? new Uri(_issuer.Directory, location) : null;

    private byte[] MacKey(string text)
    {
        try
        {
            return System.Buffers.Text.Base64Url.DecodeFromChars(text.AsSpan().Trim());
        }
        catch (FormatException)
        {
            throw AcmeErrors.EabKey(_issuer);
        }
    }
}
