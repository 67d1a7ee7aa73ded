using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Http;

namespace Dentropy.Engine.Dns.FreeDns;

/// <summary>Records of a FreeDNS account. They are made and removed on its site; here they can be given another value.</summary>
/// <param name="place">Name of the place.</param>
/// <param name="settings">Where it is.</param>
/// <param name="key">The account's key.</param>
internal sealed class FreeDnsProvider(string place, ApiSettings settings, string key) : IDnsProvider
{
    private readonly FreeDnsApi _api = new(settings, key);

    public static DnsProviderKind Kind { get; } = new("freedns", DcDnsView.Outside, ["user", "password", "token", "url", "caFile"], OpenAsync) { IsService = true };

    public string Place => place;

    public DnsTraits Traits { get; } = new() { Types = new HashSet<string>(StringComparer.Ordinal) { "A", "AAAA" }, ManyValues = true, Makes = false };

    /// <summary>FreeDNS lists hosts and no zones, so each host's zone is what stands behind its first label.</summary>
    public async Task<IReadOnlyList<string>> ZonesAsync(CancellationToken cancellationToken) =>
        [.. (await _api.ListAsync(cancellationToken).ConfigureAwait(false)).Select(row => Zone(row.Name)).Distinct(StringComparer.Ordinal)];

    public async Task<IReadOnlyList<DcDnsRecord>> ReadAsync(string zone, string? name, CancellationToken cancellationToken)
    {
        var rows = await _api.ListAsync(cancellationToken).ConfigureAwait(false);
        var records = rows.Select(row => DnsSteps.Record(place, zone, wanted: null, row.Name, row.Type, row.Value)).OfType<DcDnsRecord>().ToList();
        if (records.Count == 0)
            throw DnsErrors.ZoneNotFound(zone, place);
        return [.. records.Where(record => name is null || record.Name == name).DistinctBy(record => (record.Name, record.Type, record.Value))];
    }

    public string? Refusal(DcDnsChange change) => change.Before.Count == change.After.Count ? null
        : change.Before.Count < change.After.Count ? "records are made on FreeDNS's own site, and can only be given another value here"
        : "records are removed on FreeDNS's own site, and can only be given another value here";

    public IAsyncEnumerable<DnsOutcome> ApplyAsync(string zone, IReadOnlyList<DcDnsChange> changes, CancellationToken cancellationToken)
    {
        List<FreeDnsRow>? rows = null;
        return DnsSteps.RunAsync(
            this,
            changes,
            async change =>
            {
                var edits = DnsDelta.Of(change).Edit.Where(edit => edit.From.Value != edit.To.Value).ToList();
                if (edits.Count == 0)
                    return;
                rows ??= [.. await _api.ListAsync(cancellationToken).ConfigureAwait(false)];
                foreach (var (from, to) in edits)
                    await UpdateAsync(change, rows, from, to, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _api.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Zone(string name)
    {
        var labels = name.Split('.');
        return labels.Length > 2 ? string.Join('.', labels[1..]) : name;
    }

    private static async Task<IDnsProvider> OpenAsync(DnsPlaceSettings settings, DnsSurroundings surroundings, CancellationToken cancellationToken)
    {
        var (user, password, token) = (settings.Text("user"), settings.Secret("password"), settings.Secret("token"));
        if (token is not null && (user is not null || password is not null))
            throw settings.Wrong("token", "stands beside user or password; token alone, or user and password, will do");
        if (token is null && (user is null || password is null))
            throw settings.Wrong("type", "needs user and password, or token (the account's key)");
        var key = token is not null
            ? (await token.ReadAsync(settings.Cloud, cancellationToken).ConfigureAwait(false)).Trim()
            : FreeDnsApi.Key(user!, await password!.ReadAsync(settings.Cloud, cancellationToken).ConfigureAwait(false));
        var address = settings.Url("url") ?? new Uri("https://freedns.afraid.org/");
        return new FreeDnsProvider(
            settings.Name, new ApiSettings { Name = $"{settings.Name} (FreeDNS)", Address = DnsSteps.Folder(address, "api"), CaFile = settings.FilePath("caFile") }, key);
    }

    private async Task UpdateAsync(DcDnsChange change, List<FreeDnsRow> rows, DcDnsRecord from, DcDnsRecord to, CancellationToken cancellationToken)
    {
        // Rows of the same name, type and value are one record here, so all of them get the new one.
        var same = rows.Where(row => row.Name == from.Name && row.Type == from.Type && row.Value == from.Value).ToList();
        if (same.Count == 0 && !rows.Exists(row => row.Name == to.Name && row.Type == to.Type && row.Value == to.Value))
            throw DnsErrors.Rejected(change, $"there is no record {from} any more; look again");
        foreach (var row in same)
        {
            await _api.UpdateAsync(change, row, to.Value, cancellationToken).ConfigureAwait(false);
            rows[rows.IndexOf(row)] = row with { Value = to.Value };
        }
    }
}
