using System.Globalization;

namespace Dentropy.Engine.Edge.Public;

/// <summary>A public port, and the one that load balancers have for it.</summary>
/// <param name="Public">The public one.</param>
/// <param name="Target">The load balancers'.</param>
internal sealed record PublicPort(int Public, int Target)
{
    /// <summary>Reads <c>80</c> or <c>443:8443</c>.</summary>
    /// <exception cref="DentropyException"><c>InvalidPublicPort</c>.</exception>
    public static PublicPort Parse(string text)
    {
        var words = text.Trim().Split(':');
        return words.Length is 1 or 2 && Number(words[0]) is { } first && Number(words[^1]) is { } last ? new PublicPort(first, last) : throw PublicErrors.InvalidPort(text);
    }

    /// <summary>Reads several, each public port once, in their order.</summary>
    /// <exception cref="DentropyException"><c>InvalidPublicPort</c>.</exception>
    public static IReadOnlyList<PublicPort> ParseAll(IEnumerable<string> texts)
    {
        var ports = texts.Select(Parse).Distinct().OrderBy(port => port.Public).ToList();
        if (ports.Count == 0)
            throw PublicErrors.InvalidPort("");
        return ports.GroupBy(port => port.Public).FirstOrDefault(group => group.Count() > 1) is { } twice ? throw PublicErrors.PortTwice(twice.Key) : ports;
    }

    /// <inheritdoc/>
    public override string ToString() => Public == Target ? Public.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{Public}:{Target}");

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65536 ? number : null;
}
