using System.Runtime.CompilerServices;
using Dentropy.Engine.Cluster;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Apps;

/// <summary>
/// Finds apps on nodes. Containers of one compose project are one app, so are containers with the same label <c>dentropy.app</c>, and any other container
/// is one by itself. Names are compared with their letter case, wildcards without.
/// </summary>
/// <param name="engines">The engines.</param>
public sealed class AppCatalog(DockerEngines engines)
{
    // Most containers that are looked at at the same time on one node.
    private const int AtOnce = 16;

    /// <summary>Lists the apps of many nodes at once.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="query">Which apps.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Apps as nodes answer, those of one node sorted by name. A node that cannot be asked is one listing with its failure.</returns>
    public async IAsyncEnumerable<AppListing> ListAsync(IReadOnlyList<DcNode> nodes, AppQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var wanted = query.Names.Select(name => NodePattern.Parse(name)).ToList();
        var work = FanOut.RunAsync(nodes, query.ThrottleLimit, (node, token) => OfNodeAsync(node, wanted, query.Sizes, token), cancellationToken);
        await foreach (var listings in work.ConfigureAwait(false))
        {
            foreach (var listing in listings)
                yield return listing;
        }
    }

    /// <summary>Looks at one app.</summary>
    /// <param name="node">The node.</param>
    /// <param name="app">The app's exact name.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="DentropyException"><c>AppNotFound</c>, with the names that are near; or the failure to reach the engine.</exception>
    public async Task<AppDetails> InspectAsync(DcNode node, string app, CancellationToken cancellationToken)
    {
        var client = await engines.GetAsync(node, cancellationToken).ConfigureAwait(false);
        var groups = AppGroups.Of(await client.Containers.ListAsync(all: true, [], cancellationToken).ConfigureAwait(false));
        var group = groups.FirstOrDefault(one => one.Name == app) ?? throw AppErrors.NotFound(app, [node.Name], groups.Select(one => one.Name));
        var containers = await ContainersAsync(client, group, cancellationToken).ConfigureAwait(false);
        if (containers.Count == 0)
            throw AppErrors.NotFound(app, [node.Name], groups.Where(one => one.Name != app).Select(one => one.Name));
        var volumes = containers.SelectMany(container => container.Mounts).Where(mount => mount is { Type: "volume", Name: not null }).Select(mount => mount.Name!);
        var networks = containers.SelectMany(container => container.Networks.Keys).Where(name => name is not ("bridge" or "host" or "none"));
        var lasting = containers.Where(container => !AppGroups.IsOneOff(container.Labels)).ToList();
        return new AppDetails(
            AppRecords.Of(node, group.Name, group.Kind, containers, sizes: null),
            [.. StartOrder.Levels(lasting).SelectMany(level => level), .. containers.Except(lasting)],
            await EachAsync(volumes, name => client.Volumes.InspectAsync(name, cancellationToken)).ConfigureAwait(false),
            await EachAsync(networks, name => client.Networks.InspectAsync(name, cancellationToken)).ConfigureAwait(false));
    }

    /// <summary>Finds which apps are meant by names, over several nodes.</summary>
    /// <param name="nodes">The nodes to search.</param>
    /// <param name="names">Exact names, each of which has to be on one node only, or wildcards, which mean every app that they match.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The apps; beside them <c>AppNotFound</c> and <c>AppAmbiguous</c> for names, and nodes that could not be asked.</returns>
    public async Task<AppChoice> ChooseAsync(IReadOnlyList<DcNode> nodes, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(names);
        var known = new List<AppMatch>();
        var failures = new List<DentropyException>();
        var silent = new HashSet<DcNode>(ReferenceEqualityComparer.Instance);
        await foreach (var (node, groups, failure) in FanOut.RunAsync(nodes, new AppQuery().ThrottleLimit, NamesAsync, cancellationToken).ConfigureAwait(false))
        {
            known.AddRange(groups.Select(name => new AppMatch(node, name)));
            if (failure is not null)
            {
                failures.Add(failure);
                silent.Add(node);
            }
        }

        var asked = nodes.Where(node => !silent.Contains(node)).Select(node => node.Name).ToList();
        var position = nodes.Select((node, i) => (node, i)).ToDictionary(one => one.node, one => one.i, (IEqualityComparer<DcNode>)ReferenceEqualityComparer.Instance);
        known.Sort((a, b) => position[a.Node] != position[b.Node] ? position[a.Node].CompareTo(position[b.Node]) : string.CompareOrdinal(a.Name, b.Name));
        var matches = new List<AppMatch>();
        var problems = new List<DentropyException>();
        foreach (var name in names)
        {
            var found = IsWildcard(name) ? Matching(known, name) : known.FindAll(match => match.Name == name);
            if (found.Count == 0)
                problems.Add(AppErrors.NotFound(name, asked, known.Select(match => match.Name)));
            else if (found.Count > 1 && found.TrueForAll(match => match.Name == name))
                problems.Add(AppErrors.Ambiguous(name, [.. found.Select(match => match.Node.Name)]));
            else
                matches.AddRange(found.Except(matches));
        }

        return new AppChoice(matches, problems, failures);
    }

