using System.Globalization;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Edge.Firewall;

/// <summary>Ports and ranges of them.</summary>
internal static class PortRange
{
    // iptables-extensions(8), multiport: up to 15 ports, of which a range takes two.
    private const int Most = 15;

    /// <summary>Ports as they are kept: <c>80</c>, <c>8000-8100</c>. Lists with commas are taken apart.</summary>
    public static IReadOnlyList<string> Checked(IEnumerable<string> texts) =>
        [.. texts.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries)).Select(One).Distinct(StringComparer.Ordinal)];

    public static string One(string text)
    {
        var words = text.Split('-', ':');
        if (words.Length > 2 || Number(words[0]) is not { } first || Number(words[^1]) is not { } last || first > last)
            throw FirewallErrors.InvalidPort(Shown.Text(text));
        return first == last ? first.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{first}-{last}");
    }

    /// <summary>The matches for them, each for as many as one may hold.</summary>
    public static IEnumerable<string> Matches(IReadOnlyList<string> ports)
    {
        var (part, size) = (new List<string>(), 0);
        foreach (var port in ports)
        {
            var needs = port.Contains('-', StringComparison.Ordinal) ? 2 : 1;
            if (size + needs > Most)
            {
                yield return Match(part);
                (part, size) = ([], 0);
            }

            part.Add(Colon(port));
            size += needs;
        }

        if (part.Count > 0)
            yield return Match(part);
    }

    public static string Colon(string port) => port.Replace('-', ':');

    private static string Match(List<string> ports) => ports.Count == 1 ? $"--dport {ports[0]}" : $"-m multiport --dports {string.Join(',', ports)}";

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535 ? port : null;
}
