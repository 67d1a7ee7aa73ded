using System.Globalization;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Backups.Places;

/// <summary>
/// A backup on its way into a node's folder. One command there takes the bytes and says when they are safe on the disk; a second one gives
/// the file its name. So a link that is cut, which looks like the end of the input over there, never leaves half a backup under a whole one's name.
/// </summary>
internal sealed class NodeUpload : BackupUpload
{
    private readonly INodeLink _link;
    private readonly DcNode _node;
    private readonly string _folder;
    private readonly string _name;
    private readonly string _temporary;
    private readonly IRemoteProcess _process;
    private readonly StreamReader _output;
    private readonly Task<string> _said;
    private readonly Writer _stream;
    private bool _committed;
    private bool _disposed;

    private NodeUpload(INodeLink link, DcNode node, string folder, string name, string temporary, string path, IRemoteProcess process)
    {
        (_link, _node, _folder, _name, _temporary, Path, _process) = (link, node, folder, name, temporary, path, process);
        _output = new StreamReader(process.StandardOutput);
        _said = new StreamReader(process.StandardError).ReadToEndAsync(CancellationToken.None);
        _stream = new Writer(this);
    }

    public override string Path { get; }

    public override Stream Stream => _stream;

    public static async Task<NodeUpload> StartAsync(INodeLink link, DcNode node, string folder, string name, string path, CancellationToken cancellationToken)
    {
        var temporary = $".{name}.{Guid.NewGuid().ToString("N")[..8]}.partial";
        var process = await link.StartAsync(NodeScripts.Receive(folder, name, temporary), cancellationToken).ConfigureAwait(false);
        var upload = new NodeUpload(link, node, folder, name, temporary, path, process);
        try
        {
            // The file is there and can be written; what cannot be is said before a single byte is sent.
            if (await upload._output.ReadLineAsync(cancellationToken).ConfigureAwait(false) is not "ready")
                throw await upload.EndedAsync(cancellationToken).ConfigureAwait(false);
            return upload;
        }
        catch
        {
            await upload.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public override async Task CommitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _process.StandardInput.DisposeAsync().ConfigureAwait(false);
            var answer = await _output.ReadLineAsync(cancellationToken).ConfigureAwait(false) ?? throw await EndedAsync(cancellationToken).ConfigureAwait(false);
            if (!string.Equals(answer, _stream.Length.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))
                throw PlaceErrors.NotWritable(Path, $"{_stream.Length} bytes were sent and {answer} arrived", cause: null);
        }
        catch (IOException)
        {
            throw await EndedAsync(cancellationToken).ConfigureAwait(false);
        }

        await NodeAnswer.RunAsync(_link, _node, NodeScripts.Commit(_folder, _name, _temporary), Path, cancellationToken).ConfigureAwait(false);
        _committed = true;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (!_committed)
        {
            try
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
                await _process.StopAsync().WaitAsync(limit.Token).ConfigureAwait(false);
                await NodeAnswer.RunAsync(_link, _node, NodeScripts.Abandon(_folder, _temporary), Path, limit.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is DentropyException or IOException or OperationCanceledException)
            {
                // The link is gone, which is why we are here; over there the script removes the file by itself.
            }
        }

        await _process.DisposeAsync().ConfigureAwait(false);
    }

    // Why the script ended before it should have.
    private async Task<DentropyException> EndedAsync(CancellationToken cancellationToken)
    {
        var exit = await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return NodeAnswer.Failed(_node, Path, await _said.WaitAsync(cancellationToken).ConfigureAwait(false), exit);
    }

    private sealed class Writer(NodeUpload upload) : AsyncStream
    {
        private long _length;

        public override bool CanWrite => true;

        public override long Length => _length;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                await upload._process.StandardInput.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
                _length += buffer.Length;
            }
            catch (IOException)
            {
                // The script has ended and has said why: its disk is full, for instance.
                throw await upload.EndedAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
