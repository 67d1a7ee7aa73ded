using Dentropy.Cluster;
using Dentropy.Engine.Cluster.Serf;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Resilience.Facts;

/// <summary>Asks Serf which nodes do not work now: members that have failed.</summary>
/// <param name="store">The inventory.</param>
/// <param name="agents">The agents.</param>
public sealed class SerfFacts(INodeStore store, SerfAgents agents) : IResilienceFacts
{
    /// <inheritdoc/>
    public async Task<ResilienceFacts> ObserveAsync(FactsQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        if (await CloudFile.ReadAsync(store.Location, "serf", cancellationToken).ConfigureAwait(false) is null)
            return new ResilienceFacts { Notes = ["Nobody was asked which nodes work now, since cloud.yaml has no serf: section; all are taken to."] };
        try
        {
            var client = await agents.OpenAsync(store, [], cancellationToken).ConfigureAwait(false);
            await using (client.ConfigureAwait(false))
                return Read(question, await client.MembersAsync(filter: null, cancellationToken).ConfigureAwait(false));
        }
        catch (DentropyException e)
        {
            return new ResilienceFacts { Notes = [$"Serf could not be asked which nodes work now, so all are taken to: {e.Message}"] };
        }
    }

    /// <summary>What the members of a cluster say.</summary>
    internal static ResilienceFacts Read(FactsQuestion question, IReadOnlyList<SerfMember> members)
    {
        var byName = question.Nodes.ToDictionary(node => node.Name, node => node.Name, StringComparer.OrdinalIgnoreCase);
        var byAddress = question.Nodes.Where(node => node.Address is not null).ToLookup(node => node.Address!, node => node.Name, StringComparer.OrdinalIgnoreCase);
        var (down, gone, strange) = (new List<string>(), new List<string>(), new List<string>());
        foreach (var member in members.Where(member => member.Status is DcMemberStatus.Failed or DcMemberStatus.Left))
        {
            var node = byName.GetValueOrDefault(member.Name) ?? byAddress[member.Address].FirstOrDefault();
            if (node is null)
                strange.Add(member.Name);
            else
                (member.Status == DcMemberStatus.Failed ? down : gone).Add(node);
        }

        var notes = new List<string>();
        if (gone.Count > 0)
            notes.Add($"{NodeSet.Fold(gone)} left the Serf cluster in order, which does not say that they do not work: they are taken to.");
        if (strange.Count > 0)
            notes.Add($"Members of the Serf cluster that are no nodes of the inventory do not work or have left: {string.Join(", ", strange.Order(NodeNameOrder.Instance))}.");
        return new ResilienceFacts { DownNodes = down, Notes = notes };
    }
}
