using System.Diagnostics;
using System.Runtime.CompilerServices;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster.Serf.Keys;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Cluster.Serf.Install;

/// <summary>Installs Serf agents on nodes and configures them from the inventory; takes them away again.</summary>
/// <param name="store">The inventory.</param>
/// <param name="links">Links to nodes.</param>
public sealed class SerfInstaller(INodeStore store, ILinkPool links)
{
    private const int Rounds = 3;

    /// <summary>Says what an installation would change. Nodes are looked at, and nothing is changed on them.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="settings">How.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A record for each node as they arrive; each node's error is in its record.</returns>
    /// <exception cref="DentropyException"><c>InvalidSerfSettings</c>, <c>CloudFileInvalid</c>, <c>SecretUnavailable</c>, <c>SerfKeyInvalid</c>, <c>NodeNotFound</c>: nothing was done anywhere.</exception>
    public async IAsyncEnumerable<DcSerfInstallation> PlanAsync(IReadOnlyList<DcNode> nodes, SerfInstallSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var wish = await WishAsync(settings, cancellationToken).ConfigureAwait(false);
        await foreach (var result in FanOut.RunAsync(Distinct(nodes), settings.ThrottleLimit, PlanOneAsync, cancellationToken).ConfigureAwait(false))
            yield return result;

        Task<DcSerfInstallation> PlanOneAsync(DcNode node, CancellationToken token) => GuardAsync(node, async () =>
        {
            var plan = await MakePlanAsync(new SerfHost(links, node), node, wish, token).ConfigureAwait(false);
            return plan.Record(plan.Steps.Count > 0);
        });
    }

    /// <summary>
    /// Installs agents, all nodes side by side, and waits until the members see each other. A node that has everything already is not changed. On a node whose agent
    /// does not answer with the new configuration the one before is put back.
    /// </summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="settings">How.</param>
    /// <param name="progress">Told what each node does; may be null.</param>
    /// <param name="cancellationToken">Ends it; a node whose agent is taking over its configuration does so to the end.</param>
    /// <returns>A record for each node, those that failed as they do and the others when the members see each other; each node's error is in its record.</returns>
    /// <exception cref="DentropyException">As <see cref="PlanAsync"/>.</exception>
    public async IAsyncEnumerable<DcSerfInstallation> InstallAsync(
        IReadOnlyList<DcNode> nodes, SerfInstallSettings settings, IProgress<FanOutProgress>? progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var wish = await WishAsync(settings, cancellationToken).ConfigureAwait(false);
        var watch = Stopwatch.StartNew();
        var all = Distinct(nodes);
        var done = new List<(DcSerfInstallation Record, SerfNodePlan Plan)>();
        var finished = 0;
        await foreach (var (record, plan) in FanOut.RunAsync(all, settings.ThrottleLimit, InstallOneAsync, cancellationToken).ConfigureAwait(false))
        {
            if (plan is not null)
                done.Add((record, plan));
            else
                yield return record with { Duration = watch.Elapsed };
        }

        var check = new SerfJoinCheck(links, wish, [.. done.Select(one => one.Plan)]);
        var verdicts = await check.RunAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (record, plan) in done)
        {
            var verdict = verdicts[plan.Node.Name];
            yield return record with { Members = verdict.Alive, Failure = verdict.Failure, Notes = [.. record.Notes, .. verdict.Notes], Duration = watch.Elapsed };
        }

        async Task<(DcSerfInstallation Record, SerfNodePlan? Plan)> InstallOneAsync(DcNode node, CancellationToken token)
        {
            SerfNodePlan? plan = null;
            Report(node, "looking");
            var record = await GuardAsync(node, async () => (plan = await ApplyAsync(node, wish, activity => Report(node, activity), token).ConfigureAwait(false)).Record(plan.Steps.Count > 0)).ConfigureAwait(false);
            Interlocked.Increment(ref finished);
            Report(node, plan is null ? "failed" : "waiting for the others");
            return (record, plan);
        }

