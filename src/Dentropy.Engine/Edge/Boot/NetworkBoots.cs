using System.Runtime.CompilerServices;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Dhcp;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Edge.Boot;

/// <summary>What booting a machine over the network comes to, on every gateway that is meant. It was checked, and nothing was sent.</summary>
public sealed class NetworkBootPlan
{
    internal NetworkBootPlan(string name, IReadOnlyList<BootStep> steps) => (Name, Steps) = (name, steps);

    /// <summary>Name of the machine.</summary>
    public string Name { get; }

    /// <summary>What there was, for each gateway; null where there was nothing.</summary>
    public IReadOnlyList<DcNetworkBoot?> Before => [.. Steps.Select(step => step.Before?.Boot)];

    /// <summary>What there is to be, for each gateway; null where it goes.</summary>
    public IReadOnlyList<DcNetworkBoot?> After => [.. Steps.Select(step => step.After?.Boot)];

    /// <summary>The gateways.</summary>
    public IReadOnlyList<string> Nodes => [.. Steps.Select(step => step.Node.Site.Node.Name)];

    /// <summary>Lines of dnsmasq's configuration that go, and those that come, with <c>-</c> or <c>+</c> before them.</summary>
    public IReadOnlyList<string> Lines => [.. Steps.SelectMany(step => (step.Before?.Lines ?? []).Except(step.After?.Lines ?? [], StringComparer.Ordinal).Select(line => "- " + line)
        .Concat((step.After?.Lines ?? []).Except(step.Before?.Lines ?? [], StringComparer.Ordinal).Select(line => "+ " + line))).Distinct(StringComparer.Ordinal)];

    internal IReadOnlyList<BootStep> Steps { get; }
}

/// <summary>The part of a plan that one gateway has.</summary>
internal sealed record BootStep(BootNode Node, BootState State, BootEntry? Before, BootEntry? After, bool OldRom, string? CommandLine);

/// <summary>What machines boot over the network, from gateways with dnsmasq.</summary>
/// <param name="store">The inventory. Its nodes tell the MAC address (<c>mac</c>) and the serial number (<c>serial</c>) in their metadata.</param>
/// <param name="links">Links to the gateways.</param>
public sealed class NetworkBoots(INodeStore store, ILinkPool links)
{
    private const int Attempts = 10;

    /// <summary>What machines boot.</summary>
    /// <param name="nodes">The gateways; none for those that the cloud has.</param>
    /// <param name="names">Names of machines or wildcards; none for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException"><c>DhcpNodeNotFound</c>, <c>CloudFileInvalid</c>. What goes wrong on one gateway is among what is found.</exception>
    public async IAsyncEnumerable<DhcpFound<DcNetworkBoot>> GetAsync(IReadOnlyList<DcNode> nodes, IReadOnlyCollection<string> names, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var running in (await GatewaysAsync(nodes, cancellationToken).ConfigureAwait(false)).Select(AttemptAsync).ToList())
        {
            foreach (var found in await running.ConfigureAwait(false))
                yield return found;
        }

