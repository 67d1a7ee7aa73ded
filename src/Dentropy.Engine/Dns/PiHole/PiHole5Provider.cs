using System.Runtime.CompilerServices;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Dns.Records;
using Dentropy.Engine.Http;

namespace Dentropy.Engine.Dns.PiHole;

/// <summary>Local names of a Pi-hole v5: one IPv4 address, one IPv6 address or one other name for each.</summary>
/// <param name="place">Name of the place.</param>
/// <param name="settings">Where it is.</param>
/// <param name="token">The token; null where it has no password.</param>
internal sealed class PiHole5Provider(string place, ApiSettings settings, string? token) : IDnsProvider
{
    private const string Hosts = "customdns";
    private const string Cnames = "customcname";

    // A name that is taken away gets its new record within this, also where somebody has pressed Ctrl+C.
    private static readonly TimeSpan s_finish = TimeSpan.FromSeconds(60);

    private readonly PiHole5Api _api = new(settings, token);

    public static DnsProviderKind Kind { get; } = new("pihole5", DcDnsView.Inside, ["url", "token", "password", "caFile"], OpenAsync) { Host = settings => settings.Url("url")?.DnsSafeHost };

    public string Place => place;

    public DnsTraits Traits { get; } = new() { Types = new HashSet<string>(StringComparer.Ordinal) { "A", "AAAA", "CNAME" }, AnyZone = true };

    public Task<IReadOnlyList<string>> ZonesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

    public async Task<IReadOnlyList<DcDnsRecord>> ReadAsync(string zone, string? name, CancellationToken cancellationToken)
    {
        var entries = await EntriesAsync(cancellationToken).ConfigureAwait(false);
        return [.. entries.SelectMany(entry => entry.Names.Select(one => DnsSteps.Record(place, zone, name, one, entry.Type, entry.Value)))
            .OfType<DcDnsRecord>().DistinctBy(record => (record.Name, record.Type, record.Value))];
    }

    public string? Refusal(DcDnsChange change) => null;

