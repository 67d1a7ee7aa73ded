namespace Dentropy.Engine.Apps;

/// <summary>One thing that a deploy does.</summary>
/// <param name="Action"><c>pull</c>, <c>create</c>, <c>recreate</c>, <c>start</c>, <c>keep</c>, <c>remove</c>.</param>
/// <param name="Kind"><c>image</c>, <c>network</c>, <c>volume</c>, <c>container</c>.</param>
/// <param name="Name">Name of the image, network, volume or container.</param>
/// <param name="Why">Why, in a few words; null where it goes without saying.</param>
public sealed record AppDeployStep(string Action, string Kind, string Name, string? Why)
{
    /// <summary>E.g. <c>recreate container web-1 (its definition changed)</c>.</summary>
    public override string ToString() => $"{Action} {Kind} {Name}{(Why is null ? "" : $" ({Why})")}";
}

/// <summary>What a deploy does.</summary>
/// <param name="App">Name of the app.</param>
/// <param name="Steps">The steps in order, those included that keep what is there.</param>
/// <param name="Warnings">What the operator should know: variables that are not set, containers of services that the file does not have.</param>
public sealed record AppDeployPlan(string App, IReadOnlyList<AppDeployStep> Steps, IReadOnlyList<string> Warnings);
