using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>The client of one node, made by the first who asks.</summary>
internal sealed class EngineSlot(DcNode node, ILinkPool links) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _turn = new(1);
    private DockerClient? _client;
    private long _answered;

    public async Task<DockerClient> GetAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_client is null || TimeProvider.System.GetElapsedTime(_answered) > Fresh)
            {
                _client = await MeetAsync(cancellationToken).ConfigureAwait(false);
                _answered = TimeProvider.System.GetTimestamp();
            }

            return _client;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _client?.Http.Dispose();
        _turn.Dispose();
    }

    // An engine that was upgraded meanwhile may speak another version of the API.
    private async Task<DockerClient> MeetAsync(CancellationToken cancellationToken)
    {
        var http = _client?.Http ?? new DockerHttp(node, await EngineDialer.FindAsync(node, links, cancellationToken).ConfigureAwait(false));
        try
        {
            var json = await http.VersionAsync(AnswerLimit, cancellationToken).ConfigureAwait(false);
            var facts = EngineFacts.Of(node.Name, json);
            if (_client?.Facts == facts)
            {
                return _client;
            }

            http.ApiVersion = facts.Spoken.ToString();
            return new DockerClient(http, facts, DockerEndpoint.Of(node).SocketPath is null ? null : links);
        }
        catch
        {
            if (_client is null)
            {
                http.Dispose();
            }

            throw;
        }
    }
}
