using Dentropy.Edge;
using Dentropy.Engine.Edge.Gateway;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Edge.Firewall;

/// <summary>
/// What Dentropy keeps in the packet filters of nodes: rules, a gateway, port forwards. A change is worked out and checked first; then it is put into
/// force as a whole, and stays only where a new connection gets through it.
/// </summary>
/// <param name="store">The inventory, for names of nodes in place of addresses.</param>
/// <param name="links">Warm links to the nodes.</param>
/// <param name="fresh">Makes a pool without any link, for the connection that confirms; null for the usual.</param>
public sealed class NodeFirewall(INodeStore store, ILinkPool links, Func<ILinkPool>? fresh = null)
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(20);

    /// <summary>How long a confirmation may take where nothing else is said.</summary>
    public static TimeSpan UsualLimit => TimeSpan.FromSeconds(30);

    /// <summary>What a node has.</summary>
    /// <param name="node">The node.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DentropyException"><c>FirewallToolsMissing</c>, <c>FirewallDenied</c>, <c>FirewallUnreadable</c>; those of links.</exception>
    public async Task<FirewallView> ReadAsync(DcNode node, CancellationToken cancellationToken) => FirewallViews.Of(node, await FactsAsync(node, cancellationToken).ConfigureAwait(false));

    /// <summary>Works out and checks a change; nothing is changed by it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="edits">What is to be changed, in this order and as a whole.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DentropyException">
    /// <c>InvalidFirewallRule</c> and others for bad input; <c>FirewallRuleExists</c>, <c>FirewallRuleNotFound</c>, <c>InterfaceNotFound</c>, <c>FirewallNftInUse</c>,
    /// <c>FirewallBusy</c>, <c>FirewallNoIPv6</c>; those of <see cref="ReadAsync"/>.
    /// </exception>
    public async Task<FirewallPlan> PlanAsync(DcNode node, IReadOnlyList<FirewallEdit> edits, CancellationToken cancellationToken)
    {
        // What can be known to be wrong without the node, is told without it.
        var known = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var named = new List<FirewallEdit>();
        foreach (var edit in edits)
            named.Add(await AddressNames.ResolveAsync(store, edit, known, cancellationToken).ConfigureAwait(false));
        foreach (var edit in named.OfType<FirewallEdit.AddRule>())
            RuleCheck.Checked(edit.Rule);
        var facts = await FactsAsync(node, cancellationToken).ConfigureAwait(false);
        if (facts.ForeignTables is { Count: > 0 } tables)
            throw FirewallErrors.NftInUse(node.Name, string.Join(", ", tables));
        if (facts.HasIncompatible)
            throw FirewallErrors.NftInUse(node.Name, "in a table that iptables uses as well");
        if (facts.Pending.Count > 0)
            throw FirewallErrors.Pending(node.Name, facts.Pending.ElementAtOrDefault(1) ?? "");
        var set = facts.Set;
        foreach (var edit in named)
        {
            var one = edit is FirewallEdit.ChangeRule change ? await AddressNames.ResolveAsync(store, change.On(set, node.Name), known, cancellationToken).ConfigureAwait(false) : edit;
            set = one.Apply(set, node.Name);
        }

        var lines = FirewallFile.Lines(set);
        FirewallFit.Check(facts, set, lines);
        var settings = GatewayWriter.Settings(set, facts.Settings);
        set = set with { Former = settings.Keys.ToDictionary(key => key, key => facts.Set.Former.GetValueOrDefault(key) ?? facts.Settings.GetValueOrDefault(key) ?? "0", StringComparer.Ordinal) };
        var file = set.IsEmpty ? "" : FirewallFile.Write(set, facts.Saved.HasDocker, settings);
        return new FirewallPlan(node, facts, set, file, FirewallDifference.Of(facts, set, file, settings));
    }

    /// <summary>Does a change: puts it into force as a whole, and confirms it over a new connection.</summary>
    /// <param name="plan">The change.</param>
    /// <param name="limit">How long the confirmation may take, from 5 seconds to 10 minutes; then the former rules come back.</param>
    /// <param name="cancellationToken">Ends it; the former rules come back then as well.</param>
    /// <returns>What the node has now.</returns>
    /// <exception cref="DentropyException">
    /// <c>FirewallNotConfirmed</c>, <c>FirewallRefused</c>, <c>FirewallNotWritten</c>, <c>FirewallChanged</c>, <c>FirewallBusy</c>, <c>FirewallNotArmed</c>, <c>FirewallNotUndone</c>:
    /// the former rules are in force, or come back by themselves.
    /// </exception>
    public async Task<FirewallView> ApplyAsync(FirewallPlan plan, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (limit < s_shortest || limit > s_longest)
            throw FirewallErrors.InvalidLimit(limit);
        if (!plan.Changed)
            return FirewallViews.Of(plan.Node, plan.Facts);
        var host = Host(plan.Node);
        var run = Guid.NewGuid().ToString("N")[..8];
        var (said, facts) = ((string?)null, (FirewallFacts?)null);
        try
        {
            await host.ApplyAsync(run, plan.Facts.Sum, plan.File, limit, cancellationToken).ConfigureAwait(false);
            (said, facts, var failure) = await host.ConfirmAsync(run, plan.File.Length == 0, limit, cancellationToken).ConfigureAwait(false);
            if (said is null)
                await ThrowIfUndoneAsync(host, plan.Node.Name, run, limit, failure, cancellationToken).ConfigureAwait(false);
        }
        catch (FirewallScriptException e)
        {
            throw e.Word == "pending" ? FirewallErrors.Pending(plan.Node.Name, e.Message) : FirewallErrors.Of(plan.Node.Name, e.Word, e.Message);
        }
        catch (OperationCanceledException)
        {
            using var time = new CancellationTokenSource(s_shortest);
            await Task.WhenAny(host.UndoAsync(run, TimeSpan.Zero, time.Token)).ConfigureAwait(false);
            throw;
        }
        catch (Exception e) when (e is IOException or DentropyException { ErrorId: "LinkLost" })
        {
            // Whether the rules came into force is not known; that they go again is certain.
            await ThrowIfUndoneAsync(host, plan.Node.Name, run, limit, e, cancellationToken).ConfigureAwait(false);
        }

        var view = FirewallViews.Of(plan.Node, facts ?? await FactsAsync(plan.Node, cancellationToken).ConfigureAwait(false));
        return view with { Notes = [.. FirewallViews.Notes(plan.Node.Name, said ?? ""), .. view.Notes] };
    }

    private static async Task ThrowIfUndoneAsync(FirewallHost host, string node, string run, TimeSpan limit, Exception? failure, CancellationToken cancellationToken)
    {
        var seen = await host.UndoAsync(run, limit + s_grace, cancellationToken).ConfigureAwait(false);
        // The node had confirmed it, and only the answer was lost.
        if (seen is null)
            return;
        var state = seen.Value ? "Its former rules are back in force." : "A timer on the node puts its former rules back; that could not be seen yet. A restart of the node does so as well.";
        throw FirewallErrors.Unconfirmed(node, limit, failure is FirewallScriptException ? "" : failure?.Message ?? "", state, failure);
    }

    private FirewallHost Host(DcNode node) => new(node, links, fresh ?? (static () => new SshLinkPool()));

    private async Task<FirewallFacts> FactsAsync(DcNode node, CancellationToken cancellationToken)
    {
        try
        {
            var facts = await Host(node).ReadAsync(cancellationToken).ConfigureAwait(false);
            return facts.Tool.Length > 0 ? facts : throw FirewallErrors.Of(node.Name, "missing", "");
        }
        catch (FirewallScriptException e)
        {
            throw FirewallErrors.Of(node.Name, e.Word, e.Message);
        }
    }
}