    public IAsyncEnumerable<DnsOutcome> ApplyAsync(string zone, IReadOnlyList<DcDnsChange> changes, CancellationToken cancellationToken)
    {
        List<Entry>? entries = null;
        return DnsSteps.RunAsync(
            this,
            changes,
            async change => await ApplyAsync(change, entries ??= await EntriesAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false),
            cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _api.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<IDnsProvider> OpenAsync(DnsPlaceSettings settings, DnsSurroundings surroundings, CancellationToken cancellationToken)
    {
        var (token, password) = (settings.Secret("token"), settings.Secret("password"));
        if (token is not null && password is not null)
            throw settings.Wrong("password", "stands beside token; one of them will do");
        var secret = token is not null ? (await token.ReadAsync(settings.Cloud, cancellationToken).ConfigureAwait(false)).Trim()
            : password is not null ? PiHole5Api.Token(await password.ReadAsync(settings.Cloud, cancellationToken).ConfigureAwait(false))
            : null;
        _ = settings.Needed("url");
        var api = new ApiSettings { Name = $"{settings.Name} (Pi-hole v5)", Address = DnsSteps.Folder(settings.Url("url")!, "admin"), CaFile = settings.FilePath("caFile") };
        return new PiHole5Provider(settings.Name, api, secret);
    }

    private async Task<List<Entry>> EntriesAsync(CancellationToken cancellationToken)
    {
        var hosts = await _api.ListAsync(Hosts, cancellationToken).ConfigureAwait(false);
        var cnames = await _api.ListAsync(Cnames, cancellationToken).ConfigureAwait(false);
        return [.. hosts.Select(pair => Entry.Host(pair.Name, pair.Value)).Concat(cnames.Select(pair => Entry.Cname(pair.Name, pair.Value))).OfType<Entry>()];
    }

    private async Task ApplyAsync(DcDnsChange change, List<Entry> entries, CancellationToken cancellationToken)
    {
        var same = entries.Where(entry => entry.Names.Contains(change.Name, StringComparer.Ordinal)).ToList();
        if (change.After.Count > 0 && same.Find(entry => (entry.Type == "CNAME") != (change.Type == "CNAME")) is { } other)
            throw DnsErrors.Conflict(change, $"the name has {(other.Type == "CNAME" ? "a" : "an")} {other.Type} record already ({other.Value})");
        var old = same.Where(entry => entry.Type == change.Type).ToList();
        var value = change.After.Count > 0 ? change.After[0].Value : null;
        if (value is null ? old.Count == 0 : old is [{ } only] && only.Value == value)
            return;
        if (old.Find(entry => entry.IsOdd) is { } odd)
            throw DnsErrors.Rejected(change, $"the line '{odd.RawName},{odd.RawValue}' has a time to live, which Pi-hole v5 cannot change; remove it on its page");
        cancellationToken.ThrowIfCancellationRequested();
        // It refuses a second record for a name, so the old one has to go first, and comes back where the new one is refused.
        using var limit = new CancellationTokenSource(s_finish);
        var (gone, made) = (new List<Entry>(), new List<Entry>());
        try
        {
            foreach (var entry in old)
            {
                await _api.RemoveAsync(change, entry.List, entry.RawName, entry.RawValue, limit.Token).ConfigureAwait(false);
                gone.Add(entry);
            }

            var wanted = value is null ? null : change.Type == "CNAME" ? Entry.Cname(change.Name, value) : Entry.Host(change.Name, value);
            foreach (var entry in old.Select(entry => entry.Without(change.Name)).Append(wanted).OfType<Entry>())
            {
                await _api.AddAsync(change, entry.List, entry.RawName, entry.RawValue, limit.Token).ConfigureAwait(false);
                made.Add(entry);
            }
        }
        catch (Exception e) when (e is DentropyException or OperationCanceledException)
        {
            await PutBackAsync(change, gone, made).ConfigureAwait(false);
            throw e as DentropyException ?? DnsErrors.Failed(place, $"it took more than {s_finish.TotalSeconds:0} seconds for {change.Name}", e);
        }

        entries.RemoveAll(gone.Contains);
        entries.AddRange(made);
    }

    private async Task PutBackAsync(DcDnsChange change, IReadOnlyList<Entry> gone, IReadOnlyList<Entry> made)
    {
        using var limit = new CancellationTokenSource(s_finish);
        try
        {
            foreach (var entry in made)
                await _api.RemoveAsync(change, entry.List, entry.RawName, entry.RawValue, limit.Token).ConfigureAwait(false);
            foreach (var entry in gone)
                await _api.AddAsync(change, entry.List, entry.RawName, entry.RawValue, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DentropyException or OperationCanceledException)
        {
            throw DnsErrors.Failed(place, $"{change.Name} was not changed, and its old record could not be put back ({string.Join(" and ", gone.Select(entry => $"{entry.RawName} {entry.RawValue}"))}): {e.Message}", e);
        }
    }

    // Names and value in their one spelling, and as they were listed, since only so are they found again. Odd is a line that Pi-hole v5 itself takes apart wrongly.
    private sealed record Entry(string List, string Type, IReadOnlyList<string> Names, string Value, string RawName, string RawValue, bool IsOdd = false)
    {
        public static Entry? Host(string name, string address) =>
            DnsValues.TypeOf(address) is { } type ? new Entry(Hosts, type, [DnsSteps.Name(name)], DnsValues.Parse(type, address), name, address) : null;

        public static Entry? Cname(string names, string target) =>
            PiHoleCname.Parse($"{names},{target}") is { } cname ? new Entry(Cnames, "CNAME", cname.Names, cname.Target, names, target, cname.TimeToLive is not null) : null;

        public Entry? Without(string name)
        {
            var left = RawName.Split(',', StringSplitOptions.TrimEntries).Where(one => DnsSteps.Name(one) != name).ToList();
            return left.Count > 0 ? Cname(string.Join(',', left), RawValue) : null;
        }
    }
}
