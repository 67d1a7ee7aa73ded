namespace Dentropy.Engine.Resilience.Facts;

/// <summary>What was seen of a cloud.</summary>
public sealed record ResilienceFacts
{
    internal static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> NoApps = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Names of the nodes that run an app, for each app that was asked about and could be looked for.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Apps { get; init; } = NoApps;

    /// <summary>Names of nodes that do not work now.</summary>
    public IReadOnlyList<string> DownNodes { get; init; } = [];

    /// <summary>Storage that was seen.</summary>
    public IReadOnlyList<StorageFacts> Storage { get; init; } = [];

    /// <summary>What could not be seen, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What several looked at, together.</summary>
    /// <param name="facts">What each saw.</param>
    public static ResilienceFacts Together(IReadOnlyList<ResilienceFacts> facts) => new()
    {
        Apps = facts.SelectMany(one => one.Apps).GroupBy(app => app.Key, app => app.Value, StringComparer.Ordinal)
            .ToDictionary(app => app.Key, app => (IReadOnlyList<string>)[.. app.SelectMany(nodes => nodes).Distinct(StringComparer.OrdinalIgnoreCase)], StringComparer.Ordinal),
        DownNodes = [.. facts.SelectMany(one => one.DownNodes).Distinct(StringComparer.OrdinalIgnoreCase)],
        Storage = [.. facts.SelectMany(one => one.Storage)],
        Notes = [.. facts.SelectMany(one => one.Notes)],
    };
}
