using System.Globalization;
using Dentropy.Cli.Output;
using Dentropy.Resilience;

namespace Dentropy.Cli.Resilience;

// Failures in words, for people.
internal static class ResilienceText
{
    public static IReadOnlyList<Column<DcFailureResult>> Failure { get; } =
    [
        new("Service", result => result.Service),
        new("Verdict", result => result.Survives ? "survives" : "LOST"),
        new("Spare", result => result.Spare?.ToString(CultureInfo.InvariantCulture), Right: true),
        new("Reasons", result => string.Join("; ", result.Reasons)),
    ];

    public static IReadOnlyList<Column<DcResilienceResult>> Result { get; } =
    [
        new("Lost", Lost),
        new("Verdict", result => result.Survives ? "survived" : "NOT SURVIVED"),
        new("Services", result => string.Join(", ", result.Services)),
    ];

    public static IReadOnlyList<Column<DcResilienceAdvice>> Advice { get; } =
    [
        new("Change", advice => advice.Change),
        new("Cost", advice => advice.Cost.ToString("0.#", CultureInfo.InvariantCulture), Right: true),
        new("Against", advice => string.Join(" + ", advice.Against)),
        new("Saves", advice => string.Join(", ", advice.Saves)),
        new("Harm", advice => $"{Harm(advice.Before)} -> {Harm(advice.After)}"),
    ];

    private static string Lost(DcResilienceResult result)
    {
        var parts = string.Join(" + ", result.Lost);
        return result.Asked is not { } asked ? parts : parts.Length > 0 ? $"{asked}: {parts}" : asked;
    }

    private static string Harm(IEnumerable<int> harm) => string.Join("/", harm.Select(count => count.ToString(CultureInfo.InvariantCulture)));
}
