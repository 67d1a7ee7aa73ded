using System.Runtime.CompilerServices;
using Dentropy.Engine.Cluster;
using Dentropy.Engine.Transport;
using Dentropy.Engine.Transport.Ssh;
using Dentropy.Nodes;
using Dentropy.Provisioning;

namespace Dentropy.Engine.Provisioning.Keys.Hosts;

/// <summary>Host keys of nodes, told over links that are already verified.</summary>
/// <param name="links">Links to nodes.</param>
/// <param name="hosts">Proves what a node shows.</param>
public sealed class NodeHostKeys(ILinkPool links, IHostProof hosts)
{
    /// <summary>The host keys of nodes, and those that are trusted for them.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="throttle">Nodes at a time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>For each node, as they answer, its keys, or what went wrong.</returns>
    public IAsyncEnumerable<(DcNode Node, IReadOnlyList<DcHostKey> Keys, DentropyException? Failure)> ListAsync(IReadOnlyList<DcNode> nodes, int throttle, CancellationToken cancellationToken)
    {
        return FanOut.RunAsync(Distinct(nodes), Limit(throttle), ListOneAsync, cancellationToken);

        async Task<(DcNode, IReadOnlyList<DcHostKey>, DentropyException?)> ListOneAsync(DcNode node, CancellationToken token)
        {
            try
            {
                if (node.IsLocal)
                    throw HostKeyErrors.Local();
                var names = await hosts.NamesAsync(node, token).ConfigureAwait(false);
                var served = await new SshdHost(links, node).ReadAsync(names.Known, token).ConfigureAwait(false);
                IReadOnlyList<HostKey> known = node.Cloud is { Length: > 0 } cloud ? await KnownHostsFile.FindAsync(HostKeys.FileIn(cloud), names.Known, token).ConfigureAwait(false) : [];
                return (node, [.. Records(node, names.Known, served, known)], null);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                return (node, [], ProvisionErrors.Of(node.Name, e));
            }
        }
    }

    /// <summary>
    /// Adds every host key of nodes to the cloud's <c>known_hosts</c>. With <see cref="HostKeySettings.New"/> a node makes new ones first: they are known before sshd shows them, a login
    /// that trusts each of them alone has to work, and only then do the old ones go.
    /// </summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="settings">How.</param>
    /// <param name="cancellationToken">Ends it between two steps; the keys that sshd shows are known at any time.</param>
    /// <returns>A record for each node as they are done; each node's error is in its record.</returns>
    /// <exception cref="DentropyException"><c>InvalidLimit</c>: nothing was done anywhere.</exception>
    public async IAsyncEnumerable<DcHostKeyChange> UpdateAsync(IReadOnlyList<DcNode> nodes, HostKeySettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.ProofTimeout < TimeSpan.FromSeconds(1))
            throw ProvisionErrors.Settings("ProofTimeout", "is less than a second");
        await foreach (var change in FanOut.RunAsync(Distinct(nodes), Limit(settings.ThrottleLimit), (node, token) => new HostKeyUpdate(links, hosts, node, settings).RunAsync(token), cancellationToken).ConfigureAwait(false))
            yield return change;
    }

    internal static int Limit(int throttle) => throttle >= 1 ? throttle : throw ProvisionErrors.Settings("ThrottleLimit", "is less than 1");

    internal static IReadOnlyList<DcNode> Distinct(IReadOnlyList<DcNode> nodes) => [.. nodes.DistinctBy(node => node.Name, StringComparer.Ordinal)];

    private static IEnumerable<DcHostKey> Records(DcNode node, string host, IReadOnlyList<ServedKey> served, IReadOnlyList<HostKey> known)
    {
        foreach (var one in served)
        {
            yield return Record(node, host, one.Key, known.Any(key => key.Blob == one.Key.Blob)) with
            {
                Path = one.Path,
                OnNode = true,
                CertifiedUntil = one.Certificate?.Until,
                CertifiedNames = one.Certificate?.Principals ?? [],
            };
        }

        foreach (var old in known.Where(key => served.All(one => one.Key.Blob != key.Blob)).DistinctBy(key => key.Blob, StringComparer.Ordinal))
            yield return Record(node, host, old, known: true);
    }

    private static DcHostKey Record(DcNode node, string host, HostKey key, bool known) => new()
    {
        Node = node.Name,
        Cloud = node.Cloud,
        Host = host,
        Type = key.Type,
        Bits = ServedKey.Bits(key),
        Fingerprint = key.Fingerprint,
        Known = known,
    };
}
