namespace Dentropy.Dns;

/// <summary>What a file of DNS records asks for and the places do not have yet.</summary>
public sealed record DcDnsPlan
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Zones that the file names. No other zone is touched.</summary>
    public required IReadOnlyList<string> Zones { get; init; }

    /// <summary>What has to be done, in the order in which it will be.</summary>
    public required IReadOnlyList<DcDnsChange> Changes { get; init; }

    /// <summary>How many sets of records are as the file wants them.</summary>
    public int Unchanged { get; init; }

    /// <summary>How many records are neither in the file nor made by Dentropy. They stay, unless <see cref="IncludeForeign"/> is said.</summary>
    public int Foreign { get; init; }

    /// <summary>Whether the plan removes records that Dentropy did not make.</summary>
    public bool IncludeForeign { get; init; }

    /// <summary>How many records will be gone for good.</summary>
    public int Removals { get; init; }

    /// <summary>Why the plan is not carried out without being told that so much may go; null where nothing is unusual.</summary>
    public string? Guard { get; init; }

    /// <summary>What is in the way, a sentence each: clashes, which stop the whole plan, and places that could not be read, which are left out.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Folder of the inventory that the places were found with.</summary>
    public string? Cloud { get; init; }

    /// <summary>File and number of changes, e.g. <c>dns.yaml: 3 changes</c>.</summary>
    public override string ToString() => $"{System.IO.Path.GetFileName(Path)}: {Changes.Count} {(Changes.Count == 1 ? "change" : "changes")}";
}
