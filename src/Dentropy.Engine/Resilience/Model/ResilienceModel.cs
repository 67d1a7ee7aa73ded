using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Resilience.Facts;
using Dentropy.Nodes;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Model;

/// <summary>
/// Makes the model of a cloud from the inventory: fields of nodes (<c>switch</c>, <c>power</c>, <c>site</c>), and <c>topology:</c> and <c>services:</c> of
/// <c>cloud.yaml</c>, whose keys about_Dentropy_Resilience lists. What is not described and has to be assumed is a note of the model.
/// </summary>
public static class ResilienceModel
{
    /// <summary>Reads the inventory and makes the model.</summary>
    /// <param name="store">The inventory.</param>
    /// <param name="facts">What looks how the cloud is now; null to go by the files alone.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DentropyException">
    /// <c>NoServices</c>: none is described. <c>CloudFileInvalid</c>, <c>PartNotFound</c>, <c>ServiceNotFound</c>, <c>ServiceNeedTooHigh</c>, <c>ResilienceCycle</c>,
    /// <c>NodeNotFound</c>, <c>NoNodeMatches</c>: something in the files is wrong, and the message names file and line. <c>CloudFileUnreadable</c>, <c>NodeFileInvalid</c>,
    /// <c>NodeFileUnreadable</c>, <c>InventoryUnreadable</c>: a file cannot be read, and a model without what is in it would be wrong.
    /// </exception>
    public static async Task<CloudModel> ReadAsync(INodeStore store, IResilienceFacts? facts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var cloud = store.Location;
        var entries = await ServiceReader.ReadAsync(cloud, cancellationToken).ConfigureAwait(false);
        var topology = await TopologyReader.ReadAsync(cloud, cancellationToken).ConfigureAwait(false);
        var places = await DnsPlaceInfo.ReadAsync(cloud, cancellationToken).ConfigureAwait(false);
        var listing = await store.ReadAllAsync(cancellationToken).ConfigureAwait(false);
        if (listing.Faults.Count > 0)
            throw listing.Faults[0].Error;

        var nodes = new NodeTable(cloud, listing.Nodes);
        var network = NetworkBuilder.Build(topology, nodes);
        var seen = facts is null ? null : await facts.ObserveAsync(new FactsQuestion(cloud, listing.Nodes, AppsOf(entries)), cancellationToken).ConfigureAwait(false);
        var services = new ServiceBuilder(nodes, network, places, seen).Build(entries);
        foreach (var note in seen?.Notes ?? [])
            network.Warn(note);
        network.Down.AddRange((seen?.DownNodes ?? []).Select(nodes.Find).OfType<DcNode>().Select(NodeTable.Part));
        return new CloudModel(network.Parts, network.Edges, services)
        {
            Cloud = cloud,
            Down = [.. network.Down.Distinct()],
            Notes = [.. network.Notes.Distinct(StringComparer.Ordinal)],
            Warnings = [.. network.Warnings.Distinct(StringComparer.Ordinal)],
        };
    }

    /// <summary>Names of the services and parts of a cloud, from its files alone.</summary>
    /// <param name="store">The inventory.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DentropyException">As for <see cref="ReadAsync"/>.</exception>
    public static async Task<(IReadOnlyList<string> Services, IReadOnlyList<DcPart> Parts)> NamesAsync(INodeStore store, CancellationToken cancellationToken)
    {
        var model = await ReadAsync(store, facts: null, cancellationToken).ConfigureAwait(false);
        return ([.. model.Services.Where(service => service.Name != ServiceBuilder.Users).Select(service => service.Name)], [.. model.Parts.Where(part => !part.NeverFails).Select(part => part.Part)]);
    }

    private static HashSet<string> AppsOf(IReadOnlyList<ServiceEntry> entries) => entries.Select(entry => entry.App).OfType<string>().ToHashSet(StringComparer.Ordinal);
}
