using System.Globalization;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Dns.Records;

/// <summary>Names in their one spelling: lower case, as on the wire (RFC 5891), whole, without the dot at the end.</summary>
internal static class DnsNames
{
    // RFC 1035, 2.3.4: 255 octets on the wire with their lengths, which leaves 253 characters.
    private const int Longest = 253;
    private const int LongestLabel = 63;

    /// <summary>Reads a name that somebody wrote: a whole one, in any script and case, with or without the dot at its end.</summary>
    /// <exception cref="DentropyException"><c>InvalidDnsName</c>.</exception>
    public static string Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bare = text.Trim();
        bare = bare.EndsWith('.') ? bare[..^1] : bare;
        if (bare.Length == 0)
            throw Invalid(text, "it is empty");
        if (bare.Contains("://", StringComparison.Ordinal) || bare.Contains('/', StringComparison.Ordinal))
            throw Invalid(text, "it is an address of a page and not a name");
        var name = string.Join('.', bare.Split('.', '\u3002').Select((label, at) => Label(text, label, at)));
        return name.Length <= Longest ? name : throw Invalid(text, $"it has {name.Length} characters, and {Longest} are the most");
    }

    /// <summary>Reads a name that may be written relative to its zone: <c>@</c> and the zone itself are the zone, <c>cloud</c> is below it, and a whole name stays.</summary>
    /// <param name="text">What was written; a dot at the end says that it is whole.</param>
    /// <param name="zone">The zone; null where the name must be whole.</param>
    /// <exception cref="DentropyException"><c>InvalidDnsName</c>.</exception>
    public static string Parse(string text, string? zone)
    {
        if (zone is null)
            return Parse(text);
        if (text.Trim() is "@" or "")
            return zone;
        var name = Parse(text);
        return IsWithin(name, zone) || text.TrimEnd().EndsWith('.') ? name : Parse($"{name}.{zone}");
    }

    /// <summary>Whether a name is the zone or lies below it.</summary>
    public static bool IsWithin(string name, string zone) =>
        name.EndsWith(zone, StringComparison.Ordinal) && (name.Length == zone.Length || name[^(zone.Length + 1)] == '.');

    /// <summary>The longest of the zones that a name lies in; null where none has it.</summary>
    public static string? ZoneOf(string name, IEnumerable<string> zones) => zones.Where(zone => IsWithin(name, zone)).MaxBy(zone => zone.Length);

    /// <summary>The name as a place shows it below its zone: <c>@</c> for the zone itself.</summary>
    public static string Relative(string name, string zone) => name.Length == zone.Length ? "@" : name[..^(zone.Length + 1)];

    /// <summary>The name as people read it; itself where it cannot be shown otherwise.</summary>
    public static string Unicode(string name)
    {
        try
        {
            return name.Contains("xn--", StringComparison.Ordinal) ? new IdnMapping().GetUnicode(name) : name;
        }
        catch (ArgumentException)
        {
            return name;
        }
    }

    private static string Label(string text, string label, int at)
    {
        if (label.Length == 0)
            throw Invalid(text, "two of its dots have nothing between them");
        if (label == "*")
            return at == 0 ? label : throw Invalid(text, "a * can only stand at its start");
        string ascii;
        try
        {
            ascii = label.All(char.IsAscii) ? label.ToLowerInvariant() : new IdnMapping().GetAscii(label.Normalize().ToLowerInvariant());
        }
        catch (ArgumentException e)
        {
            throw Invalid(text, $"'{Shown.Text(label)}' cannot be part of a name", e);
        }

        if (ascii.Length > LongestLabel)
            throw Invalid(text, $"'{Shown.Text(label)}' has {ascii.Length} characters on the wire, and {LongestLabel} are the most between two dots");
        if (!ascii.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') || ascii[0] == '-' || ascii[^1] == '-')
            throw Invalid(text, $"'{Shown.Text(label)}' cannot be part of a name: letters, digits, _ and, within, - can");
        return ascii;
    }

    private static DentropyException Invalid(string text, string problem, Exception? cause = null) => new(
        "InvalidDnsName",
        DentropyErrorCategory.InvalidArgument,
        text,
        $"'{Shown.Text(text)}' is not a DNS name: {problem}. Give one such as cloud.example.org; nothing was changed.",
        cause);
}
