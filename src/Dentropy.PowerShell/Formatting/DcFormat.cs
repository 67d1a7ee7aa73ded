using System.Globalization;
using Dentropy.Nodes;

namespace Dentropy.PowerShell.Formatting;

// What the views of Dentropy.Format.ps1xml show. Public, because scripts in views can call nothing else.
public static class DcFormat
{
    // Where ssh goes: only what the node itself sets.
    public static string Endpoint(DcNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var address = node.Address ?? "";
        if (node.Port is { } port)
            address = (address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address) + ":" + port.ToString(CultureInfo.InvariantCulture);
        return node.User is { } user ? $"{user}@{address}" : address;
    }

    public static string Local(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Words(IEnumerable<string> words) => string.Join(", ", words);

    public static string Pairs(IEnumerable<KeyValuePair<string, string>> pairs) =>
        string.Join(", ", pairs.Select(pair => $"{pair.Key}={pair.Value}"));
}
