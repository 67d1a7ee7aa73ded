using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Peers.Tests.Edge.Dhcp;

/// <summary>Links that break, when that is asked for, in the middle of what the next command is sent: half of it is on its way when the ssh process ends.</summary>
internal sealed class CutLinkPool : ILinkPool
{
    private readonly SshLinkPool _links = new();
    private Func<Task>? _cut;

    /// <param name="until">What is waited for when half of it is sent.</param>
    public void CutNext(Func<Task> until) => _cut = until;

    public async Task<INodeLink> GetAsync(DcNode node, CancellationToken cancellationToken)
    {
        var link = await _links.GetAsync(node, cancellationToken);
        if (_cut is not { } until)
            return link;
        _cut = null;
        return new Link(link, until);
    }

    public Task CloseAsync(DcNode node) => _links.CloseAsync(node);

    public ValueTask DisposeAsync() => _links.DisposeAsync();

    private sealed class Link(INodeLink inner, Func<Task> until) : INodeLink
    {
        public async Task<IRemoteProcess> StartAsync(string command, CancellationToken cancellationToken) => new Process(await inner.StartAsync(command, cancellationToken), until);

        public Task<Stream> ConnectSocketAsync(string path, CancellationToken cancellationToken) => inner.ConnectSocketAsync(path, cancellationToken);

        public Task<Stream> ConnectTcpAsync(string host, int port, CancellationToken cancellationToken) => inner.ConnectTcpAsync(host, port, cancellationToken);
    }

    private sealed class Process(IRemoteProcess inner, Func<Task> until) : IRemoteProcess
    {
        public Stream StandardInput => new Half(inner.StandardInput, until);

        public Stream StandardOutput => inner.StandardOutput;

        public Stream StandardError => inner.StandardError;

        public Task<RemoteExit> WaitForExitAsync(CancellationToken cancellationToken) => inner.WaitForExitAsync(cancellationToken);

        public Task StopAsync() => inner.StopAsync();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Half(Stream inner, Func<Task> until) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await inner.WriteAsync(buffer[..(buffer.Length / 2)], cancellationToken);
            await inner.FlushAsync(cancellationToken);
            await until();
            foreach (var master in SshMasters.Mine())
                System.Diagnostics.Process.GetProcessById(master).Kill();
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
        }
    }
}
