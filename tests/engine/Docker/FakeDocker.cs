using System.Net;
using System.Net.Sockets;
using System.Text;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Engine.Tests.Docker;

/// <summary>A server on a unix socket that says what a test tells it to, byte by byte where that matters. It answers <c>/version</c> by itself.</summary>
internal sealed class FakeDocker : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dentropy-docker-");
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Func<FakeRequest, Task> _answer;
    private readonly List<FakeRequest> _requests = [];
    private readonly SshLinkPool _links = new();
    private readonly DockerEngines _engines;
    private int _connections;

    public FakeDocker(Func<FakeRequest, Task> answer, string highest = "1.41", string lowest = "1.12")
    {
        _answer = answer;
        Version = $$"""{"Version":"20.10.24","ApiVersion":"{{highest}}","MinAPIVersion":"{{lowest}}","Os":"linux","Arch":"arm64"}""";
        _engines = new DockerEngines(_links);
        _listener.Bind(new UnixDomainSocketEndPoint(Path));
        _listener.Listen();
        _ = AcceptAsync();
    }

    public string Version { get; set; }

    public string Path => System.IO.Path.Combine(_folder.FullName, "docker.sock");

    public DcNode Node => DcNode.Local with { DockerHost = "unix://" + Path };

    public int Connections => _connections;

    public IReadOnlyList<FakeRequest> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public Task<DockerClient> ClientAsync() => _engines.GetAsync(Node, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _engines.DisposeAsync();
        await _links.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }

            Interlocked.Increment(ref _connections);
            _ = ServeAsync(socket);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            while (await FakeRequest.ReadAsync(stream) is { } request)
            {
                lock (_requests)
                {
                    _requests.Add(request);
                }

                if (request.Target == "/version")
                {
                    await request.JsonAsync(Version);
                    continue;
                }

                await _answer(request);
                if (request.IsLast)
                {
                    return;
                }
            }
        }
        catch (IOException)
        {
            // The client has closed; tests look at what it did before.
        }
    }
}

/// <summary>A request as it came, and ways to answer it.</summary>
internal sealed class FakeRequest(NetworkStream stream, string[] head)
{
    public Socket Socket => stream.Socket;

    public NetworkStream Stream => stream;

    public string Method { get; } = head[0].Split(' ')[0];

    /// <summary>Path and query.</summary>
    public string Target { get; } = head[0].Split(' ')[1];

    /// <summary>The connection is closed after the answer.</summary>
    public bool IsLast { get; set; }

    public string? Header(string name) => head.Skip(1).FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();

    public static async Task<FakeRequest?> ReadAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one) == 0)
            {
                return null;
            }

            text.Append((char)one[0]);
        }

        return new FakeRequest(stream, text.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The body: of the length that the head says, or chunks.</summary>
    public async Task<byte[]> BodyAsync()
    {
        if (Header("Content-Length") is { } length)
        {
            var body = new byte[int.Parse(length, System.Globalization.CultureInfo.InvariantCulture)];
            await stream.ReadExactlyAsync(body);
            return body;
        }

        using var all = new MemoryStream();
        while (await ReadChunkAsync() is { Length: > 0 } chunk)
        {
            all.Write(chunk);
        }

        return all.ToArray();
    }

    public async Task<byte[]> ReadChunkAsync()
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (!line.ToString().EndsWith("\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one);
            line.Append((char)one[0]);
        }

        var chunk = new byte[Convert.ToInt32(line.ToString().Trim(), 16)];
        await stream.ReadExactlyAsync(chunk);
        await stream.ReadExactlyAsync(new byte[2]);
        return chunk;
    }

    public Task WriteAsync(string text) => stream.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask();

    public Task WriteAsync(byte[] bytes) => stream.WriteAsync(bytes).AsTask();

    public Task JsonAsync(string json, int status = 200) =>
        WriteAsync($"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}");

    public Task EmptyAsync(int status = 204) => WriteAsync($"HTTP/1.1 {status} X\r\n{(status == 204 ? "" : "Content-Length: 0\r\n")}\r\n");

    public Task ErrorAsync(int status, string message) => JsonAsync($$"""{"message":"{{message}}"}""", status);

    public Task BeginChunksAsync() => WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");

    public async Task ChunkAsync(byte[] data)
    {
        await WriteAsync($"{data.Length:x}\r\n");
        await WriteAsync(data);
        await WriteAsync("\r\n");
    }

    public Task ChunkAsync(string text) => ChunkAsync(Encoding.UTF8.GetBytes(text));

    public Task EndChunksAsync() => WriteAsync("0\r\n\r\n");

    public static byte[] Frame(byte type, byte[] data)
    {
        var frame = new byte[8 + data.Length];
        frame[0] = type;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), (uint)data.Length);
        data.CopyTo(frame, 8);
        return frame;
    }

    public static byte[] Frame(byte type, string text) => Frame(type, Encoding.UTF8.GetBytes(text));

    public static byte[] UpgradeHead => Encoding.ASCII.GetBytes("HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
}
