namespace Dentropy.Resilience;

/// <summary>A change that lets the cloud survive more.</summary>
public sealed record DcResilienceAdvice
{
    /// <summary>What to change, in words, e.g. <c>Move one replica of web from worker1 to worker7</c>.</summary>
    public required string Change { get; init; }

    /// <summary>The kind of change: <c>MoveReplica</c>, <c>AddReplica</c>, <c>MoveCable</c>, <c>AddCable</c>, <c>MovePower</c>, <c>AddPower</c>, <c>AddUplink</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The effort compared with others, without a unit: moving a replica is 1.</summary>
    public double Cost { get; init; }

    /// <summary>The failure that it takes the harm from.</summary>
    public required IReadOnlyList<DcPart> Against { get; init; }

    /// <summary>Services that survive that failure after the change and do not now.</summary>
    public IReadOnlyList<string> Saves { get; init; } = [];

    /// <summary>Harm as it is: for each number of things that fail, from one on, how many failures times services are not survived.</summary>
    public IReadOnlyList<int> Before { get; init; } = [];

    /// <summary>The same after the change.</summary>
    public IReadOnlyList<int> After { get; init; } = [];

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }

    /// <summary>The change.</summary>
    public override string ToString() => Change;
}
