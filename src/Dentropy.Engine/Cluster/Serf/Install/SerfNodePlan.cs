using System.Net;
using System.Security.Cryptography;
using System.Text;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster.Serf.Keys;
using Dentropy.Nodes;

namespace Dentropy.Engine.Cluster.Serf.Install;

/// <summary>What all nodes of one installation have in common.</summary>
/// <param name="Settings">How.</param>
/// <param name="Points">Agents that new ones look for.</param>
/// <param name="RpcPort">RPC port.</param>
/// <param name="RpcAuth">Token of the RPC; null for none.</param>
/// <param name="Key">Key of gossip; null where none was named.</param>
internal sealed record SerfWish(SerfInstallSettings Settings, IReadOnlyList<DcNode> Points, int RpcPort, string? RpcAuth, SerfKey? Key);

/// <summary>What has to be done to one node. Made from facts alone, so that it can be shown before anything is sent.</summary>
internal sealed record SerfNodePlan
{
    /// <summary>The node.</summary>
    public required DcNode Node { get; init; }

    /// <summary>What is there.</summary>
    public required SerfFacts Facts { get; init; }

    /// <summary>Whether the package has to be installed.</summary>
    public bool Install { get; init; }

    /// <summary>Files to write, by the names of the staging.</summary>
    public IReadOnlyDictionary<string, byte[]> Files { get; init; } = new Dictionary<string, byte[]>(StringComparer.Ordinal);

    /// <summary>What the agent needs.</summary>
    public SerfAction Action { get; init; }

    /// <summary>What is done, in words; empty where everything is as it should be.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>What an operator should know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The member's tags.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>The address that others use.</summary>
    public required string Address { get; init; }

    /// <summary>The key that the agent sends with afterwards; null for none.</summary>
    public SerfKey? Key { get; init; }

    /// <summary>The configuration that was seen, as the switch compares it.</summary>
    public string Expected => Facts.Config is { } config ? Convert.ToHexStringLower(SHA256.HashData(config)) : "none";

    /// <summary>Works it out.</summary>
    /// <param name="node">The node.</param>
    /// <param name="facts">What is there.</param>
    /// <param name="reached">The node's own address of the link; null where there is none.</param>
    /// <param name="wish">What is wanted.</param>
    /// <exception cref="DentropyException">One of <see cref="SerfInstallErrors"/>.</exception>
    public static SerfNodePlan Make(DcNode node, SerfFacts facts, string? reached, SerfWish wish)
    {
        if (facts.OtherAgent)
            throw SerfInstallErrors.OtherAgent(node.Name);
        if (facts.Program is null && !facts.HasApt)
            throw SerfInstallErrors.NoProgram(node.Name);
        var steps = new List<string>();
        var notes = new List<string>();
        if (facts.Program is null)
            steps.Add("install the package serf");

        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        var (key, keyring) = Keys(node.Name, facts, wish, steps, notes);
        var (bind, advertise) = Addresses(node, facts, reached, wish.Settings.GossipPort);
        var tags = SerfTags.Of(node, wish.Settings);
        var config = new SerfAgentConfig
        {
            NodeName = node.Name,
            Bind = bind,
            Advertise = advertise,
            RpcPort = wish.RpcPort,
            RpcAuth = wish.RpcAuth,
            Encrypted = key is not null,
            Profile = wish.Settings.Profile,
            Join = SerfJoins.For(node, wish.Points, wish.Settings.GossipPort),
            Tags = tags,
            EventHandlers = wish.Settings.EventHandlers,
        }.ToJson();
        var change = SerfConfigChange.Between(facts.Config, config);
        steps.AddRange(change.Words);
        var starter = Encoding.UTF8.GetBytes(facts.HasSystemd ? SerfScripts.UnitText : SerfScripts.SupervisorText);
        var newStarter = facts.Starter is null || !facts.Starter.AsSpan().SequenceEqual(starter);
        if (newStarter)
            steps.Add(facts.HasSystemd ? $"write {SerfPaths.UnitName}" : $"write {SerfPaths.Supervisor}");
        var action = !facts.Running || newStarter || keyring is not null ? SerfAction.Restart : change.Action;
        if (!facts.Running)
            steps.Add("start the agent");
        else if (action != SerfAction.None)
            steps.Add(action == SerfAction.Restart ? "restart the agent" : "reload the agent");
        if (wish.RpcAuth is null)
            notes.Add("The RPC has no token: every account of the node can give the agent orders. Set authKey of serf in cloud.yaml.");
        if (!facts.HasSystemd)
            notes.Add("There is no systemd: the agent comes back after a crash, and not after a restart of the node.");

        if (change.Words.Count > 0)
            files[SerfPaths.ConfigName] = config;
        if (keyring is not null)
            files[SerfPaths.KeyringName] = keyring;
        if (newStarter)
            files[facts.HasSystemd ? "unit" : "supervise"] = starter;
        // The check needs the configuration, and the switch the token, whatever else is new.
        if (steps.Count > 0)
        {
            files[SerfPaths.ConfigName] = config;
            files["rpc-auth"] = Encoding.UTF8.GetBytes(wish.RpcAuth ?? "");
        }

        return new SerfNodePlan
        {
            Node = node,
            Facts = facts,
            Install = facts.Program is null,
            Files = files,
            Action = action,
            Steps = steps,
            Notes = notes,
            Tags = tags,
            Address = advertise ?? bind,
            Key = key,
        };
    }

