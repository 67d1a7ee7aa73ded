using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Dns.Records;

namespace Dentropy.Engine.Dns.PiHole;

/// <summary>An item of Pi-hole's <c>dns.hosts</c>: an address and the names that have it, as in a hosts file (FTL, <c>validate_dns_hosts</c>).</summary>
/// <param name="Item">The item as it stands there.</param>
/// <param name="Type">A or AAAA.</param>
/// <param name="Address">The address in its one spelling.</param>
/// <param name="Names">The names in their one spelling.</param>
internal sealed record PiHoleHost(string Item, string Type, string Address, IReadOnlyList<string> Names)
{
    private static readonly char[] s_blanks = [' ', '\t'];

    /// <summary>Reads an item; null where it is none.</summary>
    public static PiHoleHost? Parse(string item)
    {
        var words = item.Split(s_blanks, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || DnsValues.TypeOf(words[0]) is not { } type)
            return null;
        var names = words.Skip(1).TakeWhile(word => !word.StartsWith('#')).Select(DnsSteps.Name).ToList();
        return names.Count > 0 ? new PiHoleHost(item, type, DnsValues.Parse(type, words[0]), names) : null;
    }

    /// <summary>The item without a name, with the others and the remark behind them as they were written; null where no name is left.</summary>
    public string? Without(string name)
    {
        var words = Item.Split(s_blanks, StringSplitOptions.RemoveEmptyEntries);
        var names = words.Skip(1).TakeWhile(word => !word.StartsWith('#')).ToList();
        var left = names.Where(word => !string.Equals(DnsSteps.Name(word), name, StringComparison.Ordinal)).ToList();
        return left.Count > 0 ? string.Join(' ', [words[0], .. left, .. words.Skip(1 + names.Count)]) : null;
    }
}
