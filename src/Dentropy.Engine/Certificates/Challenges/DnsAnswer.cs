using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;

namespace Dentropy.Engine.Certificates.Challenges;

/// <summary>Answers dns-01 with TXT records at the places for DNS that <c>cloud.yaml</c> names (RFC 8555, 8.4).</summary>
/// <param name="places">The places that are looked at.</param>
/// <param name="lookup">Asks name servers.</param>
/// <param name="named">Whether one place was named, so that it is taken whoever sees it.</param>
internal sealed class DnsAnswer(IReadOnlyList<DnsPlace> places, DnsLookup lookup, bool named) : IChallengeAnswer
{
    private const string Label = "_acme-challenge.";

    // As short as all places take: a wrong value must not be remembered for long.
    private static readonly TimeSpan s_life = TimeSpan.FromMinutes(1);

    private readonly List<(DnsPlace Place, string Zone, string Name, string Value)> _put = [];

    public string Type => ChallengeNames.Dns;

    public async Task PutAsync(string name, string token, string authorization, CancellationToken cancellationToken)
    {
        // A CNAME there hands the proof to another zone, which is where the authority follows it to.
        var at = await lookup.FollowAsync(Label + name, cancellationToken).ConfigureAwait(false);
        var (place, zone) = await PlaceOfAsync(at, cancellationToken).ConfigureAwait(false);
        var value = ChallengeToken.Txt(authorization);
        // Counted first: a request that was cut off may have been carried out.
        _put.Add((place, zone, at, value));
        var before = await ReadAsync(place, zone, at, cancellationToken).ConfigureAwait(false);
        if (before.Any(record => record.Value == value))
            return;
        var ours = new DcDnsRecord
        {
            Name = at,
            Type = "TXT",
            Value = value,
            Zone = zone,
            Place = place.Name,
            View = place.View,
            TimeToLive = place.Provider.Traits.HoldsTimeToLive("TXT") ? before.Select(record => record.TimeToLive).FirstOrDefault() ?? s_life : null,
            Owned = true,
        };
        await ApplyAsync(place, zone, before, [.. before, ours], cancellationToken).ConfigureAwait(false);
    }

    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        foreach (var group in _put.GroupBy(one => (one.Zone, one.Name)))
            await lookup.SeenAsync(group.Key.Zone, group.Key.Name, [.. group.Select(one => one.Value)], cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<string>> ClearAsync(CancellationToken cancellationToken)
    {
        var left = new List<string>();
        foreach (var group in _put.GroupBy(one => (one.Place, one.Zone, one.Name)).ToList())
        {
            try
            {
                var values = group.Select(one => one.Value).ToHashSet(StringComparer.Ordinal);
                var before = await ReadAsync(group.Key.Place, group.Key.Zone, group.Key.Name, cancellationToken).ConfigureAwait(false);
                var after = before.Where(record => !values.Contains(record.Value)).ToList();
                if (after.Count < before.Count)
                    await ApplyAsync(group.Key.Place, group.Key.Zone, before, after, cancellationToken).ConfigureAwait(false);
            }
            catch (DentropyException e)
            {
                left.Add($"The TXT record {group.Key.Name} may still be at {group.Key.Place.Name}; remove it there. {e.Message}");
            }
        }

        _put.Clear();
        return left;
    }

    private async Task<(DnsPlace Place, string Zone)> PlaceOfAsync(string name, CancellationToken cancellationToken)
    {
        var found = new List<(DnsPlace Place, string Zone)>();
        foreach (var place in places.Where(place => named || (place.View == DcDnsView.Outside && place.Provider.Traits.Makes && (place.Provider.Traits.Types is null || place.Provider.Traits.Types.Contains("TXT")))))
        {
            if (await place.ZoneOfAsync(name, cancellationToken).ConfigureAwait(false) is { } zone)
                found.Add((place, zone));
        }

        if (found.Count == 0)
            throw DnsErrors.NoZoneFor(name, [.. places.SelectMany(place => place.Zones)]);
        var longest = found.Max(one => one.Zone.Length);
        found.RemoveAll(one => one.Zone.Length < longest);
        return found.Count == 1 ? found[0] : throw CertificateErrors.Invalid(name, $"{string.Join(" and ", found.Select(one => one.Place.Name))} both have the zone {found[0].Zone}. Name one with dnsPlace at the issuer");
    }

    private static async Task<IReadOnlyList<DcDnsRecord>> ReadAsync(DnsPlace place, string zone, string name, CancellationToken cancellationToken) =>
        [.. (await place.Provider.ReadAsync(zone, name, cancellationToken).ConfigureAwait(false)).Where(record => record.Type == "TXT" && record.Name == name)];

    private static async Task ApplyAsync(DnsPlace place, string zone, IReadOnlyList<DcDnsRecord> before, IReadOnlyList<DcDnsRecord> after, CancellationToken cancellationToken)
    {
        var change = new DcDnsChange
        {
            Action = before.Count == 0 ? DcDnsAction.Create : after.Count == 0 ? DcDnsAction.Remove : DcDnsAction.Update,
            Name = before.Count > 0 ? before[0].Name : after[0].Name,
            Type = "TXT",
            Zone = zone,
            Place = place.Name,
            View = place.View,
            Before = before,
            After = after,
        };
        if (after.Count > 0 && (place.Provider.Traits.Problem(change) ?? place.Provider.Refusal(change)) is { } refusal)
            throw DnsErrors.Unsupported(change, refusal);
        await foreach (var outcome in place.ApplyAsync(zone, [change], cancellationToken).ConfigureAwait(false))
        {
            if (outcome.Failure is { } failure)
                throw failure;
        }
    }
}
