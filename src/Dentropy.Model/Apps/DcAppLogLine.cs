namespace Dentropy.Apps;

/// <summary>A line that a container wrote.</summary>
public sealed record DcAppLogLine
{
    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>Name of the app.</summary>
    public required string App { get; init; }

    /// <summary>Name of the service.</summary>
    public required string Service { get; init; }

    /// <summary>Name of the container.</summary>
    public required string Container { get; init; }

    /// <summary>When Docker took it.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Whether it went to standard error.</summary>
    public bool IsError { get; init; }

    /// <summary>The line without its end.</summary>
    public required string Text { get; init; }

    /// <summary>The line.</summary>
    public override string ToString() => Text;
}
