using System.Net;
using System.Runtime.ExceptionServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>Requests to one engine, over connections that are kept.</summary>
internal sealed class DockerHttp : IDisposable
{
    private const int LargestErrorBody = 64 * 1024;
    private const string SaidKey = "dentropy.said";

    private readonly IDockerDialer _dialer;
    private readonly HttpMessageInvoker _pooled;

    public DockerHttp(DcNode node, IDockerDialer dialer)
    {
        Node = node;
        _dialer = dialer;
        _pooled = Invoker(dialer.DialAsync);
    }

    public DcNode Node { get; }

    /// <summary>API version of the paths, e.g. <c>1.41</c>; null for paths without one.</summary>
    public string? ApiVersion { get; set; }

    /// <summary>What the daemon itself said in an error that this class made.</summary>
    public static string Said(DentropyException error) => error.Data[SaidKey] as string is { Length: > 0 } said ? said : error.Message;

    /// <summary>What the engine says of its versions; also proves that it answers.</summary>
    public async Task<JsonObject> VersionAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(limit);
        try
        {
            return await ObjectAsync(new DockerPath("/version") { IsUnversioned = true }, DockerSubject.Engine("tell its version"), bounded.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw DockerErrors.Unreachable(Node.Name, _dialer.Endpoint, $"no answer within {limit.TotalSeconds:0} seconds", e);
        }
    }

    public async Task<JsonObject> ObjectAsync(DockerPath path, DockerSubject subject, CancellationToken cancellationToken) =>
        await JsonAsync(HttpMethod.Get, path, null, subject, cancellationToken).ConfigureAwait(false) as JsonObject ?? throw DockerErrors.Malformed(Node.Name, subject);

    public async Task<IReadOnlyList<JsonObject>> ListAsync(DockerPath path, DockerSubject subject, CancellationToken cancellationToken) =>
        await JsonAsync(HttpMethod.Get, path, null, subject, cancellationToken).ConfigureAwait(false) is JsonArray list ? [.. list.OfType<JsonObject>()] : [];

    /// <summary>Posts a body, or none; returns the answer, empty where there is none.</summary>
    public async Task<JsonObject> PostAsync(DockerPath path, JsonObject? body, DockerSubject subject, CancellationToken cancellationToken) =>
        await JsonAsync(HttpMethod.Post, path, body, subject, cancellationToken).ConfigureAwait(false) as JsonObject ?? [];

    public Task DeleteAsync(DockerPath path, DockerSubject subject, CancellationToken cancellationToken) =>
        JsonAsync(HttpMethod.Delete, path, null, subject, cancellationToken);

    /// <summary>Asks for a body that is read as it comes.</summary>
    public Task<DockerStream> StreamAsync(HttpMethod method, DockerPath path, DockerSubject subject, CancellationToken cancellationToken, string? registryAuthorization = null)
    {
        var request = Request(method, path, null);
        if (registryAuthorization is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Registry-Auth", registryAuthorization);
        }

        return BodyAsync(request, subject, cancellationToken);
    }

