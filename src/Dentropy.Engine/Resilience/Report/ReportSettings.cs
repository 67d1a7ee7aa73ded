namespace Dentropy.Engine.Resilience.Report;

/// <summary>What goes on the page.</summary>
public sealed record ReportSettings
{
    /// <summary>The most things that fail at once, from 1 to 3.</summary>
    public int Level { get; init; } = 2;

    /// <summary>How many changes are advised at most.</summary>
    public int Advice { get; init; } = 5;

    /// <summary>The moment that the page tells.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>What the cloud is called; null for the name of its folder.</summary>
    public string? Title { get; init; }
}
