using System.Globalization;
using System.Net;
using System.Net.Sockets;
using DnsClient;
using DnsClient.Protocol;

namespace Dentropy.Engine.Dns.Check;

/// <summary>Asks servers, over UDP and, where an answer does not fit, over TCP.</summary>
internal sealed class DnsQuestioner(TimeSpan timeout)
{
    private static readonly Dictionary<string, QueryType> s_types = new(StringComparer.Ordinal)
    {
        ["A"] = QueryType.A, ["AAAA"] = QueryType.AAAA, ["CNAME"] = QueryType.CNAME, ["NS"] = QueryType.NS, ["PTR"] = QueryType.PTR,
        ["MX"] = QueryType.MX, ["TXT"] = QueryType.TXT, ["SRV"] = QueryType.SRV, ["CAA"] = QueryType.CAA,
    };

    private readonly LookupClient _client = new(new LookupClientOptions(new DnsClient.NameServer(IPAddress.Loopback))
    {
        UseCache = false,
        Timeout = timeout,
        Retries = 1,
        UseTcpFallback = true,
        ThrowDnsErrors = false,
        ContinueOnDnsError = false,
        ContinueOnEmptyResponse = false,
    });

    /// <summary>Whether values of a type can be compared.</summary>
    public static bool IsCompared(string type) => s_types.ContainsKey(type);

    public async Task<DnsReply> AskAsync(DnsServer server, string name, string type, CancellationToken cancellationToken)
    {
        IDnsQueryResponse response;
        try
        {
            response = await _client.QueryServerAsync([new DnsClient.NameServer(server.Address)], new DnsQuestion(name, s_types[type]), cancellationToken).ConfigureAwait(false);
        }
        catch (DnsResponseException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return e.Code is DnsResponseCode.ConnectionTimeout || e.InnerException is OperationCanceledException or TimeoutException
                ? new DnsReply(DnsReplyKind.Silent, [])
                : new DnsReply(DnsReplyKind.Unreachable, [], Detail: (e.InnerException ?? e).Message.TrimEnd('.'));
        }
        catch (SocketException e)
        {
            return new DnsReply(DnsReplyKind.Unreachable, [], Detail: e.Message.TrimEnd('.'));
        }

        var left = response.Answers.Select(record => record.InitialTimeToLive).Concat(response.Authorities.OfType<SoaRecord>().Select(soa => (int)Math.Min(soa.Minimum, (uint)soa.InitialTimeToLive))).DefaultIfEmpty(-1).Min();
        var kind = response.Header.ResponseCode switch
        {
            DnsHeaderResponseCode.NoError => DnsReplyKind.Answered,
            DnsHeaderResponseCode.NotExistentDomain => DnsReplyKind.NoName,
            DnsHeaderResponseCode.Refused => DnsReplyKind.Refused,
            _ => DnsReplyKind.Failed,
        };
        var detail = kind == DnsReplyKind.Failed ? response.Header.ResponseCode.ToString() : null;
        return new DnsReply(kind, [.. response.Answers.Where(record => record.RecordType.ToString() == type).Select(Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], left < 0 ? null : TimeSpan.FromSeconds(left), detail);
    }

    /// <summary>The serial of a zone at a server; null where it does not tell.</summary>
    public async Task<uint?> SerialAsync(DnsServer server, string zone, CancellationToken cancellationToken)
    {
        try
        {
            var response = await _client.QueryServerAsync([new DnsClient.NameServer(server.Address)], new DnsQuestion(zone, QueryType.SOA), cancellationToken).ConfigureAwait(false);
            return response.Answers.SoaRecords().FirstOrDefault()?.Serial;
        }
        catch (Exception e) when (e is DnsResponseException or SocketException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static string Value(DnsResourceRecord record) => record switch
    {
        AddressRecord address => address.Address.ToString(),
        CNameRecord cname => Name(cname.CanonicalName),
        NsRecord ns => Name(ns.NSDName),
        PtrRecord ptr => Name(ptr.PtrDomainName),
        MxRecord mx => string.Create(CultureInfo.InvariantCulture, $"{mx.Preference} {Name(mx.Exchange)}"),
        SrvRecord srv => string.Create(CultureInfo.InvariantCulture, $"{srv.Priority} {srv.Weight} {srv.Port} {Name(srv.Target)}"),
        CaaRecord caa => string.Create(CultureInfo.InvariantCulture, $"{caa.Flags} {caa.Tag.ToLowerInvariant()} \"{caa.Value}\""),
        TxtRecord txt => string.Concat(txt.Text),
        _ => record.ToString(),
    };

    private static string Name(DnsString name) => name.Value.ToLowerInvariant() is { Length: > 1 } text ? text.TrimEnd('.') : ".";
}