    /// <summary>The record of it.</summary>
    public DcSerfInstallation Record(bool changed) => new()
    {
        Node = Node.Name,
        Cloud = Node.Cloud,
        Changed = changed,
        Steps = Steps,
        Version = Facts.Version,
        Address = Address,
        Supervisor = Facts.Supervisor,
        KeyFingerprint = Key?.Fingerprint,
        Notes = Notes,
    };

    private static (SerfKey? Key, byte[]? Keyring) Keys(string node, SerfFacts facts, SerfWish wish, List<string> steps, List<string> notes)
    {
        var there = facts.Keyring is null ? null : SerfKeyring.Parse(facts.Keyring);
        if (facts.Keyring is not null && there is null && wish.Key is null)
            throw SerfInstallErrors.KeyringBroken(node);
        if (wish.Key is not { } wanted)
        {
            if (there is null)
                notes.Add("Gossip is not encrypted: name a key with -EncryptKey.");
            return (there?[0], null);
        }

        if (there is null)
        {
            steps.Add($"write the keyring with key {wanted}");
            return (wanted, SerfKeyring.With(wanted));
        }

        if (!there.Contains(wanted))
        {
            if (!wish.Settings.ReplaceKey)
                throw SerfInstallErrors.KeyDiffers(node, there[0].Fingerprint, wanted.Fingerprint);
            steps.Add($"replace key {there[0]} with {wanted}");
            return (wanted, SerfKeyring.With(wanted));
        }

        if (!there[0].Equals(wanted))
            notes.Add($"The agent has key {wanted} and sends with {there[0]}, as after a rotation that did not end. Update-DcSerfKey ends it.");
        return (there[0], null);
    }

    // An address of the inventory that the node does not have itself is one that leads to it, through an address translation.
    private static (string Bind, string? Advertise) Addresses(DcNode node, SerfFacts facts, string? reached, int port)
    {
        var name = node.Address ?? node.Name;
        if (!IPAddress.TryParse(name, out var address))
        {
            if (!IPAddress.TryParse(reached, out var own) || IPAddress.IsLoopback(own))
                throw SerfInstallErrors.NoAddress(node.Name, name);
            return (SerfJoins.Address(own.ToString(), port), null);
        }

        if (facts.Addresses.Contains(address.ToString(), StringComparer.OrdinalIgnoreCase))
            return (SerfJoins.Address(address.ToString(), port), null);
        var any = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
        return (SerfJoins.Address(any.ToString(), port), SerfJoins.Address(address.ToString(), port));
    }
}
