using System.Diagnostics;
using System.Net;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Drill;

/// <summary>Carries a failure out on real hosts, watches the services meanwhile, and puts everything back.</summary>
/// <param name="pool">Where links come from.</param>
/// <param name="store">The inventory.</param>
public sealed class FailureDrill(ILinkPool pool, INodeStore store)
{
    /// <summary>Runs a drill. However it ends, what it did is undone: by us, or where a node cannot be told, by the timer on it.</summary>
    /// <param name="drill">The plan, as it was confirmed.</param>
    /// <param name="settings">How.</param>
    /// <param name="progress">Told what goes on; may be null.</param>
    /// <param name="cancellationToken">Ends the drill early; what was cut is put back first.</param>
    /// <returns>One result for each service of the plan.</returns>
    /// <exception cref="DentropyException">
    /// Nothing was cut: <c>DrillNothingToCut</c>, <c>DrillNotWatched</c>, <c>DrillLocalNode</c>, <c>DrillServiceUnwell</c>, <c>DrillNodeUnreachable</c>, <c>DrillBusy</c>,
    /// <c>DrillNotArmed</c>, <c>NodeNotFound</c>. Everything was put back: <c>DrillNotCut</c>, <c>DrillTooSlow</c>. <c>DrillNotUndone</c>: it could not be seen that
    /// everything is as before.
    /// </exception>
    public async Task<IReadOnlyList<DcDrillResult>> RunAsync(DcFailureDrill drill, DrillSettings settings, IProgress<DrillProgress>? progress, CancellationToken cancellationToken)
    {
        Check(drill);
        var nodes = (await store.ReadAllAsync(cancellationToken).ConfigureAwait(false)).Nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
        var hosts = new List<DrillHost>();
        foreach (var one in drill.Nodes)
        {
            if (one.Node == DcNode.LocalName)
                throw DrillErrors.Local(one.Node);
            var node = nodes.TryGetValue(one.Node, out var found) ? found : throw await NodeErrors.NotFoundAsync(store, one.Node, cancellationToken).ConfigureAwait(false);
            hosts.Add(one.Action == DcDrillAction.CutPower ? new PowerHost(pool, node, drill.PowerCommand!, settings) : new NetworkHost(pool, node, settings));
        }

        var watch = new DrillWatch(drill, host => nodes.TryGetValue(host, out var node) ? node.Address ?? host : host, settings);
        void Say(string activity) => progress?.Report(new DrillProgress(activity, [.. watch.Unwell.Select(one => one.Service)]));
        Say("looking at the services");
        await WellAsync(watch, settings, cancellationToken).ConfigureAwait(false);

        var run = Guid.NewGuid().ToString("N");
        var slow = false;
        try
        {
            Say("starting the timers");
            await ArmAsync(hosts, run, drill.Duration + settings.Grace, cancellationToken).ConfigureAwait(false);
            Say("cutting");
            await CutAsync(drill, hosts, run, cancellationToken).ConfigureAwait(false);
            watch.Begin();
            await WatchAsync(watch, drill.Duration, settings, left => Say($"watching for {left.TotalSeconds:0} s more"), cancellationToken).ConfigureAwait(false);
            slow = hosts.Exists(host => host.TimerEnded);
            watch.End();
        }
        catch
        {
            // What is to be told is what went wrong, or the stop; the nodes that cannot be told now have their timers.
            await UndoAsync(hosts, run, wait: false, CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        Say("putting back");
        var failed = await PutBackAsync(hosts, run, cancellationToken).ConfigureAwait(false);
        if (failed is [var (_, why), ..])
            throw new DrillNotUndoneException([.. failed.Select(one => one.Host.Node.Name)], why, slow ? [] : watch.Results());
        if (slow)
            throw DrillErrors.TimerElapsed(hosts[0].Node.Name);
        await RecoverAsync(watch, settings, () => Say("waiting for the services"), cancellationToken).ConfigureAwait(false);
        return watch.Results();
    }

    private static void Check(DcFailureDrill drill)
    {
        if (drill.Nodes.Count == 0)
            throw DrillErrors.NothingToCut(drill.Lost);
        if (drill.Services.All(service => service.Checks.Count == 0))
            throw DrillErrors.NotWatched(drill.ToString());
        DrillPlanner.CheckOptions(drill.Duration, drill.PowerCommand);
        if (drill.PowerCommand is null && drill.Nodes.Any(node => node.Action == DcDrillAction.CutPower))
            throw DrillErrors.InvalidPowerCommand("");
        foreach (var service in drill.Services)
        {
            foreach (var check in service.Checks)
                ServiceCheck.Validate(service.Service, check);
        }
    }

    // A service may be slow to answer once; what does not work three times in a row does not work.
    private static async Task WellAsync(DrillWatch watch, DrillSettings settings, CancellationToken cancellationToken)
    {
        for (var look = 1; ; look++)
        {
            await watch.LookAsync("before", cancellationToken).ConfigureAwait(false);
            if (watch.Unwell is not [var (service, detail), ..])
                return;
            if (look == 3)
                throw DrillErrors.Unwell(service, detail);
            await Task.Delay(settings.Interval, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task ArmAsync(List<DrillHost> hosts, string run, TimeSpan time, CancellationToken cancellationToken)
    {
        await AllAsync(hosts, host => host.ArmAsync(run, time, cancellationToken)).ConfigureAwait(false);
        var here = await HereAsync(cancellationToken).ConfigureAwait(false);
        if (here is { Length: > 0 } && hosts.Find(host => host.Machine == here) is { } local)
            throw DrillErrors.Local(local.Node.Name);
    }

    private static async Task CutAsync(DcFailureDrill drill, List<DrillHost> hosts, string run, CancellationToken cancellationToken)
    {
        var addresses = hosts.ToDictionary(host => host.Node.Name, host => host.Addresses, StringComparer.Ordinal);
        var peers = drill.Nodes.ToDictionary(node => node.Node, node => (IReadOnlyList<IPAddress>)[.. node.Reaches.SelectMany(name => addresses.GetValueOrDefault(name, []))], StringComparer.Ordinal);

        // A node that is the way to others goes last.
        foreach (var wave in Waves(hosts))
            await AllAsync(wave, host => host.CutAsync(run, peers[host.Node.Name], cancellationToken)).ConfigureAwait(false);
    }

    private static List<List<DrillHost>> Waves(List<DrillHost> hosts)
    {
        var ways = hosts.SelectMany(host => (host.Node.ProxyJump ?? "").Split(',', StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.Ordinal);
        return [hosts.FindAll(host => !ways.Contains(host.Node.Name)), hosts.FindAll(host => ways.Contains(host.Node.Name))];
    }

    private static async Task WatchAsync(DrillWatch watch, TimeSpan duration, DrillSettings settings, Action<TimeSpan> say, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        for (var last = false; !last;)
        {
            last = Stopwatch.GetElapsedTime(start) >= duration;
            await watch.LookAsync("during", cancellationToken).ConfigureAwait(false);
            var left = duration - Stopwatch.GetElapsedTime(start);
            say(left < TimeSpan.Zero ? TimeSpan.Zero : left);
            if (!last && left > TimeSpan.Zero)
                await Task.Delay(left < settings.Interval ? left : settings.Interval, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<List<(DrillHost Host, string Why)>> PutBackAsync(List<DrillHost> hosts, string run, CancellationToken cancellationToken)
    {
        var failed = await UndoAsync(hosts, run, wait: true, cancellationToken).ConfigureAwait(false);
        foreach (var host in hosts.Where(host => !failed.Exists(one => one.Host == host)))
        {
            if (await host.BackAsync(cancellationToken).ConfigureAwait(false) is { } why)
                failed.Add((host, why));
        }

        return failed;
    }

    private static async Task<List<(DrillHost Host, string Why)>> UndoAsync(List<DrillHost> hosts, string run, bool wait, CancellationToken cancellationToken)
    {
        var failed = new List<(DrillHost, string)>();
        foreach (var wave in Enumerable.Reverse(Waves(hosts)))
        {
            // A stop in the middle must not leave the rest cut: each is told once in any case.
            var outcomes = await Task.WhenAll(wave.Where(host => host.IsArmed).Select(async host =>
            {
                try
                {
                    return (host, Why: await host.UndoAsync(run, wait, cancellationToken).ConfigureAwait(false));
                }
                catch (OperationCanceledException)
                {
                    return (host, Why: await host.UndoAsync(run, wait: false, CancellationToken.None).ConfigureAwait(false));
                }
            })).ConfigureAwait(false);
            failed.AddRange(outcomes.Where(one => one.Why is not null).Select(one => (one.host, one.Why!)));
        }

        return failed;
    }

    private static async Task RecoverAsync(DrillWatch watch, DrillSettings settings, Action say, CancellationToken cancellationToken)
    {
        for (var start = Stopwatch.GetTimestamp(); ;)
        {
            await watch.LookAsync("after", cancellationToken).ConfigureAwait(false);
            if (watch.Unwell.Count == 0 || Stopwatch.GetElapsedTime(start) > settings.RecoveryLimit)
                return;
            say();
            await Task.Delay(settings.Interval, cancellationToken).ConfigureAwait(false);
        }
    }

    // All are waited for, so that none is still being armed or cut while it is undone; the first failure is told.
    private static async Task AllAsync(List<DrillHost> hosts, Func<DrillHost, Task> work) => await Task.WhenAll(hosts.Select(work)).ConfigureAwait(false);

    private static async Task<string?> HereAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await File.ReadAllTextAsync("/etc/machine-id", cancellationToken).ConfigureAwait(false)).Trim();
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            return null;
        }
    }
}
