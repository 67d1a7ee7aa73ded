using Dentropy.Cluster;
using Dentropy.Engine.Cluster.Serf.Install;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Cluster.Serf.Keys;

/// <summary>The keys of a cluster as its members tell over Serf, and as their keyring files on the nodes have them. Serf tells only how many have a key, the files tell who.</summary>
internal sealed record SerfKeySurvey
{
    private const int AtOnce = 32;

    /// <summary>Names of the members that are alive.</summary>
    public required IReadOnlyList<string> Alive { get; init; }

    /// <summary>Who should be there and is not: name and why.</summary>
    public required IReadOnlyDictionary<string, string> Missing { get; init; }

    /// <summary>What the members say.</summary>
    public required SerfKeyResult Told { get; init; }

    /// <summary>Keys of each node that could be looked at, the one that it sends with first.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<SerfKey>> Files { get; init; }

    /// <summary>Whether all members have answered.</summary>
    public bool IsComplete => Told.Complete && Told.Members == Alive.Count;

    /// <summary>Keys that any member has.</summary>
    public IReadOnlyList<SerfKey> Keys =>
        [.. Told.Keys.Keys.Select(SerfKey.Parse).OfType<SerfKey>().Concat(Files.Where(file => Alive.Contains(file.Key, StringComparer.Ordinal)).SelectMany(file => file.Value)).Distinct().OrderBy(key => key.Fingerprint, StringComparer.Ordinal)];

    /// <summary>Whether every member has a key, by both accounts.</summary>
    public bool IsEverywhere(SerfKey key) => IsComplete && Told.Keys.GetValueOrDefault(key.Text) == Alive.Count && AliveFiles.All(keys => keys.Contains(key));

    /// <summary>Whether every node that could be looked at sends with a key.</summary>
    public bool IsUsed(SerfKey key) => AliveFiles.All(keys => keys.Count > 0 && keys[0].Equals(key));

    /// <summary>Whether no member has a key any more.</summary>
    public bool IsGone(SerfKey key) => IsComplete && Told.Keys.GetValueOrDefault(key.Text) == 0 && !AliveFiles.Any(keys => keys.Contains(key));

    private IEnumerable<IReadOnlyList<SerfKey>> AliveFiles => Files.Where(file => Alive.Contains(file.Key, StringComparer.Ordinal)).Select(file => file.Value);

    /// <summary>Looks.</summary>
    /// <param name="client">An agent.</param>
    /// <param name="nodes">The inventory.</param>
    /// <param name="links">Links to nodes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<SerfKeySurvey> TakeAsync(SerfClient client, IReadOnlyList<DcNode> nodes, ILinkPool links, CancellationToken cancellationToken)
    {
        var members = await client.MembersAsync(filter: null, cancellationToken).ConfigureAwait(false);
        var told = await client.ListKeysAsync(cancellationToken).ConfigureAwait(false);
        var alive = members.Where(member => member.IsAlive).Select(member => member.Name).ToList();
        var missing = new SortedDictionary<string, string>(NodeNameOrder.Instance);
        foreach (var member in members.Where(member => member.Status is not (DcMemberStatus.Alive or DcMemberStatus.Left)))
            missing[member.Name] = $"a member that is {member.Status.ToString().ToLowerInvariant()}";
        var files = new Dictionary<string, IReadOnlyList<SerfKey>>(StringComparer.Ordinal);
        await foreach (var (name, keys, why) in FanOut.RunAsync([.. nodes.Where(node => !node.IsLocal)], AtOnce, LookAsync, cancellationToken).ConfigureAwait(false))
        {
            if (keys is not null)
                files[name] = keys;
            if (why is not null && !alive.Contains(name, StringComparer.Ordinal))
                missing.TryAdd(name, why);
        }

        return new SerfKeySurvey { Alive = alive, Missing = missing, Told = told, Files = files };

        async Task<(string Name, IReadOnlyList<SerfKey>? Keys, string? Why)> LookAsync(DcNode node, CancellationToken token)
        {
            try
            {
                var facts = await new SerfHost(links, node).InspectAsync(token).ConfigureAwait(false);
                if (facts.Config is null)
                    return (node.Name, null, null);
                // A file that is just being written is no keyring for a moment.
                var keys = facts.Keyring is null ? null : SerfKeyring.Parse(facts.Keyring) ?? [];
                return (node.Name, keys, "a node with an agent that is no member");
            }
            catch (DentropyException e)
            {
                return (node.Name, null, $"a node that could not be looked at ({e.ErrorId})");
            }
        }
    }
}
