using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dentropy.Peers.Tests.Emulators;

/// <summary>A request as an emulator saw it.</summary>
internal sealed record EmulatorRequest(string Method, string Path, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Headers, byte[] Content)
{
    public string Text => Encoding.UTF8.GetString(Content);

    /// <summary>Method, path and query, as they were sent.</summary>
    public override string ToString() => Query.Count == 0 ? $"{Method} {Path}" : $"{Method} {Path}?{string.Join('&', Query.Select(pair => $"{pair.Key}={pair.Value}"))}";
}

/// <summary>An answer of an emulator.</summary>
internal sealed record EmulatorAnswer(int Status, string Content = "", string ContentType = "application/json")
{
    public Dictionary<string, string> Headers { get; init; } = [];

    public static EmulatorAnswer Json(string content, int status = 200) => new(status, content);

    public static EmulatorAnswer Plain(string content, int status = 200) => new(status, content, "text/plain; charset=utf-8");
}

/// <summary>
/// A service on loopback that behaves as its published API says, written from that and not from our client. Every request is kept, and faults can be
/// put before the next ones.
/// </summary>
internal abstract class Emulator : IAsyncDisposable
{
    private readonly HttpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Func<EmulatorRequest, EmulatorAnswer?>> _faults = new();
    private readonly ConcurrentQueue<EmulatorRequest> _requests = new();
    private readonly Task _work;

    protected Emulator()
    {
        (_listener, Address) = Listen();
        _work = Task.Run(ServeAsync);
    }

    /// <summary>Where it is, e.g. <c>http://127.0.0.1:40123/</c>.</summary>
    public Uri Address { get; }

    /// <summary>What came so far, in order.</summary>
    public IReadOnlyList<EmulatorRequest> Requests => [.. _requests];

    /// <summary>The requests that may have changed something.</summary>
    public IReadOnlyList<EmulatorRequest> Writes => [.. _requests.Where(request => request.Method is not ("GET" or "HEAD" or "OPTIONS"))];

    /// <summary>Answers the next request, and those behind it, before the service does; null from a fault lets the service answer.</summary>
    public void Next(params ReadOnlySpan<EmulatorAnswer?> answers)
    {
        foreach (var answer in answers)
            _faults.Enqueue(_ => answer);
    }

    /// <summary>The next request gets no answer at all until the emulator ends.</summary>
    public void HangNext() => _faults.Enqueue(_ => Hanging);

    /// <summary>The next request's connection is cut before an answer, and the service has not seen it.</summary>
    public void CutNext() => _faults.Enqueue(_ => Cut);

    /// <summary>The next request is carried out, and its connection is cut before the answer.</summary>
    public void CutNextAnswer() => _faults.Enqueue(_ => CutAfter);

    /// <summary>The next request is carried out when the semaphore is released.</summary>
    public void Hold(SemaphoreSlim until) => _faults.Enqueue(_ =>
    {
        until.Wait(_stop.Token);
        return null;
    });

    public void Forget() => _requests.Clear();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Close();
        await _work;
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What the service answers. Called for one request at a time.</summary>
    protected abstract EmulatorAnswer Answer(EmulatorRequest request);

    private static readonly EmulatorAnswer Hanging = new(0);
    private static readonly EmulatorAnswer Cut = new(0);
    private static readonly EmulatorAnswer CutAfter = new(0);

    private static (HttpListener Listener, Uri Address) Listen()
    {
        for (var left = 20; ; left--)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/"));
            probe.Stop();
            var listener = new HttpListener { Prefixes = { address.ToString() }, AuthenticationSchemes = AuthenticationSchemes.Anonymous };
            try
            {
                listener.Start();
                return (listener, address);
            }
            catch (HttpListenerException) when (left > 0)
            {
                // Somebody else took the port in between.
                listener.Close();
            }
        }
    }

    private async Task ServeAsync()
    {
        var open = new List<Task>();
        while (!_stop.IsCancellationRequested)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                break;
            }

            open.Add(Task.Run(() => ServeAsync(context)));
        }

        await Task.WhenAll(open);
    }

    private async Task ServeAsync(HttpListenerContext context)
    {
        try
        {
            var request = await ReadAsync(context.Request);
            _requests.Enqueue(request);
            var answer = _faults.TryDequeue(out var fault) ? fault(request) : null;
            if (ReferenceEquals(answer, Hanging))
                await Task.Delay(Timeout.Infinite, _stop.Token);
            if (ReferenceEquals(answer, CutAfter))
                Work(request);
            if (ReferenceEquals(answer, Cut) || ReferenceEquals(answer, CutAfter))
            {
                // Without a length that never comes, Abort would send a whole answer with nothing in it.
                context.Response.ContentLength64 = 1;
                context.Response.Abort();
                return;
            }

            answer ??= Work(request);
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = answer.ContentType;
            foreach (var (name, value) in answer.Headers)
                context.Response.Headers[name] = value;
            var content = Encoding.UTF8.GetBytes(answer.Content);
            if (answer.Status is not (204 or 304))
            {
                context.Response.ContentLength64 = content.Length;
                await context.Response.OutputStream.WriteAsync(content, _stop.Token);
            }

            context.Response.Close();
        }
        catch (Exception e) when (e is OperationCanceledException or HttpListenerException or IOException or ObjectDisposedException)
        {
            context.Response.Abort();
        }
    }

    private EmulatorAnswer Work(EmulatorRequest request)
    {
        lock (_faults)
        {
            try
            {
                return Answer(request);
            }
            catch (Exception e)
            {
                return EmulatorAnswer.Plain("the emulator failed: " + e, 500);
            }
        }
    }

    private static async Task<EmulatorRequest> ReadAsync(HttpListenerRequest request)
    {
        using var content = new MemoryStream();
        await request.InputStream.CopyToAsync(content);
        // Raw, since the path has escaped pieces in it that a service takes apart before it unescapes them.
        var path = request.RawUrl!.Split('?')[0];
        // Words without a = are the values of the key that is none.
        var query = request.QueryString.AllKeys.ToDictionary(key => key ?? "", key => request.QueryString[key] ?? "", StringComparer.Ordinal);
        var headers = request.Headers.AllKeys.OfType<string>().ToDictionary(key => key, key => request.Headers[key] ?? "", StringComparer.OrdinalIgnoreCase);
        return new EmulatorRequest(request.HttpMethod, path, query, headers, content.ToArray());
    }
}