        void Report(DcNode node, string activity) => progress?.Report(new FanOutProgress(all.Count, Volatile.Read(ref finished), all.Count - Volatile.Read(ref finished), node.Name, activity));
    }

    /// <summary>Lets agents leave the cluster, and removes them with their keys.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="package">Whether the package is removed as well.</param>
    /// <param name="throttle">Nodes at a time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A record for each node as they arrive; each node's error is in its record.</returns>
    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>, <c>SecretUnavailable</c>: nothing was done anywhere.</exception>
    public async IAsyncEnumerable<DcSerfInstallation> RemoveAsync(IReadOnlyList<DcNode> nodes, bool package, int throttle, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var section = await SerfSettings.ReadAsync(store.Location, cancellationToken).ConfigureAwait(false);
        var auth = await TokenAsync(section, cancellationToken).ConfigureAwait(false);
        await foreach (var result in FanOut.RunAsync(Distinct(nodes), throttle, RemoveOneAsync, cancellationToken).ConfigureAwait(false))
            yield return result;

        Task<DcSerfInstallation> RemoveOneAsync(DcNode node, CancellationToken token) => GuardAsync(node, async () =>
        {
            var watch = Stopwatch.StartNew();
            var host = new SerfHost(links, node);
            var facts = await host.InspectAsync(token).ConfigureAwait(false);
            var there = facts.Config is not null || facts.Starter is not null;
            var steps = new List<string>();
            if (facts.Running)
                steps.Add("leave the cluster");
            if (there)
                steps.Add("remove the agent, its configuration and its keys");
            if (package && facts.Program is not null)
                steps.Add("remove the package serf");
            if (steps.Count > 0)
                await host.RemoveAsync(section.Port, auth, package, token).ConfigureAwait(false);
            return new DcSerfInstallation { Node = node.Name, Cloud = node.Cloud, Changed = steps.Count > 0, Steps = steps, Version = package ? null : facts.Version, Supervisor = facts.Supervisor, Duration = watch.Elapsed };
        });
    }

    private async Task<SerfNodePlan> ApplyAsync(DcNode node, SerfWish wish, Action<string> say, CancellationToken cancellationToken)
    {
        var host = new SerfHost(links, node);
        for (var round = 0; round < Rounds; round++)
        {
            var plan = await MakePlanAsync(host, node, wish, cancellationToken).ConfigureAwait(false);
            if (plan.Steps.Count == 0)
                return plan;
            say(plan.Install ? "installing the package" : "preparing");
            var stage = await host.PrepareAsync(plan, cancellationToken).ConfigureAwait(false);
            if (cancellationToken.IsCancellationRequested)
            {
                await host.DropAsync(stage).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }

            say("waiting for the agent");
            if (await host.SwitchAsync(plan, stage, wish).ConfigureAwait(false))
                return plan.Install ? plan with { Facts = plan.Facts with { Version = (await host.InspectAsync(cancellationToken).ConfigureAwait(false)).Version } } : plan;
        }

        throw SerfInstallErrors.Busy(node.Name);
    }

    private static async Task<SerfNodePlan> MakePlanAsync(SerfHost host, DcNode node, SerfWish wish, CancellationToken cancellationToken)
    {
        if (node.IsLocal)
            throw SerfInstallErrors.Local();
        var facts = await host.InspectAsync(cancellationToken).ConfigureAwait(false);
        return SerfNodePlan.Make(node, facts, host.Reached, wish);
    }

    // What cannot be used is refused for all nodes before any is asked.
    private async Task<SerfWish> WishAsync(SerfInstallSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Profile is not ("lan" or "wan" or "local"))
            throw SerfInstallErrors.Settings("Profile", $"'{Shown.Text(settings.Profile)}' is none of lan, wan and local");
        if (settings.GossipPort is < 1 or > 65535)
            throw SerfInstallErrors.Settings("GossipPort", "is no port from 1 to 65535");
        if (settings.ThrottleLimit < 1 || settings.StartLimit <= TimeSpan.Zero || settings.JoinLimit <= TimeSpan.Zero)
            throw SerfInstallErrors.Settings("ThrottleLimit, StartLimit or JoinLimit", "is not more than 0");
        if (settings.EventHandlers.FirstOrDefault(handler => string.IsNullOrWhiteSpace(handler) || handler.Any(char.IsControl)) is { } bad)
            throw SerfInstallErrors.Settings("EventHandler", $"'{Shown.Text(bad)}' is no [FILTER=]COMMAND on one line");

        var section = await SerfSettings.ReadAsync(store.Location, cancellationToken).ConfigureAwait(false);
        var auth = await TokenAsync(section, cancellationToken).ConfigureAwait(false);
        var key = settings.EncryptKey is { } reference ? await SerfKey.ReadAsync(reference, settings.KeyFolder ?? store.Location, cancellationToken).ConfigureAwait(false) : null;
        var named = await NamedAsync(settings.Join.Count > 0 ? settings.Join : section.Nodes, cancellationToken).ConfigureAwait(false);
        var points = named.Count > 0 ? named : SerfJoins.Points((await store.ReadAllAsync(cancellationToken).ConfigureAwait(false)).Nodes);
        return new SerfWish(settings, points, section.Port, auth, key);
    }

    private async Task<string?> TokenAsync(SerfSettings section, CancellationToken cancellationToken) =>
        section.AuthKey is { } reference ? await reference.ReadAsync(store.Location, cancellationToken).ConfigureAwait(false) : null;

    private async Task<IReadOnlyList<DcNode>> NamedAsync(IReadOnlyList<string> sets, CancellationToken cancellationToken)
    {
        var nodes = new List<DcNode>();
        foreach (var set in sets)
        {
            var selection = await NodeSelector.SelectAsync(store, new NodeQuery { Expression = set }, cancellationToken).ConfigureAwait(false);
            if (selection.Missing is [var missing, ..])
                throw await NodeErrors.NotFoundAsync(store, missing, cancellationToken).ConfigureAwait(false);
            nodes.AddRange(selection.Nodes);
        }

        return [.. nodes.Where(node => !node.IsLocal).DistinctBy(node => node.Name, StringComparer.Ordinal).OrderBy(node => node.Name, NodeNameOrder.Instance)];
    }

    private static IReadOnlyList<DcNode> Distinct(IReadOnlyList<DcNode> nodes) => [.. nodes.DistinctBy(node => node.Name, StringComparer.Ordinal)];

    private static async Task<DcSerfInstallation> GuardAsync(DcNode node, Func<Task<DcSerfInstallation>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new DcSerfInstallation { Node = node.Name, Cloud = node.Cloud, Failure = e as DentropyException ?? LinkErrors.Broken(node.Name, e) };
        }
    }
}
