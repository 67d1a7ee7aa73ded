using System.Text.RegularExpressions;
using Dentropy.Engine.Edge.Dhcp;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Peers.Tests.Edge.Dhcp;

/// <summary>dnsmasq on a host of the lab, started by hand as on a machine without systemd, and taken away again.</summary>
internal sealed class DhcpHost : IAsyncDisposable
{
    public const string File = "/etc/dnsmasq.d/dentropy-dhcp.conf";
    public const string Hosts = "/etc/dnsmasq.d/.dentropy-dhcp.hosts";
    public const string Leases = "/var/tmp/lab-dhcp.leases";
    private const string Pid = "/run/lab-dhcp.pid";

    private readonly SshLinkPool _links = new();

    private DhcpHost(DcNode node, INodeStore store) => (Node, Store) = (node, store);

    public DcNode Node { get; }

    public INodeStore Store { get; }

    /// <summary>The first two numbers of the lab's addresses, e.g. <c>10.77</c>.</summary>
    public string Net => string.Join('.', Node.Address!.Split('.')[..2]);

    public DhcpRanges Ranges => new(Store, _links);

    public DhcpReservations Reservations => new(Store, _links);

    public DhcpLeases LeaseReader => new(Store, _links);

    public static async Task<DhcpHost> StartAsync(string name = "pi1", string user = "root", INodeStore? store = null)
    {
        var node = await Lab.NodeAsync(name) with { User = user };
        var host = new DhcpHost(node, store ?? new FileNodeStore(node.Cloud!));
        await host.ClearAsync();
        await host.ExecAsync($"mkdir -p /etc/dnsmasq.d && printf 'bind-interfaces\\nno-resolv\\nno-hosts\\nuser=root\\nlisten-address={node.Address}\\nconf-dir=/etc/dnsmasq.d,*.conf\\npid-file={Pid}\\ndhcp-leasefile={Leases}\\n' >/etc/dnsmasq.conf && dnsmasq");
        await Lab.UntilAsync(async () => (await host.ProcessAsync()).Length > 0, "dnsmasq runs");
        return host;
    }

    public Task<string> ExecAsync(string command) => Lab.ExecAsync(Node.Name, command);

    /// <summary>The number of the process; nothing where none runs.</summary>
    public async Task<string> ProcessAsync() => (await ExecAsync($"p=$(cat {Pid} 2>/dev/null) && [ \"$(cat /proc/$p/comm 2>/dev/null)\" = dnsmasq ] && echo $p")).Trim();

    public Task StopAsync() => ExecAsync($"p=$(cat {Pid} 2>/dev/null) && kill $p && while [ -e /proc/$p ]; do sleep 0.02; done; rm -f {Pid}");

    /// <summary>Checksums of everything in the folder.</summary>
    public Task<string> FilesAsync() => ExecAsync("cd /etc/dnsmasq.d && find . | sort && find . -type f | sort | xargs -r sha256sum");

    /// <summary>Sets a range of the lab's own network: its last two numbers, e.g. <c>200.10</c>.</summary>
    public async Task<IReadOnlyList<DhcpOutcome>> SetAsync(string name, string from, string to, Func<DhcpRangeSettings, DhcpRangeSettings>? more = null, params DcNode[] nodes)
    {
        var settings = new DhcpRangeSettings { Name = name, From = $"{Net}.{from}", To = $"{Net}.{to}" };
        var plan = await Ranges.PlanSetAsync(nodes.Length > 0 ? nodes : [Node], more?.Invoke(settings) ?? settings, TestContext.Current.CancellationToken);
        return await Ranges.ApplyAsync([plan], TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
    }

    public async Task<IReadOnlyList<DhcpOutcome>> ReserveAsync(string name, string mac, string address)
    {
        var plans = await Reservations.PlanSetAsync([Node], [new DhcpReservationSettings { Name = name, MacAddress = [mac], Address = [$"{Net}.{address}"] }], TestContext.Current.CancellationToken);
        return await Reservations.ApplyAsync(plans, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await ClearAsync();
        await _links.DisposeAsync();
    }

    private async Task ClearAsync()
    {
        await StopAsync();
        await ExecAsync($"umount /etc/dnsmasq.d 2>/dev/null; rm -rf /etc/dnsmasq.conf /etc/dnsmasq.d {Leases}; true");
    }
}

/// <summary>A real DHCP client on another host of the lab, with a network card of its own; what it is given is looked at, and not used.</summary>
internal static partial class DhcpClient
{
    private const string Host = "pi3";

    /// <summary>What udhcpc is given, by the names that its script knows; nothing where nobody answers.</summary>
    /// <param name="mac">The card's MAC address.</param>
    /// <param name="more">Further words of its command line.</param>
    /// <param name="patience">How often it asks.</param>
    public static async Task<IReadOnlyDictionary<string, string>> AskAsync(string mac, string more = "", int patience = 40)
    {
        var device = "c" + mac.Replace(":", "", StringComparison.Ordinal)[^6..];
        var said = await Lab.ExecAsync(Host, $"""
            printf '#!/bin/sh\n[ "$1" != bound ] || env\n' >/tmp/lease.sh; chmod 755 /tmp/lease.sh
            ip link show {device} >/dev/null 2>&1 || ip link add {device} link eth0 address {mac} type macvlan
            ip link set {device} up
            udhcpc -i {device} -n -q -f -t {patience} -T 1 -s /tmp/lease.sh {more} 2>/tmp/udhcpc.log
            """);
        return Pair().Matches(said).ToDictionary(match => match.Groups["key"].Value, match => match.Groups["value"].Value, StringComparer.Ordinal);
    }

    public static Task ClearAsync() => Lab.ExecAsync(Host, "for d in $(ip -o link show type macvlan | sed 's/^[0-9]*: \\([^@:]*\\).*/\\1/'); do ip link del $d; done; rm -f /tmp/lease.sh /tmp/udhcpc.log /tmp/dhclient.*");

    [GeneratedRegex("^(?<key>[a-z0-9_]+)=(?<value>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Pair();
}
