using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Dentropy.Dns;
using Dentropy.Engine.Inventory;
using DnsClient;

namespace Dentropy.Engine.Dns.Check;

/// <summary>
/// Finds the servers whose answers count: those that are named, else the zone's own name servers for what everybody sees, else the resolvers of this
/// machine.
/// </summary>
internal sealed class DnsServerFinder
{
    private const int Port = 53;
    private readonly Dictionary<string, IReadOnlyList<DnsServer>> _found = new(StringComparer.Ordinal);

    public async Task<IReadOnlyList<DnsServer>> FindAsync(string zone, DcDnsView view, IReadOnlyList<string> named, CancellationToken cancellationToken)
    {
        var key = $"{view} {(named.Count > 0 ? string.Join(' ', named) : zone)}";
        if (_found.TryGetValue(key, out var servers))
            return servers;
        servers = named.Count > 0 ? [.. (await Task.WhenAll(named.Select(one => NamedAsync(one, cancellationToken))).ConfigureAwait(false)).SelectMany(one => one)]
            : view == DcDnsView.Outside && await OwnAsync(zone, cancellationToken).ConfigureAwait(false) is { Count: > 0 } own ? own
            : [.. DnsClient.NameServer.ResolveNameServers(skipIPv6SiteLocal: true, fallbackToGooglePublicDns: false).Select(server => new DnsServer(Shown(server.Address, server.Port), new IPEndPoint(IPAddress.Parse(server.Address), server.Port), IsAuthoritative: false))];
        return _found[key] = servers.Count > 0 ? servers : throw Missing(zone);
    }

    /// <summary>Reads <c>192.0.2.1</c>, <c>192.0.2.1:5353</c>, <c>[2001:db8::1]:5353</c>, or a host name, with or without a port.</summary>
    private static async Task<IReadOnlyList<DnsServer>> NamedAsync(string text, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(text, out var address))
            return [new DnsServer(text, new IPEndPoint(address, Port), IsAuthoritative: false)];
        if (IPEndPoint.TryParse(text, out var endpoint) && endpoint.Port > 0)
            return [new DnsServer(text, endpoint, IsAuthoritative: false)];
        var (host, port) = text.Split(':') is [var name, var number] && ushort.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 ? (name, value) : (text, Port);
        if (Uri.CheckHostName(host) != UriHostNameType.Dns)
            throw Unknown(text, "it is neither an address nor a host name", null);
        try
        {
            var addresses = await System.Net.Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
            return [new DnsServer($"{host} ({addresses[0]})", new IPEndPoint(addresses[0], port), IsAuthoritative: false)];
        }
        catch (SocketException e)
        {
            throw Unknown(text, e.Message.TrimEnd('.'), e);
        }
    }

    // A place without zones of its own may have a name below a real zone, so that the NS records are looked for upwards.
    private static async Task<IReadOnlyList<DnsServer>> OwnAsync(string zone, CancellationToken cancellationToken)
    {
        try
        {
            var client = new LookupClient();
            for (var at = zone; at.Contains('.', StringComparison.Ordinal); at = at[(at.IndexOf('.', StringComparison.Ordinal) + 1)..])
            {
                var names = (await client.QueryAsync(at, QueryType.NS, cancellationToken: cancellationToken).ConfigureAwait(false)).Answers.NsRecords().Select(record => record.NSDName.Value.TrimEnd('.')).ToList();
                var found = new List<DnsServer>();
                foreach (var name in names)
                {
                    foreach (var record in (await client.QueryAsync(name, QueryType.A, cancellationToken: cancellationToken).ConfigureAwait(false)).Answers.ARecords())
                        found.Add(new DnsServer($"{name} ({record.Address})", new IPEndPoint(record.Address, Port), IsAuthoritative: true));
                }

                if (found.Count > 0)
                    return found;
            }
        }
        catch (Exception e) when (e is DnsResponseException or SocketException or InvalidOperationException && !cancellationToken.IsCancellationRequested)
        {
            // Who cannot find them asks the resolvers, and these say what is wrong.
        }

        return [];
    }

    private static string Shown(string address, int port) => port == Port ? address : string.Create(CultureInfo.InvariantCulture, $"{address}:{port}");

    private static DentropyException Unknown(string text, string problem, Exception? cause) => new(
        "DnsServerUnknown",
        DentropyErrorCategory.InvalidArgument,
        text,
        $"'{Inventory.Shown.Text(text)}' cannot be asked: {problem}. Give an address such as 192.0.2.53, or 192.0.2.53:5353, or a host name.",
        cause);

    private static DentropyException Missing(string zone) => new(
        "DnsServerUnknown",
        DentropyErrorCategory.ObjectNotFound,
        zone,
        $"There is no server to ask about {zone}: this machine has no resolvers, and none are named. Write resolvers below the place in {CloudFile.Name}, or give -Resolver.");
}
