using System.Security.Cryptography;
using Dentropy.Edge;
using Dentropy.Nodes;

namespace Dentropy.Engine.Edge.Public;

/// <summary>Works out, from what the nodes have, what has to be done for an endpoint. It asks nobody and changes nothing.</summary>
internal sealed class PublicPlanner(DcNode node, PublicFacts facts, IReadOnlyList<(DcNode Node, PublicFacts Facts)> balancers, PublicEndpointSettings settings)
{
    private const int FirstPort = 20800;
    private const int LastPort = 21799;
    private const int LastInside = 254;

    private readonly List<DcPublicChange> _changes = [];

    public PublicPlan Plan(IReadOnlyList<(DcNode Node, IReadOnlyList<string> Ids)> foreign, IReadOnlyList<string> notes)
    {
        var ports = PublicPort.ParseAll(settings.Port);
        var before = Before(node.Name, facts);
        CheckTools();
        CheckPorts(ports, before);
        var bare = new PublicState
        {
            Address = settings.Address ?? node.Address ?? node.Name,
            SshPort = node.Port ?? 22,
            Ports = [.. ports.Select(port => port.ToString())],
            Proxy = settings.ProxyProtocol,
            Check = settings.HealthCheck,
            WireGuardPort = settings.WireGuardPort,
        };
        var remote = new PublicRemote(facts.HostKeys, facts.WireGuardKey);
        var (made, idle, tunnels) = (new List<PublicTunnel>(), new List<PublicTunnel>(), new List<PublicTunnel>());
        foreach (var (balancer, has) in balancers)
        {
            var kind = Kind(balancer.Name, has);
            var old = before?.Tunnels.FirstOrDefault(tunnel => tunnel.Node == balancer.Name);
            if (old is not null && old.Kind == kind && IsWhole(bare, old, has, remote, ports.Count))
            {
                tunnels.Add(old);
                if (!has.Running.Contains(old.Id))
                    idle.Add(old);
                continue;
            }

            var fresh = New(balancer.Name, kind, ports.Count, [.. tunnels, .. before?.Tunnels ?? []]);
            tunnels.Add(fresh);
            made.Add(fresh);
        }

        var after = bare with { Tunnels = tunnels };
        if (after.Tunnels.Any(tunnel => tunnel.Kind == DcTunnelKind.WireGuard))
            CheckWireGuardPort(before);
        foreach (var tunnel in made)
            TellNew(after, tunnel, remote);
        TellPublic(before, after, made);
        foreach (var tunnel in idle)
            _changes.Add(new() { Node = tunnel.Node, Action = $"start its tunnel {tunnel.Id}" });
        var dropped = balancers
            .Select(one => (one.Node, Ids: (IReadOnlyList<string>)[.. PublicEndpoints.OwnParts(one.Facts, node.Name).Where(id => !tunnels.Exists(tunnel => tunnel.Id == id))]))
            .Where(one => one.Ids.Count > 0).Concat(foreign).ToList();
        _changes.AddRange(dropped.SelectMany(one => one.Ids.Select(id => new DcPublicChange { Node = one.Node.Name, Action = $"take away its tunnel {id}, with its key" })));
        return new PublicPlan(node, _changes)
        {
            Facts = facts,
            Before = before,
            After = after,
            Balancers = balancers.ToDictionary(one => one.Node.Name, one => one, StringComparer.Ordinal),
            Made = made,
            Idle = idle,
            Dropped = dropped,
            ProofLimit = settings.ProofLimit,
            Notes = notes,
        };
    }

    public static PublicState? Before(string node, PublicFacts facts) =>
        facts.Files.TryGetValue("state", out var text) ? PublicState.Read(text) ?? throw PublicErrors.StateBroken(node) : null;

