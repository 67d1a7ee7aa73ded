namespace Dentropy.Dns;

/// <summary>What one server answers for one name and type, beside what is declared.</summary>
public sealed record DcDnsTest
{
    /// <summary>Name, as in <see cref="DcDnsRecord.Name"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Type, as in <see cref="DcDnsRecord.Type"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Zone.</summary>
    public required string Zone { get; init; }

    /// <summary>Whose view was asked for.</summary>
    public DcDnsView View { get; init; }

    /// <summary>The server that was asked: an address, or a name and an address.</summary>
    public required string Server { get; init; }

    /// <summary>Names of the places that have the records.</summary>
    public IReadOnlyList<string> Places { get; init; } = [];

    /// <summary>The values that the places have, sorted.</summary>
    public IReadOnlyList<string> Expected { get; init; } = [];

    /// <summary>The values that the server answered, sorted; none where there was no answer.</summary>
    public IReadOnlyList<string> Answered { get; init; } = [];

    /// <summary>Whether the answer is right.</summary>
    public required bool Agrees { get; init; }

    /// <summary>In a sentence: what was answered, and where that is not right, why it may be so.</summary>
    public required string Explanation { get; init; }

    /// <summary>Folder of the inventory that the places were found with.</summary>
    public string? Cloud { get; init; }

    /// <summary>Name, type, server and whether it agrees.</summary>
    public override string ToString() => $"{Name} {Type} at {Server}: {(Agrees ? "agrees" : "DISAGREES")}";
}