        async Task<IReadOnlyList<DhcpFound<DcNetworkBoot>>> AttemptAsync(BootNode node)
        {
            try
            {
                var state = await node.ReadAsync(null, [], cancellationToken).ConfigureAwait(false);
                return [.. state.File.Entries.Where(entry => DhcpCloud.Like(names, entry.Boot.Name)).Select(entry => new DhcpFound<DcNetworkBoot>(node.Site.Node.Name, entry.Boot with { Cloud = store.Location }, null))];
            }
            catch (DentropyException e)
            {
                return [new DhcpFound<DcNetworkBoot>(node.Site.Node.Name, null, e)];
            }
        }
    }

    /// <summary>Works out what it comes to that a machine boots an image. Reads the gateways, and writes nothing.</summary>
    /// <param name="nodes">The gateways; none for those that the cloud has.</param>
    /// <param name="settings">The machine and the image.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException">
    /// <c>NetworkBootInvalid</c>, <c>BootImageNotFound</c>, <c>BootImageUnsuitable</c>, <c>BootFolderTaken</c>, <c>NetworkBootDuplicate</c>, <c>DhcpNodeNotFound</c>,
    /// <c>DhcpFileInvalid</c>, and those of links.
    /// </exception>
    public async Task<NetworkBootPlan> PlanSetAsync(IReadOnlyList<DcNode> nodes, NetworkBootSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var machine = await store.FindAsync(settings.Name, cancellationToken).ConfigureAwait(false);
        var wanted = BootRules.Machine(settings, machine);
        var gateways = await GatewaysAsync(nodes, cancellationToken).ConfigureAwait(false);
        var states = await Task.WhenAll(gateways.Select(gateway => gateway.ReadAsync(settings.Image, wanted.Folders, cancellationToken))).ConfigureAwait(false);
        return new NetworkBootPlan(wanted.Name, [.. gateways.Zip(states, (gateway, state) => Step(gateway, state, wanted, settings, machine))]);
    }

    /// <summary>Works out what it comes to that machines boot over the network no more.</summary>
    /// <param name="nodes">The gateways; none for those that the cloud has. Those that do not have a machine are passed over.</param>
    /// <param name="names">Names of machines.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException"><c>NetworkBootNotFound</c>, <c>DhcpNodeNotFound</c>, <c>DhcpFileInvalid</c>, and those of links.</exception>
    public async Task<IReadOnlyList<NetworkBootPlan>> PlanRemoveAsync(IReadOnlyList<DcNode> nodes, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(names);
        var gateways = await GatewaysAsync(nodes, cancellationToken).ConfigureAwait(false);
        var states = await Task.WhenAll(gateways.Select(gateway => gateway.ReadAsync(null, [], cancellationToken))).ConfigureAwait(false);
        var plans = new List<NetworkBootPlan>();
        foreach (var name in names.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var steps = gateways.Zip(states).Select(one => new BootStep(one.First, one.Second, one.Second.File.Find(name), null, OldRom: false, null)).Where(step => step.Before is not null).ToList();
            plans.Add(steps.Count > 0 ? new NetworkBootPlan(steps[0].Before!.Boot.Name, steps) : throw new DentropyException(
                "NetworkBootNotFound",
                DentropyErrorCategory.ObjectNotFound,
                name,
                $"'{Shown.Text(name)}' does not boot over the network from {string.Join(", ", gateways.Select(gateway => gateway.Site.Node.Name))}. Nothing was changed."));
        }

        return plans;
    }

    /// <summary>Does what plans say. dnsmasq checks its new file before it counts, and is started anew; where it does not start with it, the old one is put back and new folders go again.</summary>
    /// <param name="plans">The plans.</param>
    /// <param name="cancellationToken">Ends the waiting; files that are being written are finished.</param>
    /// <returns>For each machine and gateway what it boots now (of one that goes, what it booted), or what went wrong.</returns>
    public async IAsyncEnumerable<DhcpFound<DcNetworkBoot>> ApplyAsync(IReadOnlyList<NetworkBootPlan> plans, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plans);
        foreach (var step in plans.SelectMany(plan => plan.Steps))
        {
            DentropyException? failure = null;
            try
            {
                await ApplyAsync(step, cancellationToken).ConfigureAwait(false);
            }
            catch (DentropyException e)
            {
                failure = e;
            }

            yield return new DhcpFound<DcNetworkBoot>(step.Node.Site.Node.Name, (step.After ?? step.Before)!.Boot with { Cloud = store.Location }, failure);
        }
    }

    private static async Task ApplyAsync(BootStep step, CancellationToken cancellationToken)
    {
        var (site, old, made) = (step.Node.Site, step.Before?.Boot.Folder ?? [], step.After?.Boot.Folder ?? []);
        var name = (step.After ?? step.Before)!.Boot.Name;
        if (made.Count > 0)
            await step.Node.RunAsync(BootScripts.Make(site.Folder, site.TftpRoot, name, step.After!.Boot.Image, made, step.CommandLine, step.OldRom), step.State.AsRoot, cancellationToken).ConfigureAwait(false);
        try
        {
            await WriteAsync(step, name, cancellationToken).ConfigureAwait(false);
        }
        catch (DentropyException)
        {
            // Nobody asks for a folder whose machine is not in the file; what was there before is as it was, but for the image of a folder that stays.
            if (made.Except(old, StringComparer.Ordinal).ToList() is { Count: > 0 } added)
                await step.Node.RunAsync(BootScripts.Remove(site.Folder, site.TftpRoot, name, added), step.State.AsRoot, CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        if (old.Except(made, StringComparer.Ordinal).ToList() is { Count: > 0 } gone)
            await step.Node.RunAsync(BootScripts.Remove(site.Folder, site.TftpRoot, name, gone), step.State.AsRoot, cancellationToken).ConfigureAwait(false);
    }

    private static async Task WriteAsync(BootStep step, string name, CancellationToken cancellationToken)
    {
        var state = step.State;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var there = state.File.Find(name);
            if (there is null ? step.After is null : there.Is(step.After))
                return;
            if (there is null ? step.Before is not null : !there.Is(step.Before))
                throw DhcpErrors.Changed(name, step.Node.Site.Node.Name);
            if (step.After is not null)
                BootRules.CheckDuplicate(step.After.Boot, state.File);
            if (await step.Node.WriteAsync(state, state.File.With(name, step.After), cancellationToken).ConfigureAwait(false))
                return;
            state = await step.Node.ReadAsync(null, [], cancellationToken).ConfigureAwait(false);
        }

        throw DhcpErrors.OfNode(step.Node.Site, Engine.Dnsmasq.DnsmasqFolder.Changed, "");
    }

    private static BootStep Step(BootNode gateway, BootState state, BootMachine wanted, NetworkBootSettings settings, DcNode? machine)
    {
        BootRules.CheckImage(settings, state, gateway.Site);
        var (kind, files) = BootRules.Kind(settings, wanted, machine, state, gateway.Site.Node.Name);
        var isPi = kind == DcBootKind.RaspberryPi;
        if (isPi && state.Taken.Count > 0)
            throw new DentropyException("BootFolderTaken", DentropyErrorCategory.ResourceExists, wanted.Name, $"Node {gateway.Site.Node.Name}: {gateway.Site.TftpRoot}/{state.Taken[0]} is there, and Dentropy did not make it. Nothing was changed; move it away, and try again.");
        var boot = new DcNetworkBoot { Name = wanted.Name, Node = gateway.Site.Node.Name, Image = settings.Image, Kind = kind, MacAddress = wanted.Macs, Serial = isPi ? wanted.Serial : null, Folder = isPi ? wanted.Folders : [] };
        BootRules.CheckDuplicate(boot, state.File);
        var oldRom = isPi && BootRules.HasOldRom(machine);
        return new BootStep(gateway, state, state.File.Find(wanted.Name), BootSyntax.Entry(boot, oldRom, files), oldRom, settings.CommandLine);
    }

    private async Task<IReadOnlyList<BootNode>> GatewaysAsync(IReadOnlyList<DcNode> nodes, CancellationToken cancellationToken) =>
        [.. (await new DhcpCloud(store, links).NodesAsync(nodes, cancellationToken).ConfigureAwait(false)).Select(node => new BootNode(node.Site, links))];
}