    private void CheckTools()
    {
        if (!facts.Tools.Contains("haproxy"))
            throw PublicErrors.ToolMissing(node.Name, "haproxy", "haproxy", "passes the connections on");
        foreach (var (tool, package) in new[] { ("ss", "iproute2"), ("bash", "bash"), ("flock", "util-linux"), ("pgrep", "procps") })
        {
            if (!facts.Tools.Contains(tool))
                throw PublicErrors.ToolMissing(node.Name, tool, package, "the change needs");
        }
    }

    private void CheckPorts(IReadOnlyList<PublicPort> ports, PublicState? before)
    {
        var own = before is not null && facts.Running.Contains(PublicPaths.Endpoint) ? PublicPort.ParseAll(before.Ports).Select(port => port.Public).ToHashSet() : [];
        foreach (var port in ports)
        {
            var taken = facts.Listens.Where(one => one.Port == port.Public && !(own.Contains(one.Port) && one.Who.StartsWith("haproxy ", StringComparison.Ordinal))).ToList();
            if (taken.Count > 0)
                throw PublicErrors.PortTaken(node.Name, $"{port.Public}", taken[0].Who);
        }
    }

    private void CheckWireGuardPort(PublicState? before)
    {
        var own = before?.WireGuardPort == settings.WireGuardPort && facts.Running.Contains(PublicPaths.WireGuard);
        if (!own && facts.Udp.Find(one => one.Port == settings.WireGuardPort) is { Port: > 0 } taken)
            throw PublicErrors.PortTaken(node.Name, $"{taken.Port} (UDP)", taken.Who);
    }

    private DcTunnelKind Kind(string balancer, PublicFacts has)
    {
        if (settings.Tunnel == DcTunnelKind.Ssh || (settings.Tunnel == DcTunnelKind.Auto && !(Kernel(facts) && Kernel(has))))
        {
            if (!has.Tools.Contains("ssh") || !has.Tools.Contains("ssh-keygen"))
                throw PublicErrors.ToolMissing(balancer, "ssh", "openssh-client", "carries its tunnel");
            return facts.HostKeys.Count > 0 ? DcTunnelKind.Ssh : throw PublicErrors.NoHostKeys(node.Name);
        }

        foreach (var (name, one) in new[] { (node.Name, facts), (balancer, has) })
        {
            if (!one.Tools.Contains("wg"))
                throw PublicErrors.ToolMissing(name, "wg", "wireguard-tools", "sets WireGuard up");
            if (!one.HasKernelWireGuard && !one.Tools.Contains("wireguard-go"))
                throw PublicErrors.NoWireGuard(name);
        }

        return DcTunnelKind.WireGuard;
    }

    private static bool Kernel(PublicFacts one) => one.HasKernelWireGuard && one.Tools.Contains("wg");

    private bool IsWhole(PublicState state, PublicTunnel tunnel, PublicFacts has, PublicRemote remote, int ports) =>
        (tunnel.Kind != DcTunnelKind.Ssh || tunnel.Ports.Count == ports)
        && has.Parts.TryGetValue(tunnel.Id, out var files)
        && files.GetValueOrDefault("key.pub", "").Trim().StartsWith(tunnel.Key, StringComparison.Ordinal)
        && PublicFiles.Tunnel(node.Name, state, tunnel, remote).All(file => files.GetValueOrDefault(file.Key) == file.Value);

    private PublicTunnel New(string balancer, DcTunnelKind kind, int ports, IReadOnlyList<PublicTunnel> others)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var key = $"(the public key that {balancer} will make)";
        if (kind == DcTunnelKind.Ssh)
        {
            var taken = others.SelectMany(tunnel => tunnel.Ports).Concat(facts.Listens.Select(one => one.Port)).ToHashSet();
            return new(id, balancer, kind, [.. Enumerable.Range(FirstPort, LastPort - FirstPort + 1).Where(port => !taken.Contains(port)).Take(ports)], null, key);
        }

