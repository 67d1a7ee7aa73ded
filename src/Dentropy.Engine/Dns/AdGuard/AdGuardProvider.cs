using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Http;

namespace Dentropy.Engine.Dns.AdGuard;

/// <summary>Rewrites of AdGuard Home as records. Rewrites that are switched off are none, and are switched on where they say what is wanted.</summary>
/// <param name="place">Name of the place.</param>
/// <param name="settings">Where it is.</param>
/// <param name="user">The user; null where it has none.</param>
/// <param name="password">The password.</param>
internal sealed class AdGuardProvider(string place, ApiSettings settings, string? user, string? password) : IDnsProvider
{
    private readonly AdGuardApi _api = new(settings, user, password);
    private bool _updates = true;

    public static DnsProviderKind Kind { get; } = new("adguard", DcDnsView.Inside, ["url", "user", "password", "caFile"], OpenAsync) { Host = settings => settings.Url("url")?.DnsSafeHost };

    public string Place => place;

    public DnsTraits Traits { get; } = new() { Types = new HashSet<string>(StringComparer.Ordinal) { "A", "AAAA", "CNAME" }, Wildcards = true, ManyValues = true, AnyZone = true };

    public Task<IReadOnlyList<string>> ZonesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

    public async Task<IReadOnlyList<DcDnsRecord>> ReadAsync(string zone, string? name, CancellationToken cancellationToken)
    {
        var rewrites = await _api.ListAsync(cancellationToken).ConfigureAwait(false);
        return [.. rewrites.Where(rewrite => rewrite is { Enabled: true, Type: not null })
            .Select(rewrite => DnsSteps.Record(place, zone, name, rewrite.Domain, rewrite.Type!, rewrite.Answer))
            .OfType<DcDnsRecord>().DistinctBy(record => (record.Name, record.Type, record.Value))];
    }

    public string? Refusal(DcDnsChange change) => change is { Type: "CNAME", After.Count: > 1 } ? "a name can stand for one other name" : null;

    public IAsyncEnumerable<DnsOutcome> ApplyAsync(string zone, IReadOnlyList<DcDnsChange> changes, CancellationToken cancellationToken)
    {
        List<AdGuardRewrite>? rewrites = null;
        return DnsSteps.RunAsync(
            this,
            changes,
            async change => await ApplyAsync(change, rewrites ??= await _api.ListAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false),
            cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _api.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<IDnsProvider> OpenAsync(DnsPlaceSettings settings, DnsSurroundings surroundings, CancellationToken cancellationToken)
    {
        var (user, password) = (settings.Text("user"), settings.Secret("password"));
        if (user is null != password is null)
            throw settings.Wrong(user is null ? "password" : "user", "needs the other one beside it: user and password belong together");
        var secret = password is null ? null : await password.ReadAsync(settings.Cloud, cancellationToken).ConfigureAwait(false);
        _ = settings.Needed("url");
        var api = new ApiSettings { Name = $"{settings.Name} (AdGuard Home)", Address = DnsSteps.Folder(settings.Url("url")!, "control"), CaFile = settings.FilePath("caFile") };
        return new AdGuardProvider(settings.Name, api, user, secret);
    }

    private async Task ApplyAsync(DcDnsChange change, List<AdGuardRewrite> rewrites, CancellationToken cancellationToken)
    {
        // A CNAME hides addresses of the same name there.
        if (change.After.Count > 0 && rewrites.Find(one => one is { Enabled: true, Type: not null } && one.Name == change.Name && (one.Type == "CNAME") != (change.Type == "CNAME")) is { } other)
            throw DnsErrors.Conflict(change, $"the name has {(other.Type == "CNAME" ? "a" : "an")} {other.Type} record already ({other.Value})");
        var delta = DnsDelta.Of(change);
        foreach (var (from, to) in delta.Edit.Where(edit => edit.From.Value != edit.To.Value))
            await EditAsync(change, rewrites, from, to, cancellationToken).ConfigureAwait(false);
        foreach (var record in delta.Add)
            await AddAsync(change, rewrites, record, cancellationToken).ConfigureAwait(false);
        foreach (var record in delta.Remove)
            await RemoveAsync(change, rewrites, record, cancellationToken).ConfigureAwait(false);
    }

    private async Task EditAsync(DcDnsChange change, List<AdGuardRewrite> rewrites, DcDnsRecord from, DcDnsRecord to, CancellationToken cancellationToken)
    {
        var wanted = AdGuardRewrite.Of(to);
        // An update takes the first that is written alike, which must not be one that is switched off.
        var old = rewrites.Find(one => one.Is(from));
        if (_updates && old is { Enabled: true } && !rewrites.Exists(one => one.Is(to)))
        {
            _updates = await _api.TryUpdateAsync(change, old, wanted, cancellationToken).ConfigureAwait(false);
            if (_updates)
            {
                rewrites[rewrites.IndexOf(old)] = wanted;
                await RemoveAsync(change, rewrites, from, cancellationToken).ConfigureAwait(false);
                return;
            }
        }

        // The new one first, so that the name has an answer all the while.
        await AddAsync(change, rewrites, to, cancellationToken).ConfigureAwait(false);
        await RemoveAsync(change, rewrites, from, cancellationToken).ConfigureAwait(false);
    }

    private async Task AddAsync(DcDnsChange change, List<AdGuardRewrite> rewrites, DcDnsRecord record, CancellationToken cancellationToken)
    {
        if (rewrites.Exists(one => one.Enabled && one.Is(record)))
            return;
        var wanted = AdGuardRewrite.Of(record);
        if (rewrites.Find(one => one.Is(record)) is not { } off)
        {
            await _api.AddAsync(change, wanted, cancellationToken).ConfigureAwait(false);
            rewrites.Add(wanted);
            return;
        }

        if (!await _api.TryUpdateAsync(change, off, wanted, cancellationToken).ConfigureAwait(false))
            throw DnsErrors.Rejected(change, "the record is there but switched off, and it could not be switched on");
        rewrites[rewrites.IndexOf(off)] = wanted;
    }

    private async Task RemoveAsync(DcDnsChange change, List<AdGuardRewrite> rewrites, DcDnsRecord record, CancellationToken cancellationToken)
    {
        foreach (var rewrite in rewrites.Where(one => one.Is(record)).DistinctBy(one => (one.Domain, one.Answer)).ToList())
        {
            await _api.RemoveAsync(change, rewrite, cancellationToken).ConfigureAwait(false);
            rewrites.RemoveAll(rewrite.IsTwin);
        }
    }
}
