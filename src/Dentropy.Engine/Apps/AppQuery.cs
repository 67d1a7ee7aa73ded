namespace Dentropy.Engine.Apps;

/// <summary>Which apps are wanted, and what of them.</summary>
public sealed record AppQuery
{
    /// <summary>Names or wildcards (<c>*</c>, <c>?</c>, <c>[a-c]</c>), any of which must match; empty asks for every app.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Whether the sizes of volumes are measured. Docker walks through every file of every volume for it, so it may take long.</summary>
    public bool Sizes { get; init; }

    /// <summary>How many nodes are asked at the same time, at least 1.</summary>
    public int ThrottleLimit { get; init; } = 32;
}