        var used = others.Select(tunnel => tunnel.Inside).ToHashSet(StringComparer.Ordinal);
        return new(id, balancer, kind, [], Enumerable.Range(2, LastInside - 1).Select(number => PublicFiles.InsideOf(node.Name, number)).First(address => !used.Contains(address)), key);
    }

    private void TellNew(PublicState after, PublicTunnel tunnel, PublicRemote remote)
    {
        _changes.Add(new() { Node = tunnel.Node, Action = $"make a tunnel to {node.Name} ({(tunnel.Kind == DcTunnelKind.Ssh ? "ssh" : "WireGuard")}), with a key that stays there" });
        var known = remote with { WireGuardKey = remote.WireGuardKey ?? $"(the public key that {node.Name} will make)" };
        foreach (var (name, text) in PublicFiles.Tunnel(node.Name, after, tunnel, known))
            Tell(tunnel.Node, $"{PublicPaths.Folder}/{PublicPaths.Part(tunnel.Id)}/{name}", null, text);
        _changes.Add(new() { Node = tunnel.Node, Action = $"start {PublicPaths.Part(tunnel.Id)}, and prove that it carries connections" });
    }

    private void TellPublic(PublicState? before, PublicState after, List<PublicTunnel> made)
    {
        var wireGuard = after.Tunnels.Any(tunnel => tunnel.Kind == DcTunnelKind.WireGuard);
        foreach (var account in new[] { PublicPaths.TunnelAccount, PublicPaths.ProxyAccount }.Where(account => !facts.Accounts.Contains(account)))
            _changes.Add(new() { Node = node.Name, Action = $"create the account {account}, which has no shell and no password" });
        TellFile("sshd", PublicPaths.Sshd, PublicFiles.Sshd);
        TellFile("keys", PublicPaths.KeysFile, PublicFiles.Keys(after.Tunnels));
        TellFile("watchrun", $"{PublicPaths.Folder}/{PublicPaths.Watch}/run", PublicFiles.WatchRun);
        if (!facts.Running.Contains(PublicPaths.Watch))
            _changes.Add(new() { Node = node.Name, Action = "start what ends the sessions of load balancers that are gone" });
        if (wireGuard)
        {
            TellFile("peers", PublicPaths.PeersFile, PublicFiles.Peers(after.Tunnels));
            TellFile("wgrun", $"{PublicPaths.Folder}/{PublicPaths.WireGuard}/run", PublicFiles.WireGuard($"{PublicPaths.Folder}/{PublicPaths.WireGuard}", PublicFiles.Interface, PublicFiles.InsideOf(node.Name, 1), after.WireGuardPort));
            if (made.Count == 0 && !facts.Running.Contains(PublicPaths.WireGuard))
                _changes.Add(new() { Node = node.Name, Action = "start WireGuard" });
        }
        else if (facts.Files.ContainsKey("wgrun"))
        {
            _changes.Add(new() { Node = node.Name, Action = "take WireGuard away" });
        }

        TellFile("proxyrun", $"{PublicPaths.Folder}/{PublicPaths.Endpoint}/run", PublicFiles.ProxyRun);
        var reloads = TellFile("proxy", PublicPaths.ProxyFile, PublicFiles.Proxy(after, facts.HasIPv6));
        TellFile("state", PublicPaths.StateFile, after.Write());
        if (before is null || !facts.Running.Contains(PublicPaths.Endpoint))
            _changes.Add(new() { Node = node.Name, Action = $"start haproxy on port {string.Join(", ", after.Ports)}" });
        else if (reloads)
            _changes.Add(new() { Node = node.Name, Action = "have haproxy take the new configuration, and prove that it serves" });
    }

    private bool TellFile(string key, string path, string wanted)
    {
        var there = facts.Files.GetValueOrDefault(key);
        if (there == wanted)
            return false;
        Tell(node.Name, path, there, wanted);
        return true;
    }

    private void Tell(string on, string path, string? there, string wanted) =>
        _changes.Add(new() { Node = on, Action = $"{(there is null ? "create" : "change")} {path}", Difference = UnifiedDiff.Between(there, wanted, path) });
}
