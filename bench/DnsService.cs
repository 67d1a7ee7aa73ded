using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Dentropy.Bench;

/// <summary>Answers as Cloudflare's API does for one zone, without keeping anything, and counts what it is asked for.</summary>
internal sealed class DnsService : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly byte[] _zones;
    private readonly byte[] _records;
    private readonly Task _work;
    private int _requests;
    private int _operations;

    public DnsService(string zone, int records)
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        }

        _zones = Envelope($$"""{"id":"0123456789abcdef0123456789abcdef","name":"{{zone}}","status":"active"}""", 1);
        _records = Envelope(
            string.Join(',', Enumerable.Range(0, records).Select(at => $$"""{"id":"{{at:x32}}","name":"r{{at}}.{{zone}}","type":"A","content":"10.0.{{at >> 8}}.{{at & 255}}","ttl":1,"proxied":false,"comment":null}""")),
            records);
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _work = ServeAsync();
    }

    public string Address { get; }

    public int Requests => _requests;

    public int Operations => _operations;

    public void Forget() => _requests = _operations = 0;

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _work;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            _requests++;
            var answer = context.Request.Url!.AbsolutePath switch
            {
                "/zones" => _zones,
                var path when path.EndsWith("/batch", StringComparison.Ordinal) => await BatchAsync(context.Request),
                _ => _records,
            };
            context.Response.ContentType = "application/json";
            context.Response.ContentLength64 = answer.Length;
            await context.Response.OutputStream.WriteAsync(answer);
            context.Response.Close();
        }
    }

    private async Task<byte[]> BatchAsync(HttpListenerRequest request)
    {
        using var content = await JsonDocument.ParseAsync(request.InputStream);
        foreach (var list in content.RootElement.EnumerateObject())
        {
            _operations += list.Value.GetArrayLength();
            // No more than the Free plan takes.
            if (list.Value.GetArrayLength() > 200)
            {
                return """{"success":false,"errors":[{"code":1004,"message":"too many"}],"result":null}"""u8.ToArray();
            }
        }

        return """{"success":true,"errors":[],"messages":[],"result":{}}"""u8.ToArray();
    }

    private static byte[] Envelope(string entries, int count)
    {
        var info = $$"""{"page":1,"per_page":5000,"count":{{count}},"total_count":{{count}},"total_pages":1}""";
        return Encoding.UTF8.GetBytes($$"""{"success":true,"errors":[],"messages":[],"result":[{{entries}}],"result_info":{{info}} }""");
    }
}
