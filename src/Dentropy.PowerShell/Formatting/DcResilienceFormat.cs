using System.Globalization;
using Dentropy.Resilience;

namespace Dentropy.PowerShell.Formatting;

// What the views of failures show.
public static class DcResilienceFormat
{
    public static string Parts(IEnumerable<DcPart> parts) => string.Join(" + ", parts);

    public static string Lost(DcResilienceResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result switch
        {
            { Asked: { } asked, Lost.Count: 0 } => asked,
            { Asked: { } asked } => $"{asked}: {Parts(result.Lost)}",
            _ => Parts(result.Lost),
        };
    }

    public static string Verdict(bool survives) => survives ? "survives" : "LOST";

    public static string Words(IEnumerable<string> words) => string.Join(", ", words);

    // The last step says what became of the service; the others are in the list view.
    public static string Reason(IReadOnlyList<string> reasons)
    {
        ArgumentNullException.ThrowIfNull(reasons);
        return reasons.Count > 0 ? reasons[^1] : "";
    }

    public static string Lines(IEnumerable<string> lines) => string.Join('\n', lines);

    public static string Harm(IEnumerable<int> harm) => string.Join(" / ", harm.Select(count => count.ToString(CultureInfo.InvariantCulture)));
}
