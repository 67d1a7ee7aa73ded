using System.Runtime.CompilerServices;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;

namespace Dentropy.Engine.Dns.Rfc2136;

/// <summary>A name server that takes updates (RFC 2136) signed with a key (RFC 8945), such as BIND, Knot and PowerDNS. It is read by transfers (RFC 5936).</summary>
internal sealed class Rfc2136Provider : IDnsProvider
{
    // One message has up to 64 KiB; the rest is for the header and the signature.
    private const int MostBytes = 60_000;
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(int.MaxValue);

    private readonly NameServerClient _client;
    private readonly ZoneReader _reader;

    public Rfc2136Provider(NameServer server)
    {
        _client = new NameServerClient(server);
        _reader = new ZoneReader(_client);
    }

    public static DnsProviderKind Kind { get; } = new("rfc2136", DcDnsView.Outside, ["server", "port", "key", "algorithm", "secret"], OpenAsync) { Host = settings => settings.Text("server")?.Trim('[', ']') };

    public string Place => _client.Server.Place;

    public DnsTraits Traits { get; } = new() { TimeToLive = true, Wildcards = true, ManyValues = true };

    // The protocol has no list of zones; opening refuses a place that names none.
    public Task<IReadOnlyList<string>> ZonesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

    public Task<IReadOnlyList<DcDnsRecord>> ReadAsync(string zone, string? name, CancellationToken cancellationToken) => _reader.ReadAsync(zone, name, cancellationToken);

    public string? Refusal(DcDnsChange change)
    {
        if (RecordTypes.Number(change.Type) is { } number && (RecordTypes.IsKept(number) || number is RecordTypes.Tsig or > 127 and < 256))
            return $"records of type {change.Type} are the server's own";
        if (change is { Type: "NS", After.Count: 0 } && change.Name == change.Zone)
            return "a zone needs its name servers";
        if (change.After.FirstOrDefault(record => record.TimeToLive is { } time && (time < TimeSpan.Zero || time > s_longest || time.Ticks % TimeSpan.TicksPerSecond != 0)) is not null)
            return $"a time to live has whole seconds, from 0 to {int.MaxValue}";
        try
        {
            _ = new ZoneUpdate(change.Zone, [change], _reader.DataOf);
            return null;
        }
        catch (DnsFormatException e)
        {
            return e.Message;
        }
    }

    public async IAsyncEnumerable<DnsOutcome> ApplyAsync(string zone, IReadOnlyList<DcDnsChange> changes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var batch in Batches(zone, changes))
        {
            foreach (var outcome in await ApplyAsync(zone, batch, cancellationToken).ConfigureAwait(false))
                yield return outcome;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<IDnsProvider> OpenAsync(DnsPlaceSettings settings, DnsSurroundings surroundings, CancellationToken cancellationToken) =>
        new Rfc2136Provider(await Rfc2136Settings.ReadAsync(settings, cancellationToken).ConfigureAwait(false));

    // Changes of one name are one step; as many steps as there is room for are one message.
    private IEnumerable<List<ZoneUpdate>> Batches(string zone, IReadOnlyList<DcDnsChange> changes)
    {
        var batch = new List<ZoneUpdate>();
        foreach (var update in changes.GroupBy(change => change.Name, StringComparer.Ordinal).Select(group => new ZoneUpdate(zone, [.. group], _reader.DataOf)))
        {
            if (batch.Count > 0 && batch.Sum(one => one.Size) + update.Size > MostBytes)
            {
                yield return batch;
                batch = [];
            }

            batch.Add(update);
        }

        if (batch.Count > 0)
            yield return batch;
    }

    // A message is done whole or not at all. One that is refused is tried again in parts, so that one change does not hold up the others.
    private async Task<IReadOnlyList<DnsOutcome>> ApplyAsync(string zone, IReadOnlyList<ZoneUpdate> batch, CancellationToken cancellationToken)
    {
        IReadOnlyList<ZoneUpdate> parts;
        try
        {
            var rcode = await SendAsync(zone, batch, cancellationToken).ConfigureAwait(false);
            if (rcode == 0)
                return [.. batch.SelectMany(update => update.Changes).Select(change => new DnsOutcome(change, null))];
            parts = batch.Count > 1 ? batch : Split(zone, batch[0]);
            if (parts.Count == 1 || NameServerErrors.IsForAll(rcode))
                return await FailedAsync(batch, rcode, cancellationToken).ConfigureAwait(false);
        }
        catch (DentropyException e)
        {
            return [.. batch.SelectMany(update => update.Changes).Select(change => new DnsOutcome(change, e))];
        }

        var outcomes = new List<DnsOutcome>();
        foreach (var update in parts)
            outcomes.AddRange(await ApplyAsync(zone, [update], cancellationToken).ConfigureAwait(false));
        return outcomes;
    }

    // What takes the place of a CNAME, or makes room for one, cannot be done without the other.
    private IReadOnlyList<ZoneUpdate> Split(string zone, ZoneUpdate update) => update.Changes.Count == 1 || update.Changes.Any(change => change.Type == "CNAME")
        ? [update]
        : [.. update.Changes.Select(change => new ZoneUpdate(zone, [change], _reader.DataOf))];

    private async Task<int> SendAsync(string zone, IReadOnlyList<ZoneUpdate> batch, CancellationToken cancellationToken)
    {
        var message = DnsMessage.Update(zone, [.. batch.SelectMany(update => update.Prerequisites)], [.. batch.SelectMany(update => update.Updates)]);
        return (await _client.AskAsync([message], cancellationToken).ConfigureAwait(false))[0].Rcode;
    }

    private async Task<IReadOnlyList<DnsOutcome>> FailedAsync(IReadOnlyList<ZoneUpdate> batch, int rcode, CancellationToken cancellationToken)
    {
        var outcomes = new List<DnsOutcome>();
        foreach (var update in batch)
        {
            var cname = NameServerErrors.MayBeAlias(rcode) ? await _reader.AliasAsync(update.Changes[0].Name, cancellationToken).ConfigureAwait(false) : null;
            outcomes.AddRange(update.Changes.Select(change => new DnsOutcome(change, NameServerErrors.Updating(_client.Server, change, rcode, change.Type == "CNAME" ? null : cname))));
        }

        return outcomes;
    }
}
