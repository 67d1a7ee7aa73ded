using System.Net;
using Dentropy.Edge;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Edge.Dhcp;

/// <summary>Addresses that clients have now, as dnsmasq keeps them in its file.</summary>
/// <param name="store">The inventory.</param>
/// <param name="links">Links to the nodes.</param>
public sealed class DhcpLeases(INodeStore store, ILinkPool links)
{
    private readonly DhcpCloud _cloud = new(store, links);

    /// <summary>The leases of nodes. A line of the file that cannot be understood is a failure of its own, and the others are found.</summary>
    /// <param name="nodes">The nodes; none for those that the cloud has for it.</param>
    /// <param name="names">Names of clients or wildcards; none for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException">
    /// <c>DhcpNodeNotFound</c>, <c>CloudFileInvalid</c>. Among what is found: <c>DhcpLeaseFileInvalid</c>, <c>DhcpLeaseFileNotFound</c>, and those of links.
    /// </exception>
    public IAsyncEnumerable<DhcpFound<DcDhcpLease>> GetAsync(IReadOnlyList<DcNode> nodes, IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        _cloud.FindAsync<DcDhcpLease>(
            nodes,
            async (node, token) =>
            {
                var read = await node.ReadLeasesAsync(token).ConfigureAwait(false);
                var name = node.Site.Node.Name;
                return
                [
                    .. DhcpLeaseFile.Read(read.Text, name, store.Location)
                        .Where(line => line.Lease is null || DhcpCloud.Like(names, line.Lease.Hostname))
                        .Select(line => new DhcpFound<DcDhcpLease>(name, line.Lease is { } lease ? Whole(lease, read.State.Files) : null, line.Problem is { } problem ? DhcpErrors.LeaseLine(name, read.Path, line.Line, problem) : null)),
                ];
            },
            cancellationToken);

    private static DcDhcpLease Whole(DcDhcpLease lease, DhcpFiles files)
    {
        var address = IPAddress.Parse(lease.Address);
        return lease with
        {
            Reserved = files.Reservations.Any(entry => entry.Reservation!.Address == lease.Address || entry.Reservation.Address6 == lease.Address),
            Range = files.Ranges.Select(entry => entry.Range!).FirstOrDefault(range => IPNetwork.Parse(range.Network).Contains(address) && Within(range, address))?.Name,
        };
    }

    private static bool Within(DcDhcpRange range, IPAddress address) =>
        NetworkAddress.Number(IPAddress.Parse(range.From)) <= NetworkAddress.Number(address) && NetworkAddress.Number(address) <= NetworkAddress.Number(IPAddress.Parse(range.To));
}
