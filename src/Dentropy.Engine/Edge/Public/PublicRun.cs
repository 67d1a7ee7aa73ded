using Dentropy.Edge;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Edge.Public;

/// <summary>One change as it is done: tunnels first, beside the old ones; then haproxy; then what is old goes.</summary>
internal sealed class PublicRun(PublicPlan plan, ILinkPool links, IProgress<string>? progress)
{
    // More than two starts of haproxy take, with the proof between them.
    private static readonly TimeSpan s_more = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_cleanup = TimeSpan.FromSeconds(60);

    private readonly PublicHost _public = new(links, plan.Node);
    private readonly Dictionary<string, PublicHost> _hosts = new(StringComparer.Ordinal);
    private readonly List<PublicTunnel> _made = [];
    private readonly List<string> _notes = [];
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private bool _admitted;

    /// <summary>Does it.</summary>
    /// <returns>What the operator should know.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken)
    {
        if (plan.Facts is null)
        {
            await DropAsync(cancellationToken).ConfigureAwait(false);
            return _notes;
        }

        var held = await _public.TakeAsync(cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            var now = await _public.LookAsync(isPublic: true, cancellationToken).ConfigureAwait(false);
            if (!Same(now, "state") || !Same(now, "proxy") || !Same(now, "keys") || !Same(now, "peers"))
                throw PublicErrors.Changed(plan.Node.Name);
            if (plan.After is null)
                await RemoveAsync(cancellationToken).ConfigureAwait(false);
            else
                await SetAsync(plan.After, cancellationToken).ConfigureAwait(false);
        }

        return _notes;
    }

    private bool Same(PublicFacts now, string file) => plan.Facts!.Files.GetValueOrDefault(file) == now.Files.GetValueOrDefault(file);

    private async Task SetAsync(PublicState after, CancellationToken cancellationToken)
    {
        PublicState state;
        try
        {
            state = await BuildAsync(after, cancellationToken).ConfigureAwait(false);
            await ProveAsync(state, cancellationToken).ConfigureAwait(false);
            await SwitchAsync(state, cancellationToken).ConfigureAwait(false);
        }
        catch (DentropyException e) when (e.ErrorId == "PublicEndpointUnknown")
        {
            // Whoever serves now may need either, so both stay until the next run.
            throw;
        }
        catch
        {
            await TakeBackAsync().ConfigureAwait(false);
            throw;
        }

        // From here on the new endpoint serves, and what is left over harms nobody.
        await DropAsync(cancellationToken).ConfigureAwait(false);
        Say(plan.Node.Name, "letting go of what is not needed any more");
        var kept = state.Tunnels.SelectMany(tunnel => tunnel.Ports).ToHashSet();
        await _public.RunAsync(PublicScripts.Expel(_run, (plan.Before?.Tunnels ?? []).SelectMany(tunnel => tunnel.Ports).Where(port => !kept.Contains(port))), Admitted(state.Tunnels), cancellationToken).ConfigureAwait(false);
    }

    // The tunnels, with the keys that their nodes have made.
    private async Task<PublicState> BuildAsync(PublicState after, CancellationToken cancellationToken)
    {
        var remote = new PublicRemote(plan.Facts!.HostKeys, plan.Facts.WireGuardKey);
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tunnel in plan.Made)
        {
            Say(tunnel.Node, "making its tunnel");
            _made.Add(tunnel);
            var files = new Dictionary<string, string>(PublicFiles.Tunnel(plan.Node.Name, after, tunnel, remote), StringComparer.Ordinal) { ["keep"] = PublicFiles.Keep, ["start"] = PublicFiles.Start };
            keys[tunnel.Id] = await Host(tunnel.Node).RunAsync(PublicScripts.Prepare(tunnel.Id, tunnel.Kind), files, cancellationToken).ConfigureAwait(false);
        }

