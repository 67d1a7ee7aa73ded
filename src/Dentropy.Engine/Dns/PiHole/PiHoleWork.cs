using System.Net;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;

namespace Dentropy.Engine.Dns.PiHole;

/// <summary>Makes changes at a Pi-hole v6, item by item (FTL, <c>api_config_put_delete</c>).</summary>
/// <param name="session">The session.</param>
/// <param name="place">Name of the place.</param>
/// <param name="names">What it has.</param>
internal sealed class PiHoleWork(PiHoleSession session, string place, PiHoleNames names)
{
    private const string Hosts = "hosts";
    private const string Cnames = "cnameRecords";

    // What has to be finished once it is begun gets this long, also where somebody has pressed Ctrl+C.
    private static readonly TimeSpan s_finish = TimeSpan.FromSeconds(30);

    /// <summary>Whether something was written that counts only after a restart of its DNS.</summary>
    public bool NeedsRestart { get; private set; }

    /// <summary>Makes a change.</summary>
    /// <exception cref="DentropyException"><c>DnsRecordConflict</c>, <c>DnsChangeRejected</c>, and those of the session.</exception>
    public async Task ApplyAsync(DcDnsChange change, CancellationToken cancellationToken)
    {
        if (names.Clash(change) is { } clash)
            throw DnsErrors.Conflict(change, clash);
        if (change.Type == "CNAME")
            await SwapAsync(change, cancellationToken).ConfigureAwait(false);
        else
            await AddressesAsync(change, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Restarts its DNS.</summary>
    /// <returns>Why that failed; null where it did not.</returns>
    public async Task<DentropyException?> RestartAsync()
    {
        using var limit = new CancellationTokenSource(s_finish);
        try
        {
            var answer = await session.SendAsync(HttpMethod.Post, "api/action/restartdns", limit.Token).ConfigureAwait(false);
            return answer.IsGood ? null : NotRestarted(PiHoleAnswers.Said(answer), cause: null);
        }
        catch (Exception e) when (e is DentropyException or OperationCanceledException)
        {
            return NotRestarted(e.Message, e);
        }
    }

    // The new address first: whoever is cut off in between leaves a name with both, which the next run finishes.
    private async Task AddressesAsync(DcDnsChange change, CancellationToken cancellationToken)
    {
        var delta = DnsDelta.Of(change);
        var edits = delta.Edit.Where(edit => !string.Equals(edit.From.Value, edit.To.Value, StringComparison.Ordinal)).ToList();
        foreach (var record in delta.Add.Concat(edits.Select(edit => edit.To)).Where(record => !Having(record).Any()))
            await AddAsync(change, Hosts, $"{record.Value} {record.Name}", cancellationToken).ConfigureAwait(false);
        foreach (var line in delta.Remove.Concat(edits.Select(edit => edit.From)).SelectMany(Having).ToList())
        {
            if (line.Without(change.Name) is { } rest)
                await AddAsync(change, Hosts, rest, cancellationToken).ConfigureAwait(false);
            await RemoveAsync(change, Hosts, line.Item, cancellationToken).ConfigureAwait(false);
        }
    }

    // dnsmasq refuses two CNAME records of a name, so the old one has to go first. It is served until the restart, and put back where the new one is refused.
    private async Task SwapAsync(DcDnsChange change, CancellationToken cancellationToken)
    {
        var old = names.Cnames.Where(line => line.Names.Contains(change.Name, StringComparer.Ordinal)).ToList();
        var item = change.After.Count > 0 ? PiHoleCname.Of(change.After[0]) : null;
        if (item is null ? old.Count == 0 : old is [{ Names.Count: 1 } only] && IsSame(only, change.After[0]))
            return;
        cancellationToken.ThrowIfCancellationRequested();
        using var limit = new CancellationTokenSource(s_finish);
        var (gone, made) = (new List<string>(), new List<string>());
        try
        {
            foreach (var line in old)
            {
                await RemoveAsync(change, Cnames, line.Item, limit.Token).ConfigureAwait(false);
                gone.Add(line.Item);
            }

            foreach (var rest in old.Select(line => line.Without(change.Name)).Append(item).OfType<string>())
            {
                await AddAsync(change, Cnames, rest, limit.Token).ConfigureAwait(false);
                made.Add(rest);
            }
        }
        catch (Exception e) when (e is DentropyException or OperationCanceledException)
        {
            await PutBackAsync(change, gone, made).ConfigureAwait(false);
            throw e as DentropyException ?? DnsErrors.Failed(place, $"it took more than {s_finish.TotalSeconds:0} seconds for {change.Name}", e);
        }
    }

    private async Task PutBackAsync(DcDnsChange change, IReadOnlyList<string> gone, IReadOnlyList<string> made)
    {
        using var limit = new CancellationTokenSource(s_finish);
        try
        {
            foreach (var item in made)
                await RemoveAsync(change, Cnames, item, limit.Token).ConfigureAwait(false);
            foreach (var item in gone)
                await AddAsync(change, Cnames, item, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DentropyException or OperationCanceledException)
        {
            throw DnsErrors.Failed(place, $"{change.Name} was not changed, and its old record could not be put back ({string.Join(" and ", gone)}): {e.Message}", e);
        }
    }

    private IEnumerable<PiHoleHost> Having(DcDnsRecord record) =>
        names.Hosts.Where(host => string.Equals(host.Address, record.Value, StringComparison.Ordinal) && host.Names.Contains(record.Name, StringComparer.Ordinal));

    private static bool IsSame(PiHoleCname line, DcDnsRecord record) =>
        string.Equals(line.Target, record.Value, StringComparison.Ordinal) && line.TimeToLive == record.TimeToLive;

    private async Task AddAsync(DcDnsChange change, string list, string item, CancellationToken cancellationToken)
    {
        var answer = await session.SendAsync(HttpMethod.Put, Path(change, list, item), cancellationToken).ConfigureAwait(false);
        // That it is there already is the answer to a second try whose first was carried out, or somebody else has just made the same.
        if (!answer.IsGood && !PiHoleAnswers.Said(answer).StartsWith("Item already present", StringComparison.Ordinal))
            throw DnsErrors.Rejected(change, PiHoleAnswers.Said(answer));
        if (list == Cnames && PiHoleCname.Parse(item) is { } cname)
            names.Cnames.Add(cname);
        else if (list == Hosts && PiHoleHost.Parse(item) is { } host)
            names.Hosts.Add(host);
        NeedsRestart |= list == Cnames;
    }

    private async Task RemoveAsync(DcDnsChange change, string list, string item, CancellationToken cancellationToken)
    {
        var answer = await session.SendAsync(HttpMethod.Delete, Path(change, list, item), cancellationToken).ConfigureAwait(false);
        if (!answer.IsGood && answer.Status != HttpStatusCode.NotFound)
            throw DnsErrors.Rejected(change, PiHoleAnswers.Said(answer));
        _ = list == Cnames ? names.Cnames.RemoveAll(line => line.Item == item) : names.Hosts.RemoveAll(line => line.Item == item);
        NeedsRestart |= list == Cnames;
    }

    // Pi-hole takes the path apart after it has unescaped it, so an item with a slash cannot be named.
    private static string Path(DcDnsChange change, string list, string item) => item.Contains('/', StringComparison.Ordinal)
        ? throw DnsErrors.Rejected(change, $"the line '{item}' has a / in its remark, and so cannot be changed over Pi-hole's API; take the / away on its page")
        : $"api/config/dns/{list}/{Uri.EscapeDataString(item)}{(list == Cnames ? "?restart=false" : "")}";

    private DentropyException NotRestarted(string said, Exception? cause) => DnsErrors.Failed(
        place, $"the CNAME records are written and count after the next restart of its DNS, which it did not begin ({said.TrimEnd('.')}). Restart it on its page, or allow it with webserver.api.allow_destructive", cause);
}
