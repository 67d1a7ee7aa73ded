namespace Dentropy.Edge;

/// <summary>One step of a change of a public endpoint.</summary>
public sealed record DcPublicChange
{
    /// <summary>Name of the node that is changed.</summary>
    public required string Node { get; init; }

    /// <summary>What is done.</summary>
    public required string Action { get; init; }

    /// <summary>The file's lines that come and go, in the unified format; empty where it is no file.</summary>
    public string Difference { get; init; } = "";

    /// <summary>Node and action.</summary>
    public override string ToString() => $"{Node}: {Action}";
}
