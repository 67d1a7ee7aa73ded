using System.Net;
using Dentropy.Dns;
using DnsClient;
using DnsClient.Protocol;

namespace Dentropy.Engine.Dns.Dynamic;

/// <summary>A name server that answers a query with the address that it came from.</summary>
/// <param name="name">Its name.</param>
/// <param name="question">What is asked.</param>
/// <param name="families">The families that it can tell.</param>
internal sealed class DnsAddressSource(string name, DnsAddressQuestion question, IReadOnlyList<DcAddressFamily> families) : IAddressSource
{
    public string Name => name;

    public DcAddressSourceKind Kind => DcAddressSourceKind.Dns;

    public IReadOnlyList<DcAddressFamily> Families => families;

    public async Task<IReadOnlyList<IPAddress>> AskAsync(DcAddressFamily family, CancellationToken cancellationToken)
    {
        // A server is asked over the family that is wanted; one of the other family is asked only where no other is named.
        var fitting = question.Servers.Where(server => server.AddressFamily == Addresses.Sockets(family)).ToList();
        var servers = fitting.Count > 0 ? fitting : question.Servers;
        var client = new LookupClient(new LookupClientOptions([.. servers.Select(server => new NameServer(server))])
        {
            UseCache = false,
            Timeout = TimeSpan.FromSeconds(3),
            Retries = 1,
            ThrowDnsErrors = false,
        });
        var type = question.Text ? QueryType.TXT : family == DcAddressFamily.IPv4 ? QueryType.A : QueryType.AAAA;
        IDnsQueryResponse answer;
        try
        {
            answer = await client.QueryAsync(question.Query, type, question.Chaos ? QueryClass.CH : QueryClass.IN, cancellationToken).ConfigureAwait(false);
        }
        catch (DnsResponseException e)
        {
            throw new AddressProblemException($"cannot be reached: {(e.InnerException ?? e).Message.TrimEnd('.')}", isAway: true, e);
        }

        if (answer.HasError)
            throw new AddressProblemException($"answered with an error ({answer.Header.ResponseCode})");
        // Google adds a second text about the client's subnet where a resolver stands in between; it is no address.
        var found = answer.Answers.SelectMany(Of).Where(address => Addresses.FamilyOf(address) == family).Distinct().ToList();
        return found.Count == 1 ? found : throw new AddressProblemException(found.Count == 0 ? $"answered with no {family} address" : $"answered with {found.Count} addresses");
    }

    private static IEnumerable<IPAddress> Of(DnsResourceRecord record) => record switch
    {
        AddressRecord address => [address.Address],
        TxtRecord text => text.Text.Select(Addresses.Parse).OfType<IPAddress>(),
        _ => [],
    };
}

/// <summary>What a name server is asked.</summary>
/// <param name="Query">The name.</param>
/// <param name="Servers">The servers, in order of preference.</param>
/// <param name="Text">Whether the answer is a TXT record; else an A or AAAA one.</param>
/// <param name="Chaos">Whether the question is of class CH.</param>
internal sealed record DnsAddressQuestion(string Query, IReadOnlyList<IPEndPoint> Servers, bool Text, bool Chaos)
{
    /// <summary>
    /// The well-known ones, at the servers' addresses, so that no resolver in between answers with its own. OpenDNS answers A and AAAA of its own name, Google TXT at the
    /// authoritative servers of the name, Cloudflare TXT of class CH (developers.cloudflare.com/1.1.1.1).
    /// </summary>
    public static IReadOnlyDictionary<string, DnsAddressQuestion> Known { get; } = new Dictionary<string, DnsAddressQuestion>(StringComparer.Ordinal)
    {
        ["opendns"] = At("myip.opendns.com", text: false, chaos: false, "208.67.222.222", "208.67.220.220", "2620:119:35::35", "2620:119:53::53"),
        ["google"] = At("o-o.myaddr.l.google.com", text: true, chaos: false, "216.239.32.10", "216.239.34.10", "2001:4860:4802:32::a", "2001:4860:4802:34::a"),
        ["cloudflare"] = At("whoami.cloudflare", text: true, chaos: true, "1.1.1.1", "1.0.0.1", "2606:4700:4700::1111", "2606:4700:4700::1001"),
    };

    private static DnsAddressQuestion At(string name, bool text, bool chaos, params string[] servers) =>
        new(name, [.. servers.Select(server => new IPEndPoint(IPAddress.Parse(server), 53))], text, chaos);
}
