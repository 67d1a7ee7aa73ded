namespace Dentropy.Engine.Provisioning.Steps;

/// <summary>What a step changes on a node.</summary>
/// <param name="Detail">In words. Never a secret.</param>
/// <param name="Script">What runs there as root.</param>
internal sealed record StepChange(string Detail, string Script)
{
    /// <summary>The difference of a file; null where none can be shown.</summary>
    public string? Diff { get; init; }

    /// <summary>The script's standard input.</summary>
    public byte[]? Input { get; init; }

    /// <summary>
    /// What makes the change stay, where it might lock its operator out: it runs after a fresh login has worked. Without it the node takes the change back by itself.
    /// </summary>
    public string? Confirm { get; init; }

    /// <summary>What takes it back at once.</summary>
    public string? TakeBack { get; init; }
}
