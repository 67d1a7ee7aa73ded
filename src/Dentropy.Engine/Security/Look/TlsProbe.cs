using System.Buffers.Binary;
using System.Net;
using Dentropy.Certificates;
using Dentropy.Engine.Certificates.Inspection;
using Dentropy.Engine.Cluster;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Security.Look;

/// <summary>Asks ports of a node for their certificates, over its link: so also those that are not reached from here. Nothing but a handshake is sent.</summary>
internal static class TlsProbe
{
    private const int AtOnce = 8;
    private const int MostPorts = 64;
    private const int PostgreSql = 5432;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);

    public static async Task<NodeTls> RunAsync(INodeLink link, DcNode node, IReadOnlyList<ListeningSocket> sockets, CertificateInspection inspection, CancellationToken cancellationToken)
    {
        var shown = new Dictionary<int, DcCertificate>();
        var unasked = new List<(int, string)>();
        var ports = sockets.DistinctBy(socket => socket.Port).ToList();
        foreach (var left in ports.Skip(MostPorts))
            unasked.Add((left.Port, "it has more open ports than are asked"));
        await foreach (var (port, listing) in FanOut.RunAsync(ports.Take(MostPorts).ToList(), AtOnce, AskAsync, cancellationToken).ConfigureAwait(false))
        {
            if (listing.Certificate is { } certificate)
                shown[port] = certificate;
            else if (listing.Failure is { ErrorId: not ("CertificateEndpointNoTls" or "CertificateEndpointTimeout" or "CertificateEndpointUnreachable") } failure)
                unasked.Add((port, failure.Message));
        }

        return new NodeTls(shown, unasked);

        async Task<(int Port, CertificateListing Listing)> AskAsync(ListeningSocket socket, CancellationToken token) =>
            (socket.Port, await inspection.PortAsync(node, socket.Port, connecting => ConnectAsync(link, node, socket, connecting), s_limit, token).ConfigureAwait(false));
    }

    private static async Task<Stream> ConnectAsync(INodeLink link, DcNode node, ListeningSocket socket, CancellationToken cancellationToken)
    {
        var host = socket.Address.Equals(IPAddress.Any) ? IPAddress.Loopback : socket.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : socket.Address;
        var stream = await link.ConnectPortAsync(node.Name, host.ToString(), socket.Port, cancellationToken).ConfigureAwait(false);
        if (socket.Port == PostgreSql)
            await BeginPostgreSqlAsync(stream, cancellationToken).ConfigureAwait(false);
        return stream;
    }

    // PostgreSQL's protocol, "SSL Session Encryption": a request of eight bytes, and S where it goes on with TLS.
    private static async Task BeginPostgreSqlAsync(Stream stream, CancellationToken cancellationToken)
    {
        var request = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(request, request.Length);
        BinaryPrimitives.WriteInt32BigEndian(request.AsSpan(4), 80877103);
        await stream.WriteAsync(request, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (await stream.ReadAsync(request.AsMemory(0, 1), cancellationToken).ConfigureAwait(false) != 1 || request[0] != 'S')
            throw new IOException("the server has no TLS");
    }
}
