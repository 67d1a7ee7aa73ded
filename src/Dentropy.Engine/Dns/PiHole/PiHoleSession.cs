using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Http;

namespace Dentropy.Engine.Dns.PiHole;

/// <summary>
/// A session of Pi-hole v6 (FTL, <c>src/api/auth.c</c>), begun with the first request. Pi-hole has 16 seats and holds each for half an hour, so the
/// session is ended whatever happened: a login that was not waited for is waited for then, and a seat that a lost answer has taken is given back.
/// </summary>
internal sealed class PiHoleSession(ApiSettings settings, string? password) : IAsyncDisposable
{
    private readonly ApiClient _api = new(settings with { SpeaksForItself = IsWithoutSeat });
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private readonly string _mark = $"Dentropy/{typeof(PiHoleSession).Assembly.GetName().Version?.ToString(3) ?? "0"} ({Guid.NewGuid():N})";
    private Task<string?>? _login;

    /// <summary>How long ending the session may take.</summary>
    public TimeSpan Farewell { get; init; } = TimeSpan.FromSeconds(10);

    private string Place => settings.Name;

    /// <summary>Sends a request in the session. Where Pi-hole does not know the session any more, there is a new one, once.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path below the address, escaped.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DentropyException"><c>DnsPlaceRefused</c>, <c>DnsPlaceFailed</c> (no seat), and those of <see cref="ApiClient"/>.</exception>
    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        for (var again = false; ; again = true)
        {
            var login = Login();
            var sid = await login.WaitAsync(cancellationToken).ConfigureAwait(false);
            var answer = await _api.SendAsync(() => Request(method, path, sid), repeatable: true, cancellationToken).ConfigureAwait(false);
            switch (answer.Status)
            {
                case HttpStatusCode.Unauthorized when password is null:
                    throw DnsErrors.Refused(Place, "it has a password, and none is named");
                case HttpStatusCode.Unauthorized when again:
                    throw DnsErrors.Refused(Place, "it does not know the session that it has just given");
                case HttpStatusCode.Unauthorized:
                    Forget(login);
                    break;
                case HttpStatusCode.Forbidden:
                    throw DnsErrors.Refused(Place, PiHoleAnswers.Forbidden(answer));
                default:
                    return answer;
            }
        }
    }

    /// <summary>Ends the session. It never fails: what cannot be reached forgets the session by itself.</summary>
    public async ValueTask DisposeAsync()
    {
        Task<string?>? login;
        lock (_lock)
            login = _login;
        _end.CancelAfter(Farewell);
        try
        {
            if (login is not null && await login.ConfigureAwait(false) is { } sid)
                _ = await _api.SendAsync(() => Request(HttpMethod.Delete, "api/auth", sid), repeatable: true, _end.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DentropyException or OperationCanceledException)
        {
            // Nobody is there to be told, and the seat is free after half an hour.
        }

        _end.Dispose();
        _api.Dispose();
    }

    // 429 with this key is no rate limit: waiting does not help within the time that anybody would wait.
    private static bool IsWithoutSeat(ApiAnswer answer) => answer.Status == HttpStatusCode.TooManyRequests && answer.Text.Contains("api_seats_exceeded", StringComparison.Ordinal);

    private Task<string?> Login()
    {
        lock (_lock)
            return _login ??= password is null ? Task.FromResult<string?>(null) : LoginAsync(password);
    }

    private void Forget(Task<string?> login)
    {
        lock (_lock)
            _login = ReferenceEquals(_login, login) ? null : _login;
    }

    // Not ended by whoever waits for it: a login that is cut off may have taken a seat under an id that nobody has read.
    private async Task<string?> LoginAsync(string secret)
    {
        var tries = 0;
        var answer = await _api.SendAsync(
            () =>
            {
                tries++;
                var request = Request(HttpMethod.Post, "api/auth", sid: null);
                request.Content = new StringContent(new JsonObject { ["password"] = secret }.ToJsonString(), Encoding.UTF8, "application/json");
                return request;
            },
            repeatable: true,
            _end.Token).ConfigureAwait(false);
        var sid = PiHoleAnswers.Session(Place, answer);
        if (tries > 1 && sid is not null)
            await GiveBackAsync(sid).ConfigureAwait(false);
        return sid;
    }

    // The try before may have been carried out. Its seat has our mark, and no other session has.
    private async Task GiveBackAsync(string sid)
    {
        try
        {
            var answer = await _api.SendAsync(() => Request(HttpMethod.Get, "api/auth/sessions", sid), repeatable: true, _end.Token).ConfigureAwait(false);
            if (!answer.IsGood || JsonNode.Parse(answer.Text)?["sessions"] is not JsonArray sessions)
                return;
            foreach (var one in sessions.Where(one => (string?)one?["user_agent"] == _mark && !(bool)one!["current_session"]!))
                _ = await _api.SendAsync(() => Request(HttpMethod.Delete, $"api/auth/session/{(int)one!["id"]!}", sid), repeatable: true, _end.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DentropyException or JsonException or InvalidOperationException)
        {
            // The seat is free after half an hour.
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, string? sid)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.UserAgent.ParseAdd(_mark);
        if (sid is not null)
            request.Headers.Add("X-FTL-SID", sid);
        return request;
    }
}