    /// <summary>
    /// Whether a node that could not be asked is worth an error: it may have had what was asked for, and it was asked by name or has Docker.
    /// </summary>
    /// <param name="failure">Why the node could not be asked.</param>
    /// <param name="names">The names or wildcards that were asked for.</param>
    /// <param name="found">Names of the apps that were found.</param>
    /// <param name="named">Whether the node was asked for, and not every node there is.</param>
    public static bool Matters(DentropyException failure, IReadOnlyCollection<string> names, IEnumerable<string> found, bool named)
    {
        ArgumentNullException.ThrowIfNull(failure);
        ArgumentNullException.ThrowIfNull(names);
        if (!named && failure.ErrorId == DockerErrors.NotInstalledId)
            return false;
        var known = found.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return names.Count == 0 || names.Any(name => IsWildcard(name) || !known.Contains(name));
    }

    /// <summary>Whether a name means every app that it matches.</summary>
    /// <param name="name">A name or wildcard.</param>
    public static bool IsWildcard(string name) => name.AsSpan().ContainsAny("*?[");

    /// <summary>The error for a name that no node has.</summary>
    /// <param name="name">The name.</param>
    /// <param name="nodes">Names of the nodes that were asked.</param>
    /// <param name="known">Names that they have, as far as they are known, for what may have been meant.</param>
    public static DentropyException NotFound(string name, IReadOnlyList<string> nodes, IEnumerable<string> known) => AppErrors.NotFound(name, nodes, known);

    private static List<AppMatch> Matching(List<AppMatch> known, string pattern)
    {
        var wanted = NodePattern.Parse(pattern);
        return known.FindAll(match => wanted.Matches(match.Name));
    }

    private async Task<(DcNode Node, IReadOnlyList<string> Names, DentropyException? Failure)> NamesAsync(DcNode node, CancellationToken cancellationToken)
    {
        try
        {
            var client = await engines.GetAsync(node, cancellationToken).ConfigureAwait(false);
            var groups = AppGroups.Of(await client.Containers.ListAsync(all: true, [], cancellationToken).ConfigureAwait(false));
            return (node, [.. groups.Select(group => group.Name).Distinct(StringComparer.Ordinal)], null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return (node, [], e as DentropyException ?? LinkErrors.Broken(node.Name, e));
        }
    }

    private async Task<IReadOnlyList<AppListing>> OfNodeAsync(DcNode node, List<NodePattern> wanted, bool sizes, CancellationToken cancellationToken)
    {
        try
        {
            var client = await engines.GetAsync(node, cancellationToken).ConfigureAwait(false);
            var groups = AppGroups.Of(await client.Containers.ListAsync(all: true, [], cancellationToken).ConfigureAwait(false))
                .Where(group => wanted.Count == 0 || wanted.Exists(pattern => pattern.Matches(group.Name)))
                .ToList();
            var measured = sizes && groups.Count > 0 ? await VolumeSizes.MeasureAsync(client, cancellationToken).ConfigureAwait(false) : null;
            var listings = new List<AppListing>();
            foreach (var group in groups)
            {
                if (await ContainersAsync(client, group, cancellationToken).ConfigureAwait(false) is { Count: > 0 } containers)
                    listings.Add(new AppListing(node, AppRecords.Of(node, group.Name, group.Kind, containers, measured), Failure: null));
            }

            return listings;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return [new AppListing(node, App: null, e as DentropyException ?? LinkErrors.Broken(node.Name, e))];
        }
    }

    // A container that was removed since it was listed is left out.
    private static async Task<IReadOnlyList<ContainerDetails>> ContainersAsync(DockerClient client, AppGroup group, CancellationToken cancellationToken)
    {
        var containers = new List<ContainerDetails>();
        foreach (var some in group.Containers.Chunk(AtOnce))
        {
            var found = await Task.WhenAll(some.Select(one => FoundAsync(() => client.Containers.InspectAsync(one.Id, cancellationToken)))).ConfigureAwait(false);
            containers.AddRange(found.OfType<ContainerDetails>());
        }

        return containers;
    }

    private static async Task<IReadOnlyList<T>> EachAsync<T>(IEnumerable<string> names, Func<string, Task<T>> inspect)
        where T : class
    {
        var found = await Task.WhenAll(names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => FoundAsync(() => inspect(name)))).ConfigureAwait(false);
        return [.. found.OfType<T>()];
    }

    private static async Task<T?> FoundAsync<T>(Func<Task<T>> inspect)
        where T : class
    {
        try
        {
            return await inspect().ConfigureAwait(false);
        }
        catch (DentropyException e) when (e.Category == DentropyErrorCategory.ObjectNotFound)
        {
            return null;
        }
    }
}
