namespace Dentropy.Engine.Backups.Format;

/// <summary>What a part holds.</summary>
public enum BackupPartKind
{
    /// <summary>A volume: tar members below <c>volumes/NAME/</c>.</summary>
    Volume,

    /// <summary>A path of the node: tar members below <c>binds/N/</c>.</summary>
    Bind,

    /// <summary>Files that lay in the containers: tar members below <c>files/</c>.</summary>
    Files,

    /// <summary>Images as <c>docker save</c> writes them: one tar member.</summary>
    Images,
}

/// <summary>What is said of a part before it is written.</summary>
public sealed record PartHeader
{
    /// <summary>The folder in the archive that its members lie in, e.g. <c>volumes/data</c>; for a part that is one member, that member's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it holds.</summary>
    public required BackupPartKind Kind { get; init; }

    /// <summary>1 for the first or only pass; 2 for what changed after it. Passes are restored in this order.</summary>
    public int Pass { get; init; } = 1;

    /// <summary>
    /// Name of the one tar member that the part is the content of, e.g. <c>images.tar</c>; null where the part is tar members itself. The
    /// writer makes the member's header and fills it up to whole blocks.
    /// </summary>
    public string? Member { get; init; }

    /// <summary>With <see cref="Member"/>: bytes of its content, uncompressed. The compressed stream must hold exactly so many.</summary>
    public long? Length { get; init; }
}

/// <summary>A part that is in the file.</summary>
public sealed record BackupPart
{
    /// <summary>The folder in the archive, or the member; see <see cref="PartHeader.Name"/>.</summary>
    public required string Name { get; init; }

    /// <summary>What it holds.</summary>
    public required BackupPartKind Kind { get; init; }

    /// <summary>1, or 2 for what changed after the first pass.</summary>
    public required int Pass { get; init; }

    /// <summary>Name of the one tar member that it is the content of; null where it is tar members itself.</summary>
    public string? Member { get; init; }

    /// <summary>Bytes of that member's content, uncompressed; null where it is tar members itself.</summary>
    public long? MemberLength { get; init; }

    /// <summary>Where its first byte is in the file.</summary>
    public required long Offset { get; init; }

    /// <summary>Its bytes in the file, compressed.</summary>
    public required long Length { get; init; }

    /// <summary>SHA-256 of these bytes, 64 hexadecimal digits in lower case.</summary>
    public required string Sha256 { get; init; }
}
