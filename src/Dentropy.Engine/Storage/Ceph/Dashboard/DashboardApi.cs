using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dentropy.Engine.Http;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Storage.Ceph.Margins;

namespace Dentropy.Engine.Storage.Ceph.Dashboard;

/// <summary>
/// Requests to a dashboard: the login and its token, and the version that each address wants in <c>Accept</c> (src/pybind/mgr/dashboard/controllers/_version.py). A wrong
/// version is answered with 415 and the right one, which is then taken.
/// </summary>
internal sealed partial class DashboardApi : IDisposable
{
    private const string First = "1.0";

    private readonly CephClusterSettings _settings;
    private readonly string _cloud;
    private readonly ApiClient _client;
    private string? _token;

    public DashboardApi(CephClusterSettings settings, string cloud, TimeSpan limit)
    {
        (_settings, _cloud) = (settings, cloud);
        var address = settings.Dashboard!;
        Address = address.GetLeftPart(UriPartial.Authority);
        _client = new ApiClient(new ApiSettings
        {
            Name = $"the dashboard of Ceph cluster {settings.Name}",
            Address = address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/"),
            CaFile = settings.Authority,
            Timeout = limit,
            Retries = 1,
        });
    }

    /// <summary>Where it is, without a path.</summary>
    public string Address { get; }

    /// <summary>Asks for something; logs in where that was not done, or has ended.</summary>
    /// <exception cref="DentropyException"><c>CephLoginRefused</c>, <c>CephAnswerInvalid</c>, <c>SecretUnavailable</c> and those of <see cref="ApiClient"/>.</exception>
    public async Task<ApiAnswer> GetAsync(string path, CancellationToken cancellationToken)
    {
        var fresh = _token is null;
        _token ??= await LogInAsync(cancellationToken).ConfigureAwait(false);
        var answer = await SendAsync(HttpMethod.Get, path, content: null, cancellationToken).ConfigureAwait(false);
        if (answer.Status == HttpStatusCode.Unauthorized && !fresh)
        {
            _token = await LogInAsync(cancellationToken).ConfigureAwait(false);
            answer = await SendAsync(HttpMethod.Get, path, content: null, cancellationToken).ConfigureAwait(false);
        }

        return answer.Status == HttpStatusCode.Unauthorized ? throw Refused("the login was taken, but not what came after it") : answer;
    }

    /// <summary>Gives the token back. Where that fails, it ends by itself after some hours.</summary>
    public async Task LogOutAsync(CancellationToken cancellationToken)
    {
        if (_token is null)
            return;
        try
        {
            // Not empty: with JSON as its type that is refused with 400, and the token stays good.
            await SendAsync(HttpMethod.Post, "api/auth/logout", "{}", cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DentropyException or OperationCanceledException)
        {
            // What was asked for is there by now.
        }

        _token = null;
    }

    /// <summary>What the dashboard says of a refusal, in brackets; nothing where it says nothing.</summary>
    public static string Why(ApiAnswer answer) => Detail(answer) is { Length: > 0 } detail ? $" ({Shown.Text(detail)})" : "";

    public void Dispose() => _client.Dispose();

    private async Task<string> LogInAsync(CancellationToken cancellationToken)
    {
        _token = null;
        var password = await _settings.Password!.ReadAsync(_cloud, cancellationToken).ConfigureAwait(false);
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("username", _settings.User);
            writer.WriteString("password", password);
            writer.WriteEndObject();
        }

        var answer = await SendAsync(HttpMethod.Post, "api/auth", Encoding.UTF8.GetString(body.ToArray()), cancellationToken).ConfigureAwait(false);
        if (answer.Status is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            throw Refused(Detail(answer) is { Length: > 0 } detail ? Shown.Text(detail.TrimEnd('.')) : $"it answers {(int)answer.Status}");
        JsonElement? said = null;
        try
        {
            said = answer.IsGood ? CephJson.Read(answer.Content) : null;
        }
        catch (JsonException)
        {
            // Told below: it is no dashboard.
        }

        if (said?.Field("pwdUpdateRequired")?.ValueKind == JsonValueKind.True)
            throw Refused("its password has to be changed first, in the dashboard itself");
        return said?.Text("token") is { Length: > 0 } token ? token : throw CephErrors.AnswerInvalid(Address, "POST /api/auth", $"no token came with the answer {(int)answer.Status}, so it is not Ceph's dashboard");
    }

    private async Task<ApiAnswer> SendAsync(HttpMethod method, string path, string? content, CancellationToken cancellationToken)
    {
        var answer = await _client.SendAsync(() => Make(First), repeatable: true, cancellationToken).ConfigureAwait(false);
        return answer.Status == HttpStatusCode.UnsupportedMediaType && Detail(answer) is { } detail && Wanted().Match(detail) is { Success: true } wanted
            ? await _client.SendAsync(() => Make(wanted.Groups["version"].Value), repeatable: true, cancellationToken).ConfigureAwait(false)
            : answer;

        HttpRequestMessage Make(string version)
        {
            var request = new HttpRequestMessage(method, path);
            if (content is not null)
            {
                // With a charset behind it the dashboard takes the content for none, and fails with 500.
                request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(content));
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            }

            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue($"application/vnd.ceph.api.v{version}+json"));
            if (_token is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
            return request;
        }
    }

    private static string? Detail(ApiAnswer answer)
    {
        try
        {
            return CephJson.Read(answer.Content).Text("detail");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private DentropyException Refused(string why) => new(
        "CephLoginRefused",
        DentropyErrorCategory.AuthenticationError,
        _settings.Name,
        $"The dashboard of Ceph cluster {_settings.Name} at {Address} does not let '{_settings.User}' in: {why}. Check user and password in {CloudFile.Name}, and that the account is enabled (ceph dashboard ac-user-show).");

    [GeneratedRegex(@"endpoint is '(?<version>\d+\.\d+)'", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Wanted();
}
