using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Dns.Records;

namespace Dentropy.Engine.Dns.FreeDns;

/// <summary>A record of a FreeDNS account, with the address that gives it another value. Who knows that address needs no password, so it is never shown.</summary>
/// <param name="Name">The name in its one spelling.</param>
/// <param name="Type">A or AAAA.</param>
/// <param name="Value">The address in its one spelling.</param>
/// <param name="Update">Where it is given another value.</param>
internal sealed record FreeDnsRow(string Name, string Type, string Value, Uri Update)
{
    /// <summary>Reads a line of the listing, <c>host|address|update address</c>; null where it is none, or has no address yet (<c>NULL</c>).</summary>
    public static FreeDnsRow? Parse(string line)
    {
        var words = line.Split('|', StringSplitOptions.TrimEntries);
        return words.Length >= 3 && DnsValues.TypeOf(words[1]) is { } type && Uri.TryCreate(words[2], UriKind.Absolute, out var update) && update.Scheme is "http" or "https"
            ? new FreeDnsRow(DnsSteps.Name(words[0]), type, DnsValues.Parse(type, words[1]), update)
            : null;
    }

    // A record writes all that it has, which must not end up anywhere.
    public override string ToString() => $"{Name} {Type} {Value}";
}
