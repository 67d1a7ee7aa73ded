using System.Collections.Concurrent;
using System.Text;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Tests.Nodes;

/// <summary>Nodes that exist in memory: they go down when asked, and come back when they have been looked for some times.</summary>
internal sealed class FakeNodes : ILinkPool
{
    private readonly ConcurrentDictionary<string, FakeNode> _nodes = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public int MostDown { get; private set; }

    public List<string> Requests { get; } = [];

    public FakeNode this[string name] => _nodes.GetOrAdd(name, _ => new FakeNode());

    public Task<INodeLink> GetAsync(DcNode node, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var fake = this[node.Name];
            return fake.Look() ? Task.FromResult<INodeLink>(new FakeLink(this, node.Name, fake)) : throw Error(fake.ConnectError, node.Name);
        }
    }

    public Task CloseAsync(DcNode node)
    {
        this[node.Name].Closed++;
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static DentropyException Error(string id, string node) => new(id, DentropyErrorCategory.ConnectionError, node, id);

    private string Answer(string name, FakeNode node, string command)
    {
        lock (_gate)
        {
            var boot = $"boot-{node.Boots}";
            if (command.Contains("busybox", StringComparison.Ordinal))
            {
                Requests.Add(name);
                if (node.Refusal is { } refusal)
                {
                    return $"boot {boot}\nrefused {refusal}\n";
                }

                node.GoDown();
                MostDown = Math.Max(MostDown, _nodes.Values.Count(other => other.IsAway));
                return $"boot {boot}\ntry reboot\n" + (node.DiesSilently ? "" : "taken\n");
            }

            return boot + "\n";
        }
    }

    internal sealed class FakeNode
    {
        private int _looksUntilDown;
        private int _looksUntilUp;
        private bool _goes;

        public int Boots { get; private set; } = 1;

        public int Closed { get; set; }

        public int StaysUpFor { get; init; } = 1;

        /// <summary>Attempts to connect that fail before the node is back; -1 for ever.</summary>
        public int StaysDownFor { get; set; } = 2;

        public string? Refusal { get; set; }

        public bool DiesSilently { get; set; }

        public string ConnectError { get; set; } = "NodeUnreachable";

        public bool IsDown { get; set; }

        public bool IsAway => _goes || IsDown;

        public void GoDown()
        {
            _goes = true;
            _looksUntilDown = StaysUpFor;
            _looksUntilUp = StaysDownFor;
        }

        public bool Look()
        {
            if (!_goes)
            {
                return !IsDown;
            }

            if (_looksUntilDown-- > 0)
            {
                return true;
            }

            if (StaysDownFor < 0 || _looksUntilUp-- > 0)
            {
                return false;
            }

            _goes = false;
            Boots++;
            return true;
        }
    }

    private sealed class FakeLink(FakeNodes nodes, string name, FakeNode node) : INodeLink
    {
        public Task<IRemoteProcess> StartAsync(string command, CancellationToken cancellationToken) =>
            Task.FromResult<IRemoteProcess>(new FakeProcess(nodes.Answer(name, node, command), node.DiesSilently));

        public Task<Stream> ConnectSocketAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Stream> ConnectTcpAsync(string host, int port, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class FakeProcess(string output, bool dies) : IRemoteProcess
    {
        public Stream StandardInput { get; } = new MemoryStream();

        public Stream StandardOutput { get; } = new MemoryStream(Encoding.UTF8.GetBytes(output));

        public Stream StandardError { get; } = new MemoryStream();

        public Task<RemoteExit> WaitForExitAsync(CancellationToken cancellationToken) => dies && output.Contains("try", StringComparison.Ordinal)
            ? throw Error("LinkLost", "")
            : Task.FromResult(new RemoteExit(output.Contains("refused", StringComparison.Ordinal) ? 1 : 0, Signal: null));

        public Task StopAsync() => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
