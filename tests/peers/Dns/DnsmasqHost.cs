using System.Net;
using Dentropy.Engine.Dns.Dnsmasq;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using DnsClient;
using Xunit;

namespace Dentropy.Peers.Tests.Dns;

/// <summary>dnsmasq on a host of the lab, started by hand as on a machine without systemd, and taken away again.</summary>
internal sealed class DnsmasqHost : IAsyncDisposable
{
    public const string File = "/etc/dnsmasq.d/dentropy.conf";
    public const string Hosts = "/etc/dnsmasq.d/.dentropy.hosts";

    private readonly SshLinkPool _links = new();

    private DnsmasqHost(DcNode node)
    {
        Node = node;
        Client = new LookupClient(new LookupClientOptions(new NameServer(IPAddress.Parse(node.Address!))) { UseCache = false, Timeout = TimeSpan.FromSeconds(5), ThrowDnsErrors = false });
    }

    public DcNode Node { get; }

    public LookupClient Client { get; }

    public static async Task<DnsmasqHost> StartAsync(string user = "root")
    {
        _ = NameServers.Address("BIND");
        var host = new DnsmasqHost(await Lab.NodeAsync("pi1") with { User = user });
        await ClearAsync();
        await Lab.ExecAsync("pi1", $"mkdir -p /etc/dnsmasq.d && printf 'bind-interfaces\\nno-resolv\\nno-hosts\\nuser=root\\nlisten-address={host.Node.Address}\\nconf-dir=/etc/dnsmasq.d,*.conf\\npid-file=/run/lab-dnsmasq.pid\\n' >/etc/dnsmasq.conf && printf '# by hand\\ntxt-record=kept.home.lan,kept\\n' >{File} && dnsmasq");
        await Lab.UntilAsync(async () => (await host.TextAsync("kept.home.lan")).Contains("kept"), "dnsmasq answers");
        return host;
    }

    public DnsmasqProvider Open(string? reload = null) => new(new DnsmasqSite("home", Node, File, reload), _links);

    public Task<string> ExecAsync(string command) => Lab.ExecAsync("pi1", command);

    public async Task<string> ProcessAsync() => (await ExecAsync("cat /run/lab-dnsmasq.pid")).Trim();

    public async Task<IReadOnlyList<string>> AddressesAsync(string name) =>
        [.. (await Client.QueryAsync(name, QueryType.A)).Answers.ARecords().Select(record => record.Address.ToString()).Order(StringComparer.Ordinal)];

    public async Task<IReadOnlyList<string>> TextAsync(string name)
    {
        try
        {
            return [.. (await Client.QueryAsync(name, QueryType.TXT)).Answers.TxtRecords().Select(record => string.Concat(record.Text))];
        }
        catch (DnsResponseException)
        {
            return [];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ClearAsync();
        await _links.DisposeAsync();
    }

    private static Task ClearAsync() => Lab.ExecAsync("pi1", "p=$(cat /run/lab-dnsmasq.pid 2>/dev/null) && kill $p && while [ -e /proc/$p ]; do sleep 0.02; done; umount /etc/dnsmasq.d 2>/dev/null; rm -rf /etc/dnsmasq.conf /etc/dnsmasq.d /run/lab-dnsmasq.pid; true");
}
