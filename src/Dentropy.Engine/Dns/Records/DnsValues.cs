using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Dns.Records;

/// <summary>Values in their one spelling, so that two that mean the same are the same text. What each type holds is in RFC 1035 (A, CNAME, MX, NS, PTR, TXT), 3596 (AAAA), 2782 (SRV) and 8659 (CAA).</summary>
internal static partial class DnsValues
{
    /// <summary>Longest TXT value that places take: 2,048 is Cloudflare's limit, and the others have none below 4 KiB.</summary>
    private const int LongestText = 4096;

    /// <summary>Reads a value.</summary>
    /// <param name="type">The type, in upper case.</param>
    /// <param name="text">What was written.</param>
    /// <param name="zone">Names in it may be written relative to this zone, as <c>@</c> alone; others have to be whole.</param>
    /// <exception cref="DentropyException"><c>InvalidDnsValue</c>.</exception>
    public static string Parse(string type, string text, string? zone = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return type switch
            {
                "A" => Address(text, AddressFamily.InterNetwork, "an IPv4 address such as 203.0.113.7"),
                "AAAA" => Address(text, AddressFamily.InterNetworkV6, "an IPv6 address such as 2001:db8::7"),
                "CNAME" or "NS" or "PTR" or "DNAME" => Name(text, zone),
                "MX" => Fields(text, zone, "a number and a name, such as 10 mail.example.org", 1),
                "SRV" => Fields(text, zone, "three numbers and a name, such as 0 5 443 host.example.org", 3),
                "CAA" => Caa(text),
                "TXT" or "SPF" => text.Length is > 0 and <= LongestText ? text : throw Problem($"it has {text.Length} characters, and 1 to {LongestText} can be held"),
                _ => Plain(text),
            };
        }
        catch (ProblemException e)
        {
            throw Invalid(type, text, e.Message, e);
        }
        catch (DentropyException e) when (e.ErrorId == "InvalidDnsName")
        {
            throw Invalid(type, text, $"'{Shown.Text(e.Target ?? text)}' is not a name", e);
        }
    }

    /// <summary>The type in its one spelling.</summary>
    /// <exception cref="DentropyException"><c>InvalidDnsType</c>.</exception>
    public static string Type(string text) => text.Trim().ToUpperInvariant() is var type && TypeName().IsMatch(type) ? type : throw new DentropyException(
        "InvalidDnsType",
        DentropyErrorCategory.InvalidArgument,
        text,
        $"'{Shown.Text(text)}' is not a type of DNS records. Give one such as A, AAAA, CNAME, MX, TXT, SRV or CAA; nothing was changed.");

    /// <summary>The type that a value without one is of: A or AAAA for an address; null for anything else.</summary>
    public static string? TypeOf(string value) => IPAddress.TryParse(value, out var address) && IsWritten(value, address)
        ? address.AddressFamily == AddressFamily.InterNetwork ? "A" : "AAAA"
        : null;

    private static string Address(string text, AddressFamily family, string wanted) =>
        IPAddress.TryParse(text.Trim(), out var address) && address.AddressFamily == family && IsWritten(text.Trim(), address)
            ? address.ToString()
            : throw Problem($"{wanted} belongs there");

    // IPAddress reads 10.1 and 0x0a000001 too, and an IPv6 address with a zone; nobody who writes a record means one of these.
    private static bool IsWritten(string text, IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? string.Equals(text, address.ToString(), StringComparison.Ordinal)
        : !text.Contains('%', StringComparison.Ordinal) && !text.Contains('[', StringComparison.Ordinal);

    private static string Name(string text, string? zone) => text.Trim() switch
    {
        "." => ".",
        "@" when zone is not null => zone,
        var name => DnsNames.Parse(name),
    };

    private static string Fields(string text, string? zone, string wanted, int numbers)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != numbers + 1)
            throw Problem($"{wanted}, belongs there");
        var read = words[..numbers].Select(word => ushort.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : throw Problem($"{wanted}, belongs there; '{Shown.Text(word)}' is no number from 0 to 65535"));
        return string.Join(' ', [.. read, Name(words[^1], zone)]);
    }

    private static string Caa(string text)
    {
        var match = CaaText().Match(text.Trim());
        return match.Success && byte.TryParse(match.Groups["flags"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var flags)
            ? string.Create(CultureInfo.InvariantCulture, $"{flags} {match.Groups["tag"].Value.ToLowerInvariant()} \"{match.Groups["quoted"].Value}{match.Groups["bare"].Value}\"")
            : throw Problem("a number, a tag and a value belong there, such as 0 issue \"letsencrypt.org\"");
    }

    private static string Plain(string text) => text.Trim() is { Length: > 0 } plain && !plain.Any(char.IsControl)
        ? plain
        : throw Problem("it is empty, or has characters that cannot be in it");

    private static ProblemException Problem(string message) => new(message);

    private static DentropyException Invalid(string type, string text, string problem, Exception cause) => new(
        "InvalidDnsValue",
        DentropyErrorCategory.InvalidArgument,
        text,
        $"'{Shown.Text(text)}' cannot be the value of a record of type {type}: {problem}. Nothing was changed.",
        cause);

    [GeneratedRegex("^[A-Z][A-Z0-9]{0,15}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TypeName();

    [GeneratedRegex("^(?<flags>[0-9]{1,3})\\s+(?<tag>[A-Za-z0-9]+)\\s+(\"(?<quoted>[^\"]*)\"|(?<bare>\\S+))$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CaaText();

    private sealed class ProblemException(string message) : Exception(message);
}
