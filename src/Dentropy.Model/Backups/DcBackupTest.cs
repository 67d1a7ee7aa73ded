namespace Dentropy.Backups;

/// <summary>What a check of a backup found.</summary>
public sealed record DcBackupTest
{
    /// <summary>File name.</summary>
    public required string Name { get; init; }

    /// <summary>Where the file is.</summary>
    public required string Path { get; init; }

    /// <summary>Name of the app.</summary>
    public required string App { get; init; }

    /// <summary>Whether every byte is what it was when the backup was made.</summary>
    public required bool Valid { get; init; }

    /// <summary>Bytes that were read.</summary>
    public required long Bytes { get; init; }

    /// <summary>Parts that were checked.</summary>
    public required int Parts { get; init; }

    /// <summary>What is wrong, in sentences; empty where nothing is.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }
}
