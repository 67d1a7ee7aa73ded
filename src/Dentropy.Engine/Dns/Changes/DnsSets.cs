using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Dns.Records;

namespace Dentropy.Engine.Dns.Changes;

/// <summary>What is said of records beside their values. What is null stays as it is.</summary>
/// <param name="TimeToLive">How long others may keep them; zero leaves that to the place.</param>
/// <param name="Proxied">Whether the place answers with its own address.</param>
/// <param name="Comment">Comment; empty for none.</param>
internal sealed record DnsTouch(TimeSpan? TimeToLive, bool? Proxied, string? Comment)
{
    /// <summary>What a place can hold of it for records of a type. To leave the time to a place that does not decide it means to leave it as it is.</summary>
    public DnsTouch At(DnsTraits traits, string type) => new(
        traits.HoldsTimeToLive(type) && (TimeToLive != TimeSpan.Zero || traits.AutomaticTimeToLive) ? TimeToLive : null,
        traits.Proxied ? Proxied : null,
        traits.Comments ? Comment : null);
}

/// <summary>Works out changes of sets: all records of one name and type.</summary>
internal static class DnsSets
{
    /// <summary>Types with their values in one spelling, each value once. Without a type, addresses tell theirs.</summary>
    /// <exception cref="DentropyException"><c>DnsTypeMissing</c>, <c>InvalidDnsValue</c>.</exception>
    public static IEnumerable<(string Type, IReadOnlyList<string> Values)> Typed(string name, string? type, IReadOnlyList<string> values, string zone) => values
        .Select(value => (Type: type ?? DnsValues.TypeOf(value.Trim()) ?? throw DnsSetErrors.TypeMissing(name, value), Value: value))
        .GroupBy(one => one.Type, one => one.Value, StringComparer.Ordinal)
        .Select(group => (group.Key, (IReadOnlyList<string>)[.. group.Select(value => DnsValues.Parse(group.Key, value, zone)).Distinct(StringComparer.Ordinal)]));

    /// <summary>The change that makes a set what it is to be.</summary>
    /// <param name="target">Where.</param>
    /// <param name="type">The type.</param>
    /// <param name="before">The records that there are.</param>
    /// <param name="values">All values; null where they stay.</param>
    /// <param name="touch">What else is said of them, as far as the place can hold it.</param>
    /// <param name="cloud">The cloud folder.</param>
    public static DcDnsChange To(DnsTarget target, string type, IReadOnlyList<DcDnsRecord> before, IReadOnlyList<string>? values, DnsTouch touch, string? cloud)
    {
        var after = (values ?? [.. before.Select(record => record.Value)]).Select(value => Record(target, type, value, before, touch, cloud)).ToList();
        var change = Change(target, type, before, after, cloud);
        return before.Any(record => !record.Owned) && change.Action is DcDnsAction.Update or DcDnsAction.Remove
            ? change with { Note = "It was there before Dentropy." }
            : change;
    }

    /// <summary>The change between two states of a set.</summary>
    public static DcDnsChange Change(DnsTarget target, string type, IReadOnlyList<DcDnsRecord> before, IReadOnlyList<DcDnsRecord> after, string? cloud)
    {
        var change = new DcDnsChange
        {
            Action = DcDnsAction.None,
            Name = target.Name,
            Type = type,
            Zone = target.Zone,
            Place = target.Place.Name,
            View = target.Place.View,
            Before = before,
            After = after,
            Cloud = cloud,
        };
        var action = (before.Count, after.Count) switch
        {
            (0, 0) => DcDnsAction.None,
            (0, _) => DcDnsAction.Create,
            (_, 0) => DcDnsAction.Remove,
            _ => DnsDelta.Of(change) is { Add.Count: 0, Edit.Count: 0, Remove.Count: 0 } ? DcDnsAction.None : DcDnsAction.Update,
        };
        return action == DcDnsAction.None ? change with { After = before } : change with { Action = action };
    }

    private static DcDnsRecord Record(DnsTarget target, string type, string value, IReadOnlyList<DcDnsRecord> before, DnsTouch touch, string? cloud)
    {
        var same = before.FirstOrDefault(record => string.Equals(record.Value, value, StringComparison.Ordinal));
        var like = same ?? (before.Count > 0 ? before[0] : null);
        var proxied = touch.Proxied ?? like?.Proxied;
        var record = new DcDnsRecord
        {
            Name = target.Name,
            Type = type,
            Value = value,
            Zone = target.Zone,
            Place = target.Place.Name,
            View = target.Place.View,
            // How long others keep the place's own address is the place's to say.
            TimeToLive = proxied == true ? null : touch.TimeToLive is { } time ? time == TimeSpan.Zero ? null : time : like?.TimeToLive,
            Proxied = proxied,
            Comment = touch.Comment is { } comment ? comment.Length > 0 ? comment : null : like?.Comment,
            Owned = same?.Owned ?? true,
            Id = same?.Id,
            Cloud = cloud,
        };
        return same is null || DnsDelta.Alike(same, record) ? same ?? record : record with { Owned = true };
    }
}
