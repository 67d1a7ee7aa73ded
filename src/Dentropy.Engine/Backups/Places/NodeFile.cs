using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Backups.Places;

/// <summary>A backup in a folder of a node. A stretch is one command there, however long it is.</summary>
internal sealed class NodeFile(ILinkPool links, DcNode node, string folder, string name, string path, long length) : IBackupFile
{
    public string Name => name;

    public string Path => path;

    public long Length => length;

    public async Task<Stream> OpenReadAsync(long offset, long length, CancellationToken cancellationToken)
    {
        if (length == 0)
            return Stream.Null;
        var link = await links.GetAsync(node, cancellationToken).ConfigureAwait(false);
        var process = await link.StartAsync(NodeScripts.Read(folder, name, offset, length), cancellationToken).ConfigureAwait(false);
        return new Reader(process, node, path, length);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Reader(IRemoteProcess process, DcNode node, string path, long length) : AsyncStream
    {
        private readonly Task<string> _said = new StreamReader(process.StandardError).ReadToEndAsync(CancellationToken.None);
        private long _left = length;
        private bool _disposed;

        public override bool CanRead => true;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var wanted = (int)Math.Min(buffer.Length, _left);
            if (wanted == 0)
                return 0;
            try
            {
                var count = await process.StandardOutput.ReadAsync(buffer[..wanted], cancellationToken).ConfigureAwait(false);
                _left -= count;
                if (count > 0)
                    return count;
                var exit = await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
                return exit.ExitCode == 0 ? 0 : throw NodeAnswer.Failed(node, path, await _said.ConfigureAwait(false), exit);
            }
            catch (IOException e)
            {
                throw PlaceErrors.Unreachable(path, $"the link to node {node.Name} broke ({e.Message.TrimEnd('.')})", e);
            }
        }

        public override async ValueTask DisposeAsync()
        {
            if (!_disposed)
            {
                _disposed = true;
                await process.DisposeAsync().ConfigureAwait(false);
            }

            await base.DisposeAsync().ConfigureAwait(false);
        }
    }
}