    /// <summary>Sends a stream, and waits for the answer.</summary>
    public async Task UploadAsync(HttpMethod method, DockerPath path, Stream source, DockerSubject subject, CancellationToken cancellationToken)
    {
        var body = await UploadStreamAsync(method, path, source, subject, cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            await body.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends a stream, and returns the answer's body.</summary>
    public async Task<DockerStream> UploadStreamAsync(HttpMethod method, DockerPath path, Stream source, DockerSubject subject, CancellationToken cancellationToken)
    {
        var connection = new UploadConnection(await _dialer.DialAsync(cancellationToken).ConfigureAwait(false));
        using var content = new UploadContent(source, connection);
        var invoker = Invoker(_ => Task.FromResult<Stream>(connection));
        var request = Request(method, path, content);
        // The engine looks at path and container before it reads, so a refusal costs no upload; and its answer is read while we send.
        request.Headers.ExpectContinue = true;
        try
        {
            var response = await SendAsync(invoker, request, subject, cancellationToken).ConfigureAwait(false);
            var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            return new DockerStream(body, invoker, Node.Name, subject);
        }
        catch (Exception e)
        {
            invoker.Dispose();
            await connection.DisposeAsync().ConfigureAwait(false);
            if (e is DentropyException && content.SourceError is { } failure && !cancellationToken.IsCancellationRequested)
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            throw;
        }
    }

    /// <summary>Asks the engine to turn the connection into a raw stream for both directions (<c>Upgrade: tcp</c>, Engine API, "Attach to a container").</summary>
    public async Task<HijackedConnection> HijackAsync(DockerPath path, JsonObject? body, DockerSubject subject, CancellationToken cancellationToken)
    {
        // A connection of its own: HttpClient's stream cannot be closed by half, so the one below it has to be known.
        Stream? raw = null;
        HttpMessageInvoker? invoker = null;
        HttpResponseMessage? response = null;
        try
        {
            raw = await _dialer.DialAsync(cancellationToken).ConfigureAwait(false);
            invoker = Invoker(_ => Task.FromResult(raw));
            var request = Request(HttpMethod.Post, path, Content(body));
            request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
            request.Headers.TryAddWithoutValidation("Upgrade", "tcp");
            response = await SendAsync(invoker, request, subject, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.SwitchingProtocols)
            {
                throw DockerErrors.Malformed(Node.Name, subject);
            }

            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            return new HijackedConnection(new DockerStream(stream, response, Node.Name, subject), (IHalfCloseable)raw, invoker);
        }
        catch
        {
            response?.Dispose();
            invoker?.Dispose();
            if (raw is not null)
            {
                await raw.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    public void Dispose() => _pooled.Dispose();

    private static HttpMessageInvoker Invoker(Func<CancellationToken, Task<Stream>> dial) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, token) => await dial(token).ConfigureAwait(false),
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
        MaxResponseDrainSize = 0,
        ConnectTimeout = TimeSpan.FromSeconds(60),
        Expect100ContinueTimeout = TimeSpan.FromSeconds(10),
    });

    private static StringContent? Content(JsonObject? body) => body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");

    private static async Task<string> MessageAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new byte[LargestErrorBody];
        var count = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var text = Encoding.UTF8.GetString(buffer, 0, count);
        try
        {
            return (JsonNode.Parse(text) as JsonObject).Text("message") ?? text;
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private HttpRequestMessage Request(HttpMethod method, DockerPath path, HttpContent? content)
    {
        var prefix = ApiVersion is null || path.IsUnversioned ? "" : "/v" + ApiVersion;
        return new HttpRequestMessage(method, new Uri($"http://docker{prefix}{path}")) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = content };
    }

    // An engine that was restarted has closed the connections that were kept, and that may be noticed only now. Looking twice does no harm;
    // whatever changes something is not sent twice.
    private async Task<JsonNode?> JsonAsync(HttpMethod method, DockerPath path, JsonObject? body, DockerSubject subject, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonOnceAsync(method, path, body, subject, cancellationToken).ConfigureAwait(false);
        }
        catch (DentropyException e) when (e.ErrorId is "DockerConnectionLost" && method == HttpMethod.Get)
        {
            return await JsonOnceAsync(method, path, body, subject, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<JsonNode?> JsonOnceAsync(HttpMethod method, DockerPath path, JsonObject? body, DockerSubject subject, CancellationToken cancellationToken)
    {
        var stream = await BodyAsync(Request(method, path, Content(body)), subject, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var memory = new MemoryStream();
            await stream.CopyToAsync(memory, cancellationToken).ConfigureAwait(false);
            if (memory.Length == 0)
            {
                return null;
            }

            try
            {
                return JsonNode.Parse(memory.GetBuffer().AsSpan(0, (int)memory.Length));
            }
            catch (JsonException e)
            {
                throw DockerErrors.Malformed(Node.Name, subject, e);
            }
        }
    }

    private async Task<DockerStream> BodyAsync(HttpRequestMessage request, DockerSubject subject, CancellationToken cancellationToken)
    {
        var response = await SendAsync(_pooled, request, subject, cancellationToken).ConfigureAwait(false);
        try
        {
            var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            return new DockerStream(body, response, Node.Name, subject);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    // The answer, its body not read yet. Every status that says no is an error.
    private async Task<HttpResponseMessage> SendAsync(HttpMessageInvoker invoker, HttpRequestMessage request, DockerSubject subject, CancellationToken cancellationToken)
    {
        HttpResponseMessage? response = null;
        try
        {
            response = await invoker.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode || response.StatusCode is HttpStatusCode.SwitchingProtocols or HttpStatusCode.NotModified)
            {
                return response;
            }

            var said = await MessageAsync(response, cancellationToken).ConfigureAwait(false);
            var error = DockerErrors.Of(Node.Name, subject, response.StatusCode, said);
            error.Data[SaidKey] = said;
            throw error;
        }
        catch (Exception e)
        {
            response?.Dispose();
            if (e is DentropyException || (e is OperationCanceledException && cancellationToken.IsCancellationRequested))
            {
                throw;
            }

            throw DockerStream.Error(e, Node.Name, subject, cancellationToken);
        }
        finally
        {
            request.Dispose();
        }
    }
}
