using System.Collections.Concurrent;
using System.Globalization;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport.Local;
using Dentropy.Engine.Transport.Ssh;
using Dentropy.Nodes;

namespace Dentropy.Engine.Transport;

/// <summary>
/// Warm links to any number of nodes. Each node has at most one link; it is made on first use, shared by all who ask for it,
/// and made anew after it was lost. <c>localhost</c> needs none.
/// </summary>
public sealed class SshLinkPool : ILinkPool, ILoginProof, IHostProof
{
    private readonly LinkOptions _options;
    private readonly ConcurrentDictionary<LinkKey, LinkEntry> _entries = new();
    private readonly SemaphoreSlim _handshakes;
    private readonly Lazy<DirectoryInfo> _controlFolder = new(() => Directory.CreateTempSubdirectory("dentropy-"));
    private int _lastSocket;
    private volatile bool _disposed;

    /// <summary>Makes an empty pool.</summary>
    /// <param name="options">How links are made; null for the defaults.</param>
    public SshLinkPool(LinkOptions? options = null)
    {
        _options = (options ?? new LinkOptions()) with { DefaultsFile = new Lazy<string?>(() => SshDefaults.Write(_controlFolder.Value.FullName)) };
        _handshakes = new SemaphoreSlim(_options.ParallelHandshakes);
    }

    /// <inheritdoc/>
    public async Task<INodeLink> GetAsync(DcNode node, CancellationToken cancellationToken) => node.IsLocal
        ? LocalLink.Instance
        : new RenewingLink(this, node, await GetLinkAsync(node, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public async Task CloseAsync(DcNode node)
    {
        if (_entries.TryRemove(LinkKey.Of(node), out var entry))
        {
            await entry.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Closes every link; no process is left.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await Task.WhenAll(_entries.Values.Select(entry => entry.DisposeAsync().AsTask())).ConfigureAwait(false);
        _entries.Clear();
        if (_controlFolder.IsValueCreated && _controlFolder.Value.Exists)
        {
            _controlFolder.Value.Delete(recursive: true);
        }

        _handshakes.Dispose();
    }

    /// <inheritdoc/>
    public async Task<string?> ProveLoginAsync(DcNode node, string? onlyKey, CancellationToken cancellationToken)
    {
        if (onlyKey is null)
            IdentityFiles.ThrowIfMissing(node);
        var proxy = await ProxyAsync(node, cancellationToken).ConfigureAwait(false);
        return await FreshLogin.ProveAsync(node, _options, proxy, onlyKey, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<HostNames> NamesAsync(DcNode node, CancellationToken cancellationToken) => KnownName.OfAsync(node, _options, cancellationToken);

    /// <inheritdoc/>
    public async Task ProveHostAsync(DcNode node, IReadOnlyList<string> lines, string? algorithms, CancellationToken cancellationToken)
    {
        IdentityFiles.ThrowIfMissing(node);
        var proxy = await ProxyAsync(node, cancellationToken).ConfigureAwait(false);
        await FreshLogin.ProveHostAsync(node, _options, proxy, lines, algorithms, cancellationToken).ConfigureAwait(false);
    }

    internal async Task<HostKey> GatherHostKeyAsync(DcNode node, CancellationToken cancellationToken)
    {
        var proxy = await ProxyAsync(node, cancellationToken).ConfigureAwait(false);
        return await HostKeyProbe.GatherAsync(node, _options, proxy, cancellationToken).ConfigureAwait(false);
    }

    internal async Task<IPooledLink> GetLinkAsync(DcNode node, CancellationToken cancellationToken)
    {
        while (true)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var key = LinkKey.Of(node);
            var entry = _entries.GetOrAdd(key, _ => new LinkEntry(token => ConnectAsync(node, token)));
            try
            {
                if (await entry.WaitAsync(cancellationToken).ConfigureAwait(false) is { IsOpen: true } link)
                {
                    return link;
                }
            }
            catch (DentropyException)
            {
                _entries.TryRemove(KeyValuePair.Create(key, entry));
                throw;
            }

            // The attempt was given up by others, or the link was lost since: the next round makes a new one.
            _entries.TryRemove(KeyValuePair.Create(key, entry));
            await entry.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<IPooledLink> ConnectAsync(DcNode node, CancellationToken cancellationToken)
    {
        IdentityFiles.ThrowIfMissing(node);
        var proxy = await ProxyAsync(node, cancellationToken).ConfigureAwait(false);
        await _handshakes.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _options.UseControlSockets
                ? await SshMaster.ConnectAsync(node, _options, NextControlPath(), proxy, cancellationToken).ConfigureAwait(false)
                : await SshProcessLink.ConnectAsync(node, _options, proxy, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _handshakes.Release();
        }
    }

    private async Task<string?> ProxyAsync(DcNode node, CancellationToken cancellationToken)
    {
        if (await JumpHosts.LastHopAsync(node, cancellationToken).ConfigureAwait(false) is not { } hop)
        {
            return null;
        }

        // Through our own link to the jump host: one login there, however many nodes are behind it, and its errors are its own.
        var link = await GetLinkAsync(hop, cancellationToken).ConfigureAwait(false);
        return link.ProxyCommand;
    }

    private string NextControlPath() =>
        Path.Combine(_controlFolder.Value.FullName, Interlocked.Increment(ref _lastSocket).ToString(CultureInfo.InvariantCulture));
}