        var state = after with { Tunnels = [.. after.Tunnels.Select(tunnel => keys.TryGetValue(tunnel.Id, out var key) ? tunnel with { Key = key } : tunnel)] };
        Say(plan.Node.Name, "letting the load balancers in");
        _admitted = true;
        var wireGuard = state.Tunnels.Any(tunnel => tunnel.Kind == DcTunnelKind.WireGuard);
        // Those from before as well: they serve until the new ones are proved.
        var said = await _public.RunAsync(PublicScripts.Admit(_run, sshd: true, wireGuard), Admitted([.. state.Tunnels, .. Old(state)]), cancellationToken).ConfigureAwait(false);
        foreach (var tunnel in plan.Made)
        {
            var host = Host(tunnel.Node);
            if (tunnel.Kind == DcTunnelKind.WireGuard)
            {
                var peers = PublicFiles.Tunnel(plan.Node.Name, state, tunnel, remote with { WireGuardKey = said.Split('\n')[^1].Trim() })["peers"];
                await host.RunAsync(PublicScripts.Complete(tunnel.Id), new Dictionary<string, string>(StringComparer.Ordinal) { ["peers"] = peers }, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var tunnel in plan.Made.Concat(plan.Idle))
        {
            Say(tunnel.Node, "starting its tunnel");
            if (await Host(tunnel.Node).RunAsync(PublicScripts.Start(tunnel.Id), null, cancellationToken).ConfigureAwait(false) == "boot")
                Boot(tunnel.Node);
        }

        return state;
    }

    private async Task ProveAsync(PublicState state, CancellationToken cancellationToken)
    {
        Say(plan.Node.Name, "proving the tunnels");
        var ports = PublicPort.ParseAll(state.Ports);
        var ways = state.Tunnels.SelectMany(tunnel => ports.Select((port, i) =>
        {
            var (host, number) = PublicFiles.Way(tunnel, i, port);
            return (tunnel, port, Way: new PublicWay(tunnel.Node, host, number, PublicFiles.Check(state.Check, port.Public), state.Proxy));
        })).ToList();
        var said = await _public.RunAsync(PublicScripts.Prove(ways.Select(one => one.Way), plan.ProofLimit), null, cancellationToken).ConfigureAwait(false);
        if (said.Length == 0)
            return;
        var silent = said.Split('\n').ToHashSet(StringComparer.Ordinal);
        var bad = ways.Where(one => silent.Contains(one.Way.ToString())).ToList();
        var first = bad[0].tunnel;
        var words = await Host(first.Node).RunAsync(PublicScripts.Words(first.Id), null, cancellationToken).ConfigureAwait(false);
        throw PublicErrors.NotServing(first.Node, plan.Node.Name, string.Join(", ", bad.Where(one => one.tunnel.Id == first.Id).Select(one => one.port.Target)), Inventory.Shown.Text(words.Split('\n')[^1].Trim()));
    }

    // Not cancelled: haproxy is to have the one configuration or the other.
    private async Task SwitchAsync(PublicState state, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Say(plan.Node.Name, "having haproxy take over");
        var ways = PublicPort.ParseAll(state.Ports).Select(port => new PublicWay(plan.Node.Name, "127.0.0.1", port.Public, PublicFiles.Check(state.Check, port.Public), DcProxyProtocol.None));
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["haproxy.cfg"] = PublicFiles.Proxy(state, plan.Facts!.HasIPv6),
            ["endpoint.json"] = state.Write(),
            ["run"] = PublicFiles.ProxyRun,
            ["last"] = "",
        };
        using var limit = new CancellationTokenSource(plan.ProofLimit + s_more);
        try
        {
            if (await _public.RunAsync(PublicScripts.Switch(_run, ways, plan.ProofLimit), files, limit.Token).ConfigureAwait(false) == "boot")
                Boot(plan.Node.Name);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or DentropyException { ErrorId: "LinkLost" })
        {
            throw PublicErrors.Unknown(plan.Node.Name);
        }
    }

    private async Task RemoveAsync(CancellationToken cancellationToken)
    {
        await DropAsync(cancellationToken).ConfigureAwait(false);
        Say(plan.Node.Name, "taking the endpoint away");
        await _public.RunAsync(PublicScripts.Clear, null, cancellationToken).ConfigureAwait(false);
    }

    // When the public node forgets them they can do nothing any more, so one that cannot be reached holds nothing up.
    private async Task DropAsync(CancellationToken cancellationToken)
    {
        foreach (var (node, ids) in plan.Dropped)
        {
            try
            {
                Say(node.Name, "taking away its old tunnel");
                await Host(node).RunAsync(PublicScripts.Drop(ids), null, cancellationToken).ConfigureAwait(false);
            }
            catch (DentropyException e)
            {
                _notes.Add($"What '{node.Name}' has of a tunnel to '{plan.Node.Name}' is still there: {e.Message}");
            }
        }
    }

    // What cannot be taken back now is taken away by the next run.
    private async Task TakeBackAsync()
    {
        using var limit = new CancellationTokenSource(s_cleanup);
        foreach (var tunnel in _made)
            await TryAsync(() => Host(tunnel.Node).RunAsync(PublicScripts.Drop([tunnel.Id]), null, limit.Token)).ConfigureAwait(false);
        if (!_admitted)
            return;
        await TryAsync(() => plan.Before is null
            ? _public.RunAsync(PublicScripts.Clear, null, limit.Token)
            : _public.RunAsync(PublicScripts.Expel(_run, _made.SelectMany(tunnel => tunnel.Ports)), Admitted(plan.Before.Tunnels), limit.Token)).ConfigureAwait(false);
    }

    private static async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception e) when (e is DentropyException or IOException or OperationCanceledException)
        {
            // The failure that led here is the one to tell.
        }
    }

    private Dictionary<string, string> Admitted(IReadOnlyList<PublicTunnel> tunnels) => new(StringComparer.Ordinal)
    {
        ["authorized_keys"] = PublicFiles.Keys(tunnels),
        ["sshd.conf"] = PublicFiles.Sshd,
        ["watchrun"] = PublicFiles.WatchRun,
        ["peers"] = PublicFiles.Peers(tunnels),
        ["wgrun"] = PublicFiles.WireGuard($"{PublicPaths.Folder}/{PublicPaths.WireGuard}", PublicFiles.Interface, PublicFiles.InsideOf(plan.Node.Name, 1), (plan.After ?? plan.Before)!.WireGuardPort),
        ["keep"] = PublicFiles.Keep,
        ["start"] = PublicFiles.Start,
        ["last"] = "",
    };

    private IEnumerable<PublicTunnel> Old(PublicState state) => (plan.Before?.Tunnels ?? []).Where(old => state.Tunnels.All(tunnel => tunnel.Id != old.Id));

    private PublicHost Host(string name) => _hosts.TryGetValue(name, out var host) ? host : Host(plan.Balancers[name].Node);

    private PublicHost Host(DcNode node)
    {
        if (!_hosts.TryGetValue(node.Name, out var host))
            _hosts[node.Name] = host = new PublicHost(links, node);
        return host;
    }

    private void Boot(string node) => _notes.Add($"Node '{node}' has no systemd: have it run {PublicPaths.Folder}/start at boot, so that its part of the endpoint comes back after a restart.");

    private void Say(string node, string what) => progress?.Report($"{node}: {what}");
}
