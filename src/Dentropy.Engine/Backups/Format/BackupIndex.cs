using System.Text.Json.Serialization;

namespace Dentropy.Engine.Backups.Format;

/// <summary>
/// What the last member of a backup, <c>index.json</c>, says: where everything is, with checksums, and how the backup went. The sections
/// follow each other without a gap from the first byte to the index itself, so every byte before it is covered.
/// </summary>
public sealed record BackupIndex
{
    /// <summary>Name of the member.</summary>
    public const string Member = "index.json";

    /// <summary>Version of the format, as in the manifest.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>The manifest's id.</summary>
    public required string Id { get; init; }

    /// <summary>Members that the program wrote whole, such as <c>definition.json</c>, and what stands between the parts.</summary>
    public required IReadOnlyList<BackupSection> Sections { get; init; }

    /// <summary>The parts, in the file's order.</summary>
    public required IReadOnlyList<BackupPart> Parts { get; init; }

    /// <summary>How it went.</summary>
    public required BackupOutcome Outcome { get; init; }
}

/// <summary>A stretch of the file that is no part.</summary>
public sealed record BackupSection
{
    /// <summary>Name of the tar member that it is; null for what only frames a part.</summary>
    public string? Member { get; init; }

    /// <summary>Where its first byte is in the file.</summary>
    public required long Offset { get; init; }

    /// <summary>Its bytes in the file.</summary>
    public required long Length { get; init; }

    /// <summary>SHA-256 of these bytes, 64 hexadecimal digits in lower case.</summary>
    public required string Sha256 { get; init; }
}

/// <summary>How a backup went.</summary>
public sealed record BackupOutcome
{
    /// <summary>How long the app was down or paused; null where it is not known.</summary>
    [JsonPropertyName("downtimeSeconds")]
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? Downtime { get; init; }

    /// <summary>How long it took.</summary>
    [JsonPropertyName("durationSeconds")]
    [JsonConverter(typeof(SecondsConverter))]
    public required TimeSpan Duration { get; init; }

    /// <summary>What was left out or is worth knowing, in sentences.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
