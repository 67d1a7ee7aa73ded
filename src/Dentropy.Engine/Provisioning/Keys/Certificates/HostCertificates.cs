using System.Runtime.CompilerServices;
using Dentropy.Engine.Cluster;
using Dentropy.Engine.Provisioning.Keys.Hosts;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Dentropy.Provisioning;

namespace Dentropy.Engine.Provisioning.Keys.Certificates;

/// <summary>Certificates of hosts: signed here from public keys that were gathered over verified links, installed on the nodes, and proved.</summary>
/// <param name="links">Links to nodes.</param>
/// <param name="hosts">Proves what a node shows.</param>
public sealed class HostCertificates(ILinkPool links, IHostProof hosts)
{
    /// <summary>
    /// Certifies every host key of nodes. The certificates stay only where a new login works that trusts the authority and nothing else; after that the cloud's <c>known_hosts</c> trusts it for
    /// the node's names.
    /// </summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="settings">How.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    /// <returns>For each node, as they are done, its certificates, or what went wrong.</returns>
    /// <exception cref="DentropyException">
    /// <c>ValidForInvalid</c>, <c>SshCertificateInvalid</c>, <c>CaKeyNotFound</c>, <c>CaKeyUnreadable</c>, <c>CaKeyLocked</c>, <c>InvalidLimit</c>: nothing was done anywhere.
    /// </exception>
    public async IAsyncEnumerable<(DcNode Node, IReadOnlyList<DcSshCertificate> Certificates, DentropyException? Failure)> SignAsync(
        IReadOnlyList<DcNode> nodes, HostCertificateSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.ProofTimeout < TimeSpan.FromSeconds(1))
            throw ProvisionErrors.Settings("ProofTimeout", "is less than a second");
        var validFor = CertificateValidity.Parse(settings.ValidFor);
        new CertificateRequest(DcSshCertificateKind.Host, "", "host", ["host", .. settings.Principals], validFor).Checked();
        var ca = await CaKey.OpenAsync(settings.CaKey, cancellationToken).ConfigureAwait(false);
        await foreach (var done in FanOut.RunAsync(
            NodeHostKeys.Distinct(nodes), NodeHostKeys.Limit(settings.ThrottleLimit), (node, token) => new HostCertification(links, hosts, node, ca, settings, validFor).RunAsync(token), cancellationToken).ConfigureAwait(false))
            yield return done;
    }
}
