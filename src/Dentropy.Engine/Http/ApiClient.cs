using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Polly;
using Polly.Retry;

namespace Dentropy.Engine.Http;

/// <summary>
/// Requests to a service, tried again where that can help: a 429 after the pause that it asks for, a failure of the server or of the network only
/// where doing it twice does no harm. Redirects are not followed, since the request has credentials in it.
/// </summary>
internal sealed class ApiClient : IDisposable
{
    // More than any answer that is not a download.
    private const int MostContent = 64 * 1024 * 1024;

    private readonly ApiSettings _settings;
    private readonly HttpClient _http;
    private readonly X509Certificate2Collection _roots = [];
    private readonly ResiliencePipeline<ApiAnswer> _repeatable;
    private readonly ResiliencePipeline<ApiAnswer> _once;

    /// <summary>Makes a client. Nobody is asked anything yet.</summary>
    /// <exception cref="DentropyException"><c>CaFileUnreadable</c>.</exception>
    public ApiClient(ApiSettings settings)
    {
        _settings = settings;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (settings.CaFile is { } file)
        {
            Load(file);
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => ApiTrust.IsTrusted(certificate, chain, errors, _roots);
        }

        _http = new HttpClient(handler) { BaseAddress = settings.Address, Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MostContent };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("Dentropy/" + (typeof(ApiClient).Assembly.GetName().Version?.ToString(3) ?? "0"));
        _repeatable = Pipeline(repeatable: true);
        _once = Pipeline(repeatable: false);
    }

    /// <summary>Sends a request and reads its answer.</summary>
    /// <param name="make">Makes the request; called once for each try. Its address may be relative to the service's.</param>
    /// <param name="repeatable">Whether doing it twice does no harm. Reading, replacing and removing do none; making something does.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The answer, also one of 400 to 499.</returns>
    /// <exception cref="DentropyException"><c>ServiceUnreachable</c>, <c>ServiceTimeout</c>, <c>ServiceRateLimited</c>, <c>ServiceFailed</c> (500 to 599, and redirects), <c>ServiceUntrusted</c>.</exception>
    public async Task<ApiAnswer> SendAsync(Func<HttpRequestMessage> make, bool repeatable, CancellationToken cancellationToken)
    {
        var pipeline = repeatable ? _repeatable : _once;
        ApiAnswer answer;
        try
        {
            answer = await pipeline.ExecuteAsync(async token => await TryAsync(make, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (TriedInVainException e)
        {
            throw e.Error;
        }

        return (int)answer.Status switch
        {
            _ when _settings.SpeaksForItself(answer) => answer,
            429 => throw ApiErrors.RateLimited(_settings, ApiErrors.Pause(answer, _settings.Clock)),
            >= 500 => throw ApiErrors.Failed(_settings, answer),
            >= 300 and < 400 => throw ApiErrors.Redirected(_settings, answer),
            _ => answer,
        };
    }

    public void Dispose()
    {
        _http.Dispose();
        foreach (var root in _roots)
            root.Dispose();
    }

    private async Task<ApiAnswer> TryAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_settings.Timeout);
        using var request = make();
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, limit.Token).ConfigureAwait(false);
            return new ApiAnswer(response.StatusCode, response.Headers, response.Content.Headers, await response.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TriedInVainException(ApiErrors.TimedOut(_settings, e), mayHaveBeenDone: true, worthTrying: true);
        }
        catch (HttpRequestException e) when (e.InnerException is AuthenticationException)
        {
            throw new TriedInVainException(ApiErrors.Untrusted(_settings, e), mayHaveBeenDone: false, worthTrying: false);
        }
        catch (HttpRequestException e)
        {
            var sent = e.HttpRequestError is not (HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError);
            throw new TriedInVainException(ApiErrors.Unreachable(_settings, e), sent, worthTrying: e.InnerException is not SocketException { SocketErrorCode: SocketError.HostNotFound });
        }
    }

    private ResiliencePipeline<ApiAnswer> Pipeline(bool repeatable) => new ResiliencePipelineBuilder<ApiAnswer> { TimeProvider = _settings.Clock }
        .AddRetry(new RetryStrategyOptions<ApiAnswer>
        {
            MaxRetryAttempts = Math.Max(1, _settings.Retries),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromSeconds(1),
            MaxDelay = TimeSpan.FromSeconds(30),
            ShouldHandle = tried => ValueTask.FromResult(_settings.Retries > 0 && IsWorthTrying(tried.Outcome, repeatable)),
            DelayGenerator = tried => ValueTask.FromResult(tried.Outcome.Result is { } answer ? ApiErrors.Pause(answer, _settings.Clock) : null),
        })
        .Build();

    private bool IsWorthTrying(Outcome<ApiAnswer> outcome, bool repeatable) => outcome switch
    {
        { Exception: TriedInVainException tried } => tried.WorthTrying && (repeatable || !tried.MayHaveBeenDone),
        { Result: { } answer } when _settings.SpeaksForItself(answer) => false,
        { Result: { } answer } when (int)answer.Status == 429 => ApiErrors.Pause(answer, _settings.Clock) is not { } pause || pause <= _settings.Patience,
        { Result: { } answer } => repeatable && (int)answer.Status is 500 or 502 or 503 or 504,
        _ => false,
    };

    private void Load(string file)
    {
        try
        {
            _roots.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is CryptographicException || Inventory.InventoryErrors.IsFileFailure(e))
        {
            throw ApiErrors.CaFileUnreadable(file, e.Message, e);
        }

        if (_roots.Count == 0)
            throw ApiErrors.CaFileUnreadable(file, "there is no certificate in it", cause: null);
    }

    // What a try met, for the retries to look at.
    private sealed class TriedInVainException(DentropyException error, bool mayHaveBeenDone, bool worthTrying) : Exception(error.Message, error)
    {
        public DentropyException Error { get; } = error;

        public bool MayHaveBeenDone { get; } = mayHaveBeenDone;

        public bool WorthTrying { get; } = worthTrying;
    }
}
