using System.Globalization;
using System.Net;
using System.Net.Sockets;
using DnsClient;
using DnsClient.Protocol;
using Dentropy.Engine.Dns.Records;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Certificates.Challenges;

/// <summary>Asks name servers what an authority will be told.</summary>
/// <param name="servers">Servers that have to answer; none for those of each zone.</param>
/// <param name="limit">How long is waited for an answer.</param>
/// <param name="clock">The clock that this is measured with.</param>
internal sealed class DnsLookup(IReadOnlyList<IPEndPoint> servers, TimeSpan limit, TimeProvider clock)
{
    private const int MostLinks = 8;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    /// <summary>Where a name leads by CNAME records; itself where there is none, or nobody can be asked.</summary>
    public async Task<string> FollowAsync(string name, CancellationToken cancellationToken)
    {
        var client = servers.Count > 0 ? Client(servers, recursion: true) : new LookupClient(Options(new LookupClientOptions()));
        for (var links = 0; links < MostLinks; links++)
        {
            try
            {
                var answer = await client.QueryAsync(name, QueryType.CNAME, cancellationToken: cancellationToken).ConfigureAwait(false);
                if (answer.Answers.CnameRecords().FirstOrDefault() is not { } alias)
                    return name;
                name = DnsNames.Parse(alias.CanonicalName.Value);
            }
            catch (Exception e) when (e is DnsResponseException or SocketException)
            {
                return name;
            }
        }

        return name;
    }

    /// <summary>Waits until every server answers the values.</summary>
    /// <exception cref="DentropyException"><c>CertificateDnsTimeout</c>.</exception>
    public async Task SeenAsync(string zone, string name, IReadOnlyList<string> values, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            // Looked up each time: a zone that is being moved has other servers in the end.
            var asked = servers.Count > 0 ? servers : await AuthoritativeAsync(zone, cancellationToken).ConfigureAwait(false);
            var missing = await MissingAsync(asked, name, values, cancellationToken).ConfigureAwait(false);
            if (asked.Count > 0 && missing is null)
                return;
            if (clock.GetElapsedTime(began) > limit)
                throw Timeout(name, missing is null ? $"no name server of {zone} was found" : $"{missing} does not answer it");
            await Task.Delay(limit < s_pause ? limit : s_pause, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    // The first server that does not have all of the values; null where all have them.
    private static async Task<IPEndPoint?> MissingAsync(IReadOnlyList<IPEndPoint> asked, string name, IReadOnlyList<string> values, CancellationToken cancellationToken)
    {
        foreach (var server in asked)
        {
            try
            {
                var answer = await Client([server], recursion: false).QueryAsync(name, QueryType.TXT, cancellationToken: cancellationToken).ConfigureAwait(false);
                var texts = answer.Answers.OfType<TxtRecord>().Select(record => string.Concat(record.Text)).ToHashSet(StringComparer.Ordinal);
                if (!values.All(texts.Contains))
                    return server;
            }
            catch (Exception e) when (e is DnsResponseException or SocketException)
            {
                return server;
            }
        }

        return null;
    }

    private static async Task<IReadOnlyList<IPEndPoint>> AuthoritativeAsync(string zone, CancellationToken cancellationToken)
    {
        try
        {
            var resolver = new LookupClient(Options(new LookupClientOptions()));
            var answer = await resolver.QueryAsync(zone, QueryType.NS, cancellationToken: cancellationToken).ConfigureAwait(false);
            var found = new List<IPEndPoint>();
            foreach (var server in answer.Answers.NsRecords())
            {
                // One address of each: those of one server have the same zone. IPv4 first, which every network has.
                var addresses = await System.Net.Dns.GetHostAddressesAsync(server.NSDName.Value.TrimEnd('.'), cancellationToken).ConfigureAwait(false);
                if (addresses.OrderBy(one => one.AddressFamily == AddressFamily.InterNetwork ? 0 : 1).FirstOrDefault() is { } address)
                    found.Add(new IPEndPoint(address, 53));
            }

            return found;
        }
        catch (Exception e) when (e is DnsResponseException or SocketException)
        {
            return [];
        }
    }

    private static LookupClient Client(IReadOnlyList<IPEndPoint> servers, bool recursion) => new(Options(new LookupClientOptions([.. servers]) { Recursion = recursion }));

    // A cache would answer with what was there before.
    private static LookupClientOptions Options(LookupClientOptions options)
    {
        options.UseCache = false;
        options.Timeout = TimeSpan.FromSeconds(5);
        options.Retries = 1;
        return options;
    }

    private DentropyException Timeout(string name, string why) => new(
        "CertificateDnsTimeout",
        DentropyErrorCategory.OperationTimeout,
        name,
        string.Create(CultureInfo.InvariantCulture, $"The TXT record {Shown.Text(name)} was set, but cannot be seen after {limit.TotalSeconds:0} seconds: {why}. No certificate was issued, and the record was taken away. Check the zone's name servers; dnsTimeout at the issuer waits longer."));
}
