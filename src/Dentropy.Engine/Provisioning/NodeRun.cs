using System.Diagnostics;
using Dentropy.Engine.Cluster.Serf.Install;
using Dentropy.Engine.Provisioning.Facts;
using Dentropy.Engine.Provisioning.Profiles;
using Dentropy.Engine.Provisioning.Steps;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Dentropy.Provisioning;

namespace Dentropy.Engine.Provisioning;

/// <summary>One node's run: looked at once; where something is to be changed, taken, looked at again, and changed step by step.</summary>
internal sealed class NodeRun
{
    private static readonly TimeSpan s_takeBack = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly DcNode _node;
    private readonly Profile _profile;
    private readonly IReadOnlyList<NodeStep> _steps;
    private readonly ProvisionSettings _settings;
    private readonly NodeHost _host;
    private readonly ILoginProof _logins;
    private readonly Action<DcNode, DcProvisionStep?, string?> _tell;
    private readonly FactQuestions _questions = new();
    private readonly string _script;

    /// <summary>Whether a step failed, or the node could not be looked at.</summary>
    public bool Failed { get; private set; }

    /// <summary>The node.</summary>
    public DcNode Node => _node;

    /// <summary>How it is a member of the Serf cluster afterwards; null where the profile does not say.</summary>
    public SerfInstallSettings? Serf { get; private init; }

    private NodeRun(DcNode node, Profile profile, IReadOnlyList<NodeStep> steps, ProvisionSettings settings, ILinkPool links, ILoginProof logins, Action<DcNode, DcProvisionStep?, string?> tell)
    {
        (_node, _profile, _steps, _settings, _logins, _tell) = (node, profile, steps, settings, logins, tell);
        _host = new NodeHost(links, node);
        foreach (var step in steps)
            step.Ask(_questions);
        _script = FactScript.Make(_questions) ?? throw ProvisionErrors.TooLarge(profile.Name);
    }

    /// <summary>Works out what the profile means on a node.</summary>
    public static async Task<NodeRun> PrepareAsync(
        DcNode node, Profile profile, ProvisionSettings settings, ILinkPool links, ILoginProof logins, Action<DcNode, DcProvisionStep?, string?> tell, CancellationToken cancellationToken)
    {
        var (steps, serf) = await profile.ForAsync(node, cancellationToken).ConfigureAwait(false);
        return new(node, profile, steps, settings, links, logins, tell) { Serf = serf };
    }

    /// <summary>Runs it. What goes wrong on the node is told as a step.</summary>
    public async Task<NodeRun> RunAsync(bool apply, CancellationToken cancellationToken)
    {
        try
        {
            if (_node.IsLocal)
                throw ProvisionErrors.Local();
            Say("looking");
            var plan = Plan(await LookAsync(cancellationToken).ConfigureAwait(false));
            if (!apply || plan.Failure is not null || plan.Changes.All(change => change is null))
                Tell(plan, apply ? DcProvisionStatus.Skipped : DcProvisionStatus.WouldChange);
            else
                await ChangeAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Tell(new DcProvisionStep { Node = _node.Name, Cloud = _node.Cloud, Profile = _profile.Name, Step = "node", Name = _node.Name, Status = DcProvisionStatus.Failed, Failure = ProvisionErrors.Of(_node.Name, e) });
        }

        return this;
    }

    private async Task ChangeAsync(CancellationToken cancellationToken)
    {
        var held = await _host.TakeAsync(cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            // Somebody else may have changed it before it was ours.
            var plan = Plan(await LookAsync(cancellationToken).ConfigureAwait(false));
            if (plan.Failure is not null)
            {
                Tell(plan, DcProvisionStatus.Skipped);
                return;
            }

            DentropyException? failure = null;
            for (var i = 0; i < _steps.Count; i++)
            {
                var (step, change) = (_steps[i], plan.Changes[i]);
                if (change is null || failure is not null)
                {
                    Tell(Record(step, change is null ? DcProvisionStatus.Unchanged : DcProvisionStatus.Skipped, change));
                    continue;
                }

                Say($"{step.Kind} {step.Name}");
                var watch = Stopwatch.StartNew();
                failure = await AttemptAsync(step, change, cancellationToken).ConfigureAwait(false);
                Tell(Record(step, failure is null ? DcProvisionStatus.Changed : DcProvisionStatus.Failed, change) with { Failure = failure, Duration = watch.Elapsed });
            }
        }
    }

