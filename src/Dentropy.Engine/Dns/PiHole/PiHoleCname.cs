using System.Globalization;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;

namespace Dentropy.Engine.Dns.PiHole;

/// <summary>An item of Pi-hole's <c>dns.cnameRecords</c>, which is a line of dnsmasq: names, the target, and perhaps a time to live in seconds.</summary>
/// <param name="Item">The item as it stands there.</param>
/// <param name="Names">The names in their one spelling.</param>
/// <param name="Target">The target in its one spelling.</param>
/// <param name="TimeToLive">The time to live; null where Pi-hole decides.</param>
internal sealed record PiHoleCname(string Item, IReadOnlyList<string> Names, string Target, TimeSpan? TimeToLive)
{
    /// <summary>Reads an item; null where it is none.</summary>
    public static PiHoleCname? Parse(string item)
    {
        var words = item.Split(',', StringSplitOptions.TrimEntries);
        // As dnsmasq reads it: a number at the end is a time to live only where two words are before it.
        TimeSpan? time = words.Length > 2 && int.TryParse(words[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : null;
        var names = words[..^(time is null ? 1 : 2)];
        return names.Length > 0 && words.All(word => word.Length > 0)
            ? new PiHoleCname(item, [.. names.Select(DnsSteps.Name)], DnsSteps.Name(words[names.Length]), time)
            : null;
    }

    /// <summary>The item for a record.</summary>
    public static string Of(DcDnsRecord record) => record.TimeToLive is { } time
        ? string.Create(CultureInfo.InvariantCulture, $"{record.Name},{record.Value},{(int)time.TotalSeconds}")
        : $"{record.Name},{record.Value}";

    /// <summary>The item without a name, the others as they were written; null where no name is left.</summary>
    public string? Without(string name)
    {
        var words = Item.Split(',', StringSplitOptions.TrimEntries);
        var left = words.Take(Names.Count).Where(word => !string.Equals(DnsSteps.Name(word), name, StringComparison.Ordinal)).ToList();
        return left.Count > 0 ? string.Join(',', [.. left, .. words.Skip(Names.Count)]) : null;
    }
}
