using Dentropy.Nodes;

namespace Dentropy.Engine.Transport.Ssh;

/// <summary>A link that is made anew, once, when it turns out dead before anything was sent over it: a node that rebooted since the last command.</summary>
internal sealed class RenewingLink(SshLinkPool pool, DcNode node, IPooledLink link) : INodeLink
{
    private IPooledLink _link = link;

    public Task<IRemoteProcess> StartAsync(string command, CancellationToken cancellationToken) =>
        OnLiveLinkAsync(current => current.StartAsync(command, cancellationToken), cancellationToken);

    public Task<Stream> ConnectSocketAsync(string path, CancellationToken cancellationToken) =>
        OnLiveLinkAsync(current => current.ConnectSocketAsync(path, cancellationToken), cancellationToken);

    public Task<Stream> ConnectTcpAsync(string host, int port, CancellationToken cancellationToken) =>
        OnLiveLinkAsync(current => current.ConnectTcpAsync(host, port, cancellationToken), cancellationToken);

    private async Task<T> OnLiveLinkAsync<T>(Func<IPooledLink, Task<T>> use, CancellationToken cancellationToken)
    {
        try
        {
            return await use(_link).ConfigureAwait(false);
        }
        catch (LinkUnusableException)
        {
            _link = await pool.GetLinkAsync(node, cancellationToken).ConfigureAwait(false);
            return await use(_link).ConfigureAwait(false);
        }
    }
}
