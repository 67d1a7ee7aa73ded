using System.Net;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;

namespace Dentropy.Engine.Dns.Dynamic;

/// <summary>What has to be done for one record.</summary>
/// <param name="Follower">The record.</param>
/// <param name="Change">The change; <see cref="DcDnsAction.None"/> where it is as it should be.</param>
/// <param name="Remembered">What is to be remembered of it once that is so.</param>
internal sealed record FollowerStep(FollowerSettings Follower, DcDnsChange Change, FollowedRecord Remembered);

/// <summary>Works out what has to be done for a record, from what its place has. It asks nobody.</summary>
internal static class FollowerPlan
{
    /// <summary>Works it out.</summary>
    /// <param name="follower">The record.</param>
    /// <param name="place">Its place.</param>
    /// <param name="zone">Its zone there.</param>
    /// <param name="present">The records of its name there, of every type.</param>
    /// <param name="seen">The address or prefix that it follows.</param>
    /// <param name="last">What is remembered of it; null where nothing is.</param>
    /// <param name="cloud">Folder of the inventory.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="DentropyException"><c>DnsRecordConflict</c>, <c>DnsRecordUnsupported</c>, <c>DynamicRecordAmbiguous</c>, <c>DynamicRecordMissing</c>, <c>DynamicHostPartUnknown</c>.</exception>
    public static FollowerStep Of(
        FollowerSettings follower, DnsPlace place, string zone, IReadOnlyList<DcDnsRecord> present, IPAddress seen, FollowedRecord? last, string cloud, DateTimeOffset now)
    {
        var before = present.Where(record => IsType(record, follower.Type)).ToList();
        var change = new DcDnsChange
        {
            Action = before.Count == 0 ? DcDnsAction.Create : DcDnsAction.Update,
            Name = follower.Name,
            Type = follower.Type,
            Zone = zone,
            Place = place.Name,
            View = place.View,
            Before = before,
            Cloud = cloud,
        };
        var old = before.FirstOrDefault(record => AddressOf(last?.Value) is { } value && value.Equals(AddressOf(record.Value)));
        var own = Settled(before, follower, seen, last) ?? old ?? Guessed(change, last);
        var wanted = follower.Wanted(seen, AddressOf(own?.Value) ?? AddressOf(last?.Value))?.ToString() ?? throw DynamicErrors.HostPartUnknown(change);
        var after = own is null ? New(follower, place, zone, wanted, cloud) : own with { Value = wanted, TimeToLive = follower.TimeToLive ?? own.TimeToLive, Proxied = follower.Proxied ?? own.Proxied };
        // A run that was cut short can have left the new value beside the old one.
        IReadOnlyList<DcDnsRecord> others = [.. before.Where(record => !ReferenceEquals(record, own) && !ReferenceEquals(record, old))];
        var remembered = new FollowedRecord
        {
            Value = wanted, Zone = zone, Others = [.. others.Select(record => record.Value)], Checked = now, Settings = SettingsOf(follower),
        };
        if (own is not null && IsSame(own, after) && others.Count == before.Count - 1)
            return new FollowerStep(follower, change with { Action = DcDnsAction.None, After = before }, remembered);

        change = change with { After = [.. others, after with { Owned = true }] };
        if (own is null && before.Count == 0 && !place.Provider.Traits.Makes)
            throw DynamicErrors.Missing(change);
        if (present.Any(record => IsType(record, "CNAME")))
            throw DnsErrors.Conflict(change, "there is a CNAME of that name, which cannot stand beside it");
        if ((place.Provider.Traits.Problem(change) ?? place.Provider.Refusal(change)) is { } refusal)
            throw DnsErrors.Unsupported(change, refusal);
        return new FollowerStep(follower, change, remembered);
    }

    /// <summary>What the file says of a record beside its address.</summary>
    public static string SettingsOf(FollowerSettings follower) =>
        FormattableString.Invariant($"{follower.Zone}|{follower.Length}|{follower.Suffix}|{follower.TimeToLive?.TotalSeconds}|{follower.Proxied}");

    // The record that has the wanted value already.
    private static DcDnsRecord? Settled(IReadOnlyList<DcDnsRecord> before, FollowerSettings follower, IPAddress seen, FollowedRecord? last) =>
        before.FirstOrDefault(record => AddressOf(record.Value) is { } value && value.Equals(follower.Wanted(seen, AddressOf(last?.Value) ?? value)));

    // The record that follows where what it had is not known, or not there: what others have at that name stays. Null where it has to be added.
    private static DcDnsRecord? Guessed(DcDnsChange change, FollowedRecord? last)
    {
        var strange = change.Before.Where(record => last?.Others.Contains(record.Value, StringComparer.Ordinal) != true).ToList();
        return strange.Count switch
        {
            0 => null,
            1 => strange[0],
            _ => strange.Where(record => record.Owned).ToList() is [var owned] ? owned : throw DynamicErrors.Ambiguous(change),
        };
    }

    private static DcDnsRecord New(FollowerSettings follower, DnsPlace place, string zone, string value, string cloud) => new()
    {
        Name = follower.Name,
        Type = follower.Type,
        Value = value,
        Zone = zone,
        Place = place.Name,
        View = place.View,
        TimeToLive = follower.TimeToLive,
        Proxied = follower.Proxied,
        Cloud = cloud,
    };

    private static bool IsType(DcDnsRecord record, string type) => string.Equals(record.Type, type, StringComparison.Ordinal);

    private static bool IsSame(DcDnsRecord one, DcDnsRecord other) =>
        string.Equals(one.Value, other.Value, StringComparison.Ordinal) && one.TimeToLive == other.TimeToLive && (one.Proxied ?? false) == (other.Proxied ?? false);

    private static IPAddress? AddressOf(string? value) => IPAddress.TryParse(value, out var address) ? address : null;
}
