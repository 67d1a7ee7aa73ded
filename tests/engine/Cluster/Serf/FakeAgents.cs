using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Dentropy.Engine.Cluster.Serf;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using MessagePack;

namespace Dentropy.Engine.Tests.Cluster.Serf;

/// <summary>A cloud whose nodes have agents that answer as a test says, over real sockets of this machine.</summary>
internal sealed class FakeAgents : ILinkPool
{
    private static readonly string[] s_bare = ["members", "stats", "leave", "list-keys"];

    private readonly DirectoryInfo _cloud = Directory.CreateTempSubdirectory("dentropy-serf-");
    private readonly ConcurrentDictionary<string, FakeAgent> _agents = new(StringComparer.Ordinal);

    public FakeAgents(params string[] nodes)
    {
        Directory.CreateDirectory(Path.Join(_cloud.FullName, "nodes"));
        for (var i = 0; i < nodes.Length; i++)
            File.WriteAllText(Path.Join(_cloud.FullName, "nodes", nodes[i] + ".yaml"), $"name: {nodes[i]}\naddress: 10.0.0.{i + 1}\nrevision: 1\n");
        Store = new FileNodeStore(_cloud.FullName);
        Cluster = new SerfCluster(new SerfAgents(this), Store);
    }

    public FileNodeStore Store { get; }

    public SerfCluster Cluster { get; }

    public ConcurrentQueue<string> Asked { get; } = new();

    public void Settings(string text) => File.WriteAllText(Path.Join(_cloud.FullName, "cloud.yaml"), text);

    /// <summary>Gives a node an agent; without one, its port is refused. What is returned is what the agent sends to that request.</summary>
    public FakeAgent Agent(string node, Func<string, int, byte[]?> answer, bool greets = true) => _agents[node] = new FakeAgent(answer, greets);

    public void Remove(string node) => _agents.TryRemove(node, out _);

    public Task<INodeLink> GetAsync(DcNode node, CancellationToken cancellationToken) => Task.FromResult<INodeLink>(new Link(this, node.Name));

    public Task CloseAsync(DcNode node) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in _agents.Values)
            await agent.DisposeAsync();
        _cloud.Delete(recursive: true);
    }

    private sealed class Link(FakeAgents owner, string node) : INodeLink
    {
        public Task<IRemoteProcess> StartAsync(string command, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Stream> ConnectSocketAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException();

        public async Task<Stream> ConnectTcpAsync(string host, int port, CancellationToken cancellationToken)
        {
            owner.Asked.Enqueue(node);
            if (!owner._agents.TryGetValue(node, out var agent))
                throw new DentropyException("RemotePortRefused", DentropyErrorCategory.ConnectionError, node, $"Node '{node}' did not connect.");
            var client = new TcpClient();
            await client.ConnectAsync(agent.EndPoint, cancellationToken);
            return client.GetStream();
        }
    }

    internal sealed class FakeAgent : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Func<string, int, byte[]?> _answer;
        private readonly bool _greets;
        private readonly ConcurrentBag<TcpClient> _clients = [];

        public FakeAgent(Func<string, int, byte[]?> answer, bool greets)
        {
            (_answer, _greets) = (answer, greets);
            _listener.Start();
            _ = AcceptAsync();
        }

        public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

        public ConcurrentQueue<string> Commands { get; } = new();

        /// <summary>The last body of each command.</summary>
        public ConcurrentDictionary<string, byte[]> Bodies { get; } = new(StringComparer.Ordinal);

        /// <summary>Sends something to all who are connected.</summary>
        public async Task SayAsync(byte[] what)
        {
            foreach (var client in _clients)
                await client.GetStream().WriteAsync(what);
        }

        /// <summary>Cuts all connections.</summary>
        public void Hang()
        {
            foreach (var client in _clients)
                client.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            _listener.Stop();
            Hang();
            return ValueTask.CompletedTask;
        }

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    var client = await _listener.AcceptTcpClientAsync();
                    _clients.Add(client);
                    _ = ServeAsync(client.GetStream());
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
            }
        }

        private async Task ServeAsync(NetworkStream stream)
        {
            try
            {
                using var reader = new MessagePackStreamReader(stream);
                while (await reader.ReadAsync(default) is { } header)
                {
                    var fields = SerfFields.Read(header);
                    var command = fields.Text("Command");
                    if (!s_bare.Contains(command))
                        Bodies[command] = (await reader.ReadAsync(default))!.Value.ToArray();
                    Commands.Enqueue(command);
                    var number = (int)fields.Number("Seq");
                    var answer = command is "handshake" && _greets ? Packed.Header(number) : _answer(command, number);
                    if (answer is null)
                        return;
                    await stream.WriteAsync(answer);
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
            }
        }
    }
}