    private async Task<DentropyException?> AttemptAsync(NodeStep step, StepChange change, CancellationToken cancellationToken)
    {
        try
        {
            await _host.RunAsync(step, change.Script, change.Input, cancellationToken).ConfigureAwait(false);
            if (change.Confirm is not null)
                await ProveAsync(step, change, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return ProvisionErrors.Of(_node.Name, e);
        }
    }

    private async Task ProveAsync(NodeStep step, StepChange change, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_settings.ProofTimeout);
        Exception? failed;
        var watch = Stopwatch.StartNew();
        do
        {
            failed = await FailureOfLoginAsync(limit.Token, cancellationToken).ConfigureAwait(false);
        }
        // A reloaded sshd starts itself anew, and nobody listens for a moment.
        while (failed is DentropyException { Category: DentropyErrorCategory.ConnectionError } && watch.Elapsed < _settings.ProofTimeout / 2);

        if (failed is null)
            await _host.RunAsync(step, change.Confirm!, input: null, cancellationToken).ConfigureAwait(false);
        else
            throw ProvisionErrors.Proof(_node.Name, failed, await TookBackAsync(step, change).ConfigureAwait(false));
    }

    private async Task<Exception?> FailureOfLoginAsync(CancellationToken limit, CancellationToken cancellationToken)
    {
        try
        {
            await _logins.ProveLoginAsync(_node, onlyKey: null, limit).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            return new TimeoutException("it did not end in time", e);
        }
        catch (DentropyException e)
        {
            if (e.Category == DentropyErrorCategory.ConnectionError)
                await Task.Delay(s_pause, cancellationToken).ConfigureAwait(false);
            return e;
        }
    }

    // The link that is open may do it at once; where it is gone too, the node's own timer does.
    private async Task<bool> TookBackAsync(NodeStep step, StepChange change)
    {
        using var limit = new CancellationTokenSource(s_takeBack);
        try
        {
            await _host.RunAsync(step, change.TakeBack!, input: null, limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is DentropyException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<NodeFacts> LookAsync(CancellationToken cancellationToken)
    {
        var facts = await _host.LookAsync(_questions, _script, cancellationToken).ConfigureAwait(false);
        NodeIdentity.Check(_node, facts);
        return facts;
    }

    // A step that cannot be done is told before anything is changed, with what would have come of the steps before it.
    private NodePlan Plan(NodeFacts facts)
    {
        var context = new PlanContext(_node, _settings.LockTimeout, _settings.ProofTimeout) { Watchers = ServiceWatch.Of(_steps) };
        var changes = new List<StepChange?>();
        foreach (var step in _steps)
        {
            try
            {
                changes.Add(step.Compare(facts, context));
            }
            catch (DentropyException e)
            {
                return new NodePlan(changes, e);
            }
        }

        return new NodePlan(changes, Failure: null);
    }

    private void Tell(NodePlan plan, DcProvisionStatus changed)
    {
        for (var i = 0; i < _steps.Count; i++)
        {
            if (i < plan.Changes.Count)
                Tell(Record(_steps[i], plan.Changes[i] is null ? DcProvisionStatus.Unchanged : changed, plan.Changes[i]));
            else if (i == plan.Changes.Count)
                Tell(Record(_steps[i], DcProvisionStatus.Failed, change: null) with { Failure = plan.Failure });
            else
                Tell(Record(_steps[i], DcProvisionStatus.Skipped, change: null));
        }
    }

    private void Tell(DcProvisionStep step)
    {
        Failed |= step.Status == DcProvisionStatus.Failed;
        _tell(_node, step, null);
    }

    private void Say(string activity) => _tell(_node, null, activity);

    private DcProvisionStep Record(NodeStep step, DcProvisionStatus status, StepChange? change) => new()
    {
        Node = _node.Name,
        Cloud = _node.Cloud,
        Profile = _profile.Name,
        Step = step.Kind,
        Name = step.Name,
        Status = status,
        Detail = change?.Detail ?? "",
        Diff = change?.Diff,
    };

    private sealed record NodePlan(IReadOnlyList<StepChange?> Changes, DentropyException? Failure);
}
