using System.Net;
using Dentropy.Edge;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Edge.Dhcp;

/// <summary>Addresses that clients always get from nodes with dnsmasq. Gateways that share a range have the same reservations, so that any of them may answer.</summary>
/// <param name="store">The inventory. Its nodes tell the MAC address (<c>mac</c> in their metadata) and the address of a reservation of their name.</param>
/// <param name="links">Links to the nodes.</param>
public sealed class DhcpReservations(INodeStore store, ILinkPool links)
{
    private const string MacKey = "mac";

    private readonly DhcpCloud _cloud = new(store, links);

    /// <summary>The reservations of nodes.</summary>
    /// <param name="nodes">The nodes; none for those that the cloud has for it.</param>
    /// <param name="names">Names or wildcards; none for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException"><c>DhcpNodeNotFound</c>, <c>CloudFileInvalid</c>. What goes wrong on one node is among what is found.</exception>
    public IAsyncEnumerable<DhcpFound<DcDhcpReservation>> GetAsync(IReadOnlyList<DcNode> nodes, IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        _cloud.FindAsync<DcDhcpReservation>(
            nodes,
            async (node, token) =>
            {
                var state = await node.ReadAsync(token).ConfigureAwait(false);
                return [.. state.Files.Reservations.Where(entry => DhcpCloud.Like(names, entry.Name)).Select(entry => new DhcpFound<DcDhcpReservation>(node.Site.Node.Name, entry.Reservation! with { Cloud = store.Location }, null))];
            },
            cancellationToken);

    /// <summary>Works out what setting reservations comes to. Reads the nodes, and writes nothing.</summary>
    /// <param name="nodes">The nodes that give out addresses; none for those that the cloud has for it.</param>
    /// <param name="settings">The reservations. They must not be in each other's way either.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>A plan for each.</returns>
    /// <exception cref="DentropyException">
    /// <c>DhcpReservationInvalid</c>, <c>DhcpAddressOutside</c>, <c>DhcpAddressTaken</c>, <c>DhcpReservationDuplicate</c>, <c>DhcpNodeNotFound</c>,
    /// <c>DhcpFileInvalid</c>, and those of links.
    /// </exception>
    public async Task<IReadOnlyList<DhcpPlan>> PlanSetAsync(IReadOnlyList<DcNode> nodes, IReadOnlyList<DhcpReservationSettings> settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        foreach (var one in settings)
            DhcpRules.HostName(one.Name);
        var read = await DhcpCloud.ReadAsync(await _cloud.NodesAsync(nodes, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        var files = read.Select(one => one.State.Files).ToArray();
        var plans = new List<DhcpPlan>();
        foreach (var one in settings)
        {
            var node = await store.FindAsync(one.Name, cancellationToken).ConfigureAwait(false);
            var steps = new List<DhcpStep>();
            for (var at = 0; at < files.Length; at++)
            {
                var (server, state) = read[at];
                var before = files[at].Find(isRange: false, one.Name);
                var wanted = Reservation(one, before?.Reservation, node, server.Site.Node.Name);
                var step = DhcpStep.Of(wanted.Name, server, state, isRange: false, before, DhcpSyntax.Entry(wanted), now => DhcpRules.Check(wanted, now, state.Interfaces));
                step.Check(files[at]);
                files[at] = files[at].With(isRange: false, wanted.Name, step.After);
                steps.Add(step);
            }

            plans.Add(new DhcpPlan(one.Name, steps, inOrder: false));
        }

        return plans;
    }

    /// <summary>Works out what removing reservations comes to. Leases that are held stay until they end.</summary>
    /// <param name="nodes">The nodes; none for those that the cloud has for it. Those that do not have one are passed over.</param>
    /// <param name="names">Names.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException"><c>DhcpReservationNotFound</c>, <c>DhcpNodeNotFound</c>, <c>DhcpFileInvalid</c>, and those of links.</exception>
    public Task<IReadOnlyList<DhcpPlan>> PlanRemoveAsync(IReadOnlyList<DcNode> nodes, IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        _cloud.PlanRemoveAsync(nodes, isRange: false, names, cancellationToken);

    /// <summary>Does what plans say, all of a node at once. dnsmasq reads reservations anew without being started anew.</summary>
    /// <param name="plans">The plans.</param>
    /// <param name="cancellationToken">Ends the waiting; files that are being written are finished.</param>
    /// <returns>An outcome for each change.</returns>
    public IAsyncEnumerable<DhcpOutcome> ApplyAsync(IReadOnlyList<DhcpPlan> plans, CancellationToken cancellationToken) => DhcpApply.RunAsync(plans, cancellationToken);

    // What is not said stays; what is not there yet comes from the node of that name.
    private static DcDhcpReservation Reservation(DhcpReservationSettings settings, DcDhcpReservation? before, DcNode? node, string server)
    {
        var name = node?.Name ?? settings.Name;
        var macs = settings.MacAddress.Count > 0 ? settings.MacAddress : before?.MacAddress ?? (node?.Metadata.GetValueOrDefault(MacKey) ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        if (macs.Count == 0)
            throw Wrong(name, $"The MAC address of {name} is not known. Say it, or write it into the node's metadata: Set-DcNode {name} -Metadata @{{ {MacKey} = 'dc:a6:32:01:02:03' }}.");
        var spelled = macs.Select(mac => MacAddress.Read(mac) ?? throw Wrong(name, $"'{Shown.Text(mac)}' is no MAC address that a machine can have, such as dc:a6:32:01:02:03.")).Distinct(StringComparer.Ordinal).ToList();
        var addresses = settings.Address.Select(text => NetworkAddress.Read(text) ?? throw Wrong(name, $"'{Shown.Text(text)}' is no IP address.")).ToList();
        if (addresses.Count == 0)
            addresses = [.. new[] { before?.Address, before?.Address6 }.Select(NetworkAddress.Read).OfType<IPAddress>()];
        if (addresses.Count == 0 && NetworkAddress.Read(node?.Address) is { } own)
            addresses = [own];
        if (addresses.Count == 0)
            throw Wrong(name, $"No address is said for {name}, and no node of that name has one in the inventory. Say it.");
        if (addresses.GroupBy(NetworkAddress.Is6).Any(family => family.Count() > 1))
            throw Wrong(name, $"{name} can have one IPv4 address and one IPv6 address, and these are {string.Join(", ", addresses)}.");
        return new DcDhcpReservation
        {
            Name = name,
            MacAddress = spelled,
            Address = addresses.Find(address => !NetworkAddress.Is6(address))?.ToString(),
            Address6 = addresses.Find(NetworkAddress.Is6)?.ToString(),
            Node = server,
        };
    }

    private static DentropyException Wrong(string name, string problem) => DhcpErrors.Invalid("DhcpReservationInvalid", name, problem);
}
