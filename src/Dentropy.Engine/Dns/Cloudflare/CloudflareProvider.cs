using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Dns.Records;
using Dentropy.Engine.Http;

namespace Dentropy.Engine.Dns.Cloudflare;

/// <summary>Records at Cloudflare, by its API version 4 and an API token that may read zones and edit their DNS.</summary>
/// <param name="place">Name of the place.</param>
/// <param name="settings">Where the API is.</param>
/// <param name="token">The token.</param>
/// <param name="batchSize">Operations in one batch at most.</param>
internal sealed class CloudflareProvider(string place, ApiSettings settings, string token, int batchSize) : IDnsProvider
{
    // What the API gives at once: zones by its documentation, records by external-dns (docs/tutorials/cloudflare.md).
    private const int ZonesInPage = 50;
    private const int RecordsInPage = 5000;

    private readonly CloudflareApi _api = new(place, settings, token);
    private readonly ConcurrentDictionary<string, string> _zones = new(StringComparer.Ordinal);

    public string Place => place;

    public DnsTraits Traits { get; } = new()
    {
        Types = CloudflareRecord.Types,
        TimeToLive = true,
        AutomaticTimeToLive = true,
        Comments = true,
        Proxied = true,
        Wildcards = true,
        ManyValues = true,
    };

    public async Task<IReadOnlyList<string>> ZonesAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, id, _) in await ZonesAsync("zones", cancellationToken).ConfigureAwait(false))
            _zones[name] = id;
        return [.. _zones.Keys.Order(StringComparer.Ordinal)];
    }

    public async Task<IReadOnlyList<DcDnsRecord>> ReadAsync(string zone, string? name, CancellationToken cancellationToken)
    {
        var id = await ZoneAsync(zone, cancellationToken).ConfigureAwait(false);
        var path = $"zones/{id}/dns_records{(name is null ? "" : "?name.exact=" + Uri.EscapeDataString(name))}";
        try
        {
            return await _api.ListAsync(path, RecordsInPage, record => CloudflareRecord.Read(record, zone, place), cancellationToken).ConfigureAwait(false);
        }
        catch (CloudflareRefusal refusal)
        {
            throw Failure(zone, refusal);
        }
    }

    public string? Refusal(DcDnsChange change) => CloudflareLimits.Refusal(change);

    public async IAsyncEnumerable<DnsOutcome> ApplyAsync(string zone, IReadOnlyList<DcDnsChange> changes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var possible = new List<DcDnsChange>();
        foreach (var change in changes)
        {
            if (Refusal(change) is { } problem)
                yield return new DnsOutcome(change, DnsErrors.Unsupported(change, problem));
            else
                possible.Add(change);
        }

        var units = CloudflareUnit.Of(possible).ToLookup(unit => unit.Count > 0);
        foreach (var change in units[false].SelectMany(unit => unit.Changes))
            yield return new DnsOutcome(change, Failure: null);
        var chunks = new Stack<CloudflareChunk>(CloudflareChunk.Of(units[true], batchSize).Reverse());
        DentropyException? end = null;
        while (chunks.TryPop(out var chunk))
        {
            (var failure, var refusal) = end is null ? await SendAsync(zone, chunk, cancellationToken).ConfigureAwait(false) : (end, null);
            if (refusal is not null && chunk.Units.Count > 1)
            {
                var (first, second) = chunk.Split(refusal);
                chunks.Push(second);
                chunks.Push(first);
                continue;
            }

            if (failure is not null && !chunk.Again && end is null && await IsDoneAsync(zone, chunk, failure, cancellationToken).ConfigureAwait(false) is { } done)
            {
                if (!done)
                {
                    chunks.Push(chunk with { Again = true });
                    continue;
                }

                failure = null;
            }

            end ??= failure;
            foreach (var change in chunk.Units.SelectMany(unit => unit.Changes))
                yield return new DnsOutcome(change, refusal is null ? failure : Failure(change, refusal));
        }
    }

    public ValueTask DisposeAsync()
    {
        _api.Dispose();
        return ValueTask.CompletedTask;
    }

    // A refusal is about changes, unless it is about us: then nothing else can succeed either, as after a failure of the service.
    private async Task<(DentropyException? Failure, CloudflareRefusal? Refusal)> SendAsync(string zone, CloudflareChunk chunk, CancellationToken cancellationToken)
    {
        try
        {
            var id = await ZoneAsync(zone, cancellationToken).ConfigureAwait(false);
            await _api.PostAsync($"zones/{id}/dns_records/batch", chunk.Content(), cancellationToken).ConfigureAwait(false);
            return (null, null);
        }
        catch (CloudflareRefusal refusal) when (refusal.IsAboutCredentials || refusal.IsNowhere)
        {
            return (Failure(zone, refusal), null);
        }
        catch (CloudflareRefusal refusal)
        {
            return (null, refusal);
        }
        catch (DentropyException e)
        {
            return (e, null);
        }
    }

    // A batch whose answer was lost is done whole or not at all, and the zone tells which; null where it does not, or where asking it would not help.
    private async Task<bool?> IsDoneAsync(string zone, CloudflareChunk chunk, DentropyException failure, CancellationToken cancellationToken)
    {
        if (failure.ErrorId is not ("ServiceFailed" or "ServiceUnreachable" or "DnsPlaceFailed"))
            return null;
        try
        {
            var changes = chunk.Units.SelectMany(unit => unit.Changes).ToList();
            var name = changes.Select(change => change.Name).Distinct(StringComparer.Ordinal).Count() == 1 ? changes[0].Name : null;
            var now = (await ReadAsync(zone, name, cancellationToken).ConfigureAwait(false)).ToLookup(record => (record.Name, record.Type));
            var left = changes.Select(change => DnsDelta.Of(change with { Before = [.. now[(change.Name, change.Type)]] })).Count(delta => delta.Add.Count + delta.Edit.Count + delta.Remove.Count > 0);
            return left == 0;
        }
        catch (DentropyException)
        {
            return null;
        }
    }

    private async Task<string> ZoneAsync(string zone, CancellationToken cancellationToken)
    {
        if (_zones.TryGetValue(zone, out var known))
            return known;
        // Names of zones are in Unicode there, unlike those of records (cloudflare-go's ZoneIDByName and ddclient do the same).
        var found = await ZonesAsync("zones?name=" + Uri.EscapeDataString(DnsNames.Unicode(zone)), cancellationToken).ConfigureAwait(false);
        var ours = found.Where(one => string.Equals(one.Name, zone, StringComparison.Ordinal)).OrderByDescending(one => one.Active).ToList();
        return ours.Count > 0 ? _zones[zone] = ours[0].Id : throw DnsErrors.ZoneNotFound(zone, _api.Name);
    }

    private async Task<IReadOnlyList<(string Name, string Id, bool Active)>> ZonesAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await _api.ListAsync(path, ZonesInPage, Zone, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudflareRefusal refusal)
        {
            throw refusal.IsAboutCredentials ? DnsErrors.Refused(place, refusal.Message, refusal) : DnsErrors.Failed(place, refusal.Message, refusal);
        }
    }

    private static (string Name, string Id, bool Active) Zone(JsonElement zone) =>
        zone.TryGetProperty("name", out var name) && name.GetString() is { } text && zone.TryGetProperty("id", out var id) && id.GetString() is { } key
            ? (CloudflareRecord.Name(text), key, zone.TryGetProperty("status", out var status) && status.GetString() == "active")
            : throw new FormatException("a zone has no name or id");

    private DentropyException Failure(string zone, CloudflareRefusal refusal)
    {
        if (refusal.IsAboutCredentials)
            return DnsErrors.Refused(place, refusal.Message, refusal);
        if (!refusal.IsNowhere)
            return DnsErrors.Failed(place, refusal.Message, refusal);
        // It was there when its identifier was learnt.
        _zones.TryRemove(zone, out _);
        return DnsErrors.ZoneNotFound(zone, _api.Name);
    }

    private static DentropyException Failure(DcDnsChange change, CloudflareRefusal refusal) => refusal switch
    {
        { IsConflict: true } => DnsErrors.Conflict(change, refusal.Message),
        { IsGone: true } => DnsErrors.Rejected(change, $"{refusal.Message}; somebody has changed it since it was read, so look again and try again", refusal),
        _ => DnsErrors.Rejected(change, refusal.Message, refusal),
    };
}
