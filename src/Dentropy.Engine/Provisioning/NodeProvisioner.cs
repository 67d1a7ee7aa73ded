using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Dentropy.Engine.Cluster;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Provisioning.Profiles;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Dentropy.Provisioning;

namespace Dentropy.Engine.Provisioning;

/// <summary>Sets nodes up as a profile says. Nothing has to be on a node but a POSIX shell and Debian's own tools.</summary>
/// <param name="store">The inventory; its folder <c>profiles</c> holds the operator's own profiles.</param>
/// <param name="links">Links to nodes.</param>
/// <param name="logins">Proves that one can still log in.</param>
public sealed class NodeProvisioner(INodeStore store, ILinkPool links, ILoginProof logins)
{
    /// <summary>Says what a profile would change, with one session a node. Nothing is changed.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="profile">The profile's name.</param>
    /// <param name="settings">How.</param>
    /// <param name="progress">Told what each node does; may be null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>
    /// A record for each step of each node, as nodes answer; a node's steps in their order. What is wrong with a node is a record with status <see cref="DcProvisionStatus.Failed"/>.
    /// </returns>
    /// <exception cref="DentropyException"><c>ProfileNotFound</c>, <c>ProfileInvalid</c>, <c>ProfileUnreadable</c>, <c>SecretUnavailable</c>, <c>InvalidLimit</c>, and of a profile with <c>serf</c> <c>InvalidSerfSettings</c>, <c>SerfKeyInvalid</c>: nothing was sent anywhere.</exception>
    public IAsyncEnumerable<DcProvisionStep> PlanAsync(IReadOnlyList<DcNode> nodes, string profile, ProvisionSettings settings, IProgress<FanOutProgress>? progress, CancellationToken cancellationToken) =>
        RunAsync(nodes, profile, settings, apply: false, progress, cancellationToken);

    /// <summary>
    /// Applies a profile, all nodes side by side. A step that is as it should be is not touched. A step that fails ends its node's run, and the other nodes go on; run again, it
    /// goes on where it ended.
    /// </summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="profile">The profile's name.</param>
    /// <param name="settings">How.</param>
    /// <param name="progress">Told what each node does; may be null.</param>
    /// <param name="cancellationToken">Ends it, and the steps that run.</param>
    /// <returns>A record for each step of each node, as the steps end.</returns>
    /// <exception cref="DentropyException">As <see cref="PlanAsync"/>.</exception>
    public IAsyncEnumerable<DcProvisionStep> ApplyAsync(IReadOnlyList<DcNode> nodes, string profile, ProvisionSettings settings, IProgress<FanOutProgress>? progress, CancellationToken cancellationToken) =>
        RunAsync(nodes, profile, settings, apply: true, progress, cancellationToken);

    private async IAsyncEnumerable<DcProvisionStep> RunAsync(
        IReadOnlyList<DcNode> nodes, string profile, ProvisionSettings settings, bool apply, IProgress<FanOutProgress>? progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Check(settings);
        var wanted = await new ProfileFolder(store.Location).ReadAsync(profile, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<DcNode> all = [.. nodes.DistinctBy(node => node.Name, StringComparer.Ordinal)];
        var runs = new List<NodeRun>();
        var steps = Channel.CreateUnbounded<DcProvisionStep>(new UnboundedChannelOptions { SingleReader = true });
        var finished = 0;
        // Rendered for every node before any is asked, so that a variable without a value is told before anything is changed.
        foreach (var node in all)
            runs.Add(await NodeRun.PrepareAsync(node, wanted, settings, links, logins, Tell, cancellationToken).ConfigureAwait(false));
        // A profile says the same of it for all of its nodes.
        var serf = runs.FirstOrDefault()?.Serf is { } member ? new SerfMembers(store, links, profile, member with { ThrottleLimit = settings.ThrottleLimit }) : null;
        if (serf is not null)
            await serf.CheckAsync(cancellationToken).ConfigureAwait(false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var work = WorkAsync(stop.Token);
        try
        {
            await foreach (var step in steps.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return step;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(work).ConfigureAwait(false);
        }

        await work.ConfigureAwait(false);

        void Tell(DcNode node, DcProvisionStep? step, string? activity)
        {
            if (step is not null)
                steps.Writer.TryWrite(step);
            var done = Volatile.Read(ref finished);
            progress?.Report(new FanOutProgress(all.Count, done, Math.Min(settings.ThrottleLimit, all.Count - done), node.Name, activity));
        }

        async Task WorkAsync(CancellationToken token)
        {
            try
            {
                await foreach (var run in FanOut.RunAsync(runs, settings.ThrottleLimit, (run, stopped) => run.RunAsync(apply, stopped), token).ConfigureAwait(false))
                {
                    Interlocked.Increment(ref finished);
                    Tell(run.Node, step: null, activity: null);
                }

                if (serf is null)
                    return;
                foreach (var run in runs.Where(run => run.Failed))
                    steps.Writer.TryWrite(serf.Skipped(run.Node));
                await foreach (var step in serf.RunAsync([.. runs.Where(run => !run.Failed).Select(run => run.Node)], apply, token).ConfigureAwait(false))
                    steps.Writer.TryWrite(step);
            }
            finally
            {
                steps.Writer.TryComplete();
            }
        }
    }

    private static void Check(ProvisionSettings settings)
    {
        if (settings.ThrottleLimit < 1)
            throw ProvisionErrors.Settings("ThrottleLimit", "is less than 1");
        if (settings.LockTimeout < TimeSpan.Zero || settings.LockTimeout > TimeSpan.FromHours(6))
            throw ProvisionErrors.Settings("LockTimeout", "is not from 0 to 6 hours");
        if (settings.ProofTimeout < TimeSpan.FromSeconds(1) || settings.ProofTimeout > TimeSpan.FromHours(1))
            throw ProvisionErrors.Settings("ProofTimeout", "is not from 1 second to 1 hour");
    }
}
