namespace Dentropy.Engine.Docker;

/// <summary>A command to run in a container.</summary>
public sealed record ExecSettings
{
    /// <summary>The program and its arguments; no shell is added.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Environment beside the container's own, <c>NAME=value</c> each.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>Account in the container, <c>user[:group]</c>; null for the container's own.</summary>
    public string? User { get; init; }

    /// <summary>Folder in which it starts; null for the container's own.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Whether it gets input; without, it reads an empty one.</summary>
    public bool Stdin { get; init; }
}
