using Dentropy.Edge;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Edge.Public;

/// <summary>
/// Public endpoints: a node with a public address passes connections on to load balancers behind NAT, through tunnels that they open themselves. The public
/// node's own file says what an endpoint is. What is new is proved beside what is old, and only then takes its place.
/// </summary>
/// <param name="store">The inventory.</param>
/// <param name="links">Warm links to the nodes.</param>
public sealed class PublicEndpoints(INodeStore store, ILinkPool links)
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(10);

    /// <summary>The endpoint that a node has.</summary>
    /// <param name="node">The public node.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The endpoint; null where it has none.</returns>
    /// <exception cref="DentropyException"><c>PublicEndpointUnreadable</c>, <c>PublicNeedsRoot</c>, <c>PublicLookFailed</c>; those of links.</exception>
    public async Task<DcPublicEndpoint?> GetAsync(DcNode node, CancellationToken cancellationToken)
    {
        var facts = await new PublicHost(links, node).LookAsync(isPublic: true, cancellationToken).ConfigureAwait(false);
        return PublicPlanner.Before(node.Name, facts) is { } state ? PublicView.Of(node, state, facts, DateTimeOffset.Now) : null;
    }

    /// <summary>Works out what has to be done for an endpoint; nothing is changed by it.</summary>
    /// <param name="node">The public node.</param>
    /// <param name="to">The load balancers.</param>
    /// <param name="settings">What it is to be.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DentropyException">
    /// <c>InvalidPublicPort</c>, <c>InvalidPublicEndpoint</c>, <c>PublicPortTaken</c>, <c>PublicToolsMissing</c>, <c>PublicHostKeysUnknown</c>; those of <see cref="GetAsync"/>.
    /// </exception>
    public async Task<PublicPlan> PlanSetAsync(DcNode node, IReadOnlyList<DcNode> to, PublicEndpointSettings settings, CancellationToken cancellationToken)
    {
        Check(node, to, settings);
        var looks = to.Select(balancer => LookAsync(balancer, cancellationToken)).ToList();
        var facts = await new PublicHost(links, node).LookAsync(isPublic: true, cancellationToken).ConfigureAwait(false);
        var balancers = await Task.WhenAll(looks).ConfigureAwait(false);
        var before = PublicPlanner.Before(node.Name, facts);
        var gone = (before?.Tunnels ?? []).Select(tunnel => tunnel.Node).Except(to.Select(one => one.Name), StringComparer.OrdinalIgnoreCase);
        var (others, notes) = (new List<(DcNode, IReadOnlyList<string>)>(), new List<string>());
        foreach (var name in gone)
        {
            try
            {
                if (await FindAsync(name, cancellationToken).ConfigureAwait(false) is { } found && OwnParts((await LookAsync(found, cancellationToken).ConfigureAwait(false)).Facts, node.Name) is { Count: > 0 } ids)
                    others.Add((found, ids));
            }
            catch (DentropyException e)
            {
                notes.Add($"What former load balancer '{name}' has of the endpoint stays there, where it can do nothing any more: {e.Message}");
            }
        }

        return new PublicPlanner(node, facts, balancers, settings).Plan(others, notes);
    }

    /// <summary>Works out what has to be done so that nothing of an endpoint is left; nothing is changed by it.</summary>
    /// <param name="node">The public node.</param>
    /// <param name="to">Load balancers that may have something of it beside those that the node knows.</param>
    /// <param name="force">Whether it goes on where a node cannot be reached, or the endpoint's file cannot be understood.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DentropyException"><c>PublicEndpointNotFound</c>, <c>PublicBalancerUnreachable</c>; those of <see cref="GetAsync"/>.</exception>
    public async Task<PublicPlan> PlanRemoveAsync(DcNode node, IReadOnlyList<DcNode> to, bool force, CancellationToken cancellationToken)
    {
        var (changes, notes, dropped) = (new List<DcPublicChange>(), new List<string>(), new List<(DcNode, IReadOnlyList<string>)>());
        PublicFacts? facts = null;
        PublicState? before = null;
        try
        {
            facts = await new PublicHost(links, node).LookAsync(isPublic: true, cancellationToken).ConfigureAwait(false);
            before = PublicPlanner.Before(node.Name, facts);
        }
        catch (DentropyException e) when (force)
        {
            if (facts is null)
                notes.Add($"Node '{node.Name}' cannot be reached, and what it has of the endpoint stays there: {e.Message}");
        }

        // A run that was cut off has left no state, and says by its keys whom it was for.
        var names = (before?.Tunnels ?? []).Select(tunnel => tunnel.Node).Concat(Named(facts)).Except(to.Select(one => one.Name), StringComparer.OrdinalIgnoreCase).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var nodes = to.ToList();
        foreach (var name in names)
        {
            if (await FindAsync(name, cancellationToken).ConfigureAwait(false) is { } found)
                nodes.Add(found);
            else if (force)
                notes.Add($"Load balancer '{name}' is not in the inventory any more.");
            else
                throw PublicErrors.Unreachable(name, node.Name, new InvalidOperationException("It is not in the inventory any more."));
        }

        foreach (var balancer in nodes)
        {
            try
            {
                if (OwnParts((await LookAsync(balancer, cancellationToken).ConfigureAwait(false)).Facts, node.Name) is { Count: > 0 } ids)
                    dropped.Add((balancer, ids));
            }
            catch (DentropyException e) when (!cancellationToken.IsCancellationRequested)
            {
                if (!force)
                    throw PublicErrors.Unreachable(balancer.Name, node.Name, e);
                notes.Add($"What load balancer '{balancer.Name}' has of the endpoint stays there, where it can do nothing any more: {e.Message}");
            }
        }

        var there = facts is not null && (facts.Files.Count > 0 || facts.Accounts.Count > 0 || facts.WireGuardKey is not null || facts.Running.Count > 0);
        if (!there && dropped.Count == 0)
            throw PublicErrors.NotFound(node.Name);
        changes.AddRange(dropped.SelectMany(one => one.Item2.Select(id => new DcPublicChange { Node = one.Item1.Name, Action = $"stop its tunnel {id}, and take it away with its key" })));
        if (there)
            changes.Add(new() { Node = node.Name, Action = $"stop haproxy{(before is null ? "" : $" on port {string.Join(", ", before.Ports)}")}, and take away {PublicPaths.Folder}, {PublicPaths.Sshd} and the accounts {PublicPaths.TunnelAccount} and {PublicPaths.ProxyAccount}" });
        return new PublicPlan(node, changes) { Facts = there ? facts : null, Before = before, Dropped = dropped, Notes = notes };
    }

    /// <summary>Does a change. What is new is proved by connections through it before what is old goes; where anything fails, what was done is taken back.</summary>
    /// <param name="plan">The change.</param>
    /// <param name="progress">Told each step; null for nobody.</param>
    /// <param name="cancellationToken">Ends it; what was done is taken back.</param>
    /// <exception cref="DentropyException">
    /// <c>PublicEndpointBusy</c>, <c>PublicEndpointChanged</c>, <c>PublicTunnelSilent</c>, <c>PublicEndpointNotWritten</c>, <c>PublicEndpointRefused</c>, <c>PublicEndpointNotStarted</c>,
    /// <c>PublicSshdRefused</c>, <c>PublicEndpointFailed</c>: the endpoint is as it was; <c>PublicEndpointUnknown</c>: run it again.
    /// </exception>
    public async Task<PublicResult> ApplyAsync(PublicPlan plan, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        if (!plan.Changed)
            return new PublicResult(plan.After is { } same ? PublicView.Of(plan.Node, same, plan.Facts!, DateTimeOffset.Now) : null, plan.Notes);
        var notes = await new PublicRun(plan, links, progress).RunAsync(cancellationToken).ConfigureAwait(false);
        if (plan.After is null)
            return new PublicResult(null, [.. plan.Notes, .. notes]);
        var firewall = await PublicFirewall.NotesAsync(store, links, plan.Node, plan.After, cancellationToken).ConfigureAwait(false);
        return new PublicResult(await GetAsync(plan.Node, cancellationToken).ConfigureAwait(false), [.. plan.Notes, .. notes, .. firewall]);
    }

    /// <summary>The tunnels on a load balancer that lead to a node.</summary>
    internal static IReadOnlyList<string> OwnParts(PublicFacts facts, string node) =>
        [.. facts.Parts.Where(part => string.Equals(part.Value.GetValueOrDefault("tunnel", "").Trim(), node, StringComparison.OrdinalIgnoreCase)).Select(part => part.Key)];

    private async Task<(DcNode Node, PublicFacts Facts)> LookAsync(DcNode balancer, CancellationToken cancellationToken) =>
        (balancer, await new PublicHost(links, balancer).LookAsync(isPublic: false, cancellationToken).ConfigureAwait(false));

    private async Task<DcNode?> FindAsync(string name, CancellationToken cancellationToken) => await store.FindAsync(name, cancellationToken).ConfigureAwait(false);

    // The last word of a line of authorized_keys.
    private static IEnumerable<string> Named(PublicFacts? facts) => facts is null ? [] : facts.Files.GetValueOrDefault("keys", "")
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#')).Select(line => line.Split(' ')[^1]).Where(NodeRules.IsName);

    private static void Check(DcNode node, IReadOnlyList<DcNode> to, PublicEndpointSettings settings)
    {
        PublicPort.ParseAll(settings.Port);
        if (to.Count == 0)
            throw PublicErrors.InvalidSettings(node.Name, "A public endpoint needs a load balancer. Name one or more with -To.");
        if (to.FirstOrDefault(one => string.Equals(one.Name, node.Name, StringComparison.OrdinalIgnoreCase)) is { } same)
            throw PublicErrors.InvalidSettings(same.Name, $"Node '{same.Name}' cannot be its own load balancer. Name others with -To.");
        if (settings.ProofLimit < s_shortest || settings.ProofLimit > s_longest)
            throw PublicErrors.InvalidSettings(settings.ProofLimit.ToString(), "The proof may take from 5 seconds to 10 minutes.");
        if (settings.WireGuardPort is < 1 or > 65535)
            throw PublicErrors.InvalidPort($"{settings.WireGuardPort}");
        var address = settings.Address ?? node.Address ?? node.Name;
        if (address.Length == 0 || address.StartsWith('-') || address.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or ':' or '_' or '%')))
            throw PublicErrors.InvalidSettings(address, $"'{Shown.Text(address)}' is no address or name that load balancers could connect to. Name one with -Address.");
    }
}
