using System.Globalization;

namespace Dentropy.Engine.Security.Expect;

/// <summary>Ports that the inventory explains.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last.</param>
/// <param name="Protocol"><c>tcp</c> or <c>udp</c>.</param>
internal sealed record PortEntry(int First, int Last, string Protocol)
{
    public bool Holds(string protocol, int port) => Protocol == protocol && First <= port && port <= Last;

    /// <summary>Reads <c>80</c>, <c>8000-8100</c>, <c>53/udp</c>; without a protocol it is TCP.</summary>
    /// <returns>Null where it is none of these.</returns>
    public static PortEntry? Read(string text)
    {
        var words = text.Split('/');
        var ends = words[0].Split('-');
        if (words.Length > 2 || ends.Length > 2 || (words.Length == 2 && words[1] is not ("tcp" or "udp")) || Number(ends[0]) is not { } first || Number(ends[^1]) is not { } last || first > last)
            return null;
        return new PortEntry(first, last, words.Length == 2 ? words[1] : "tcp");
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536 ? port : null;
}
