namespace Dentropy.Apps;

/// <summary>A container of an app.</summary>
public sealed record DcAppContainer
{
    /// <summary>Full id, 64 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Name without the slash that Docker puts before it.</summary>
    public required string Name { get; init; }

    /// <summary>Docker's word: <c>created</c>, <c>running</c>, <c>paused</c>, <c>restarting</c>, <c>removing</c>, <c>exited</c>, <c>dead</c>.</summary>
    public required string State { get; init; }

    /// <summary>What its health check says.</summary>
    public DcAppHealth Health { get; init; }

    /// <summary>How it last ended; null where it has not ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>The container's name.</summary>
    public override string ToString() => Name;
}
