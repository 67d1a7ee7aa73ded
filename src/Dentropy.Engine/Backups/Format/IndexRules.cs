using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Backups.Format;

/// <summary>A stretch of a file whose checksum is known.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Sha256">Their SHA-256.</param>
/// <param name="IsPart">Whether it is a part.</param>
internal sealed record Stretch(string Name, long Offset, long Length, string Sha256, bool IsPart)
{
    public static Stretch Of(BackupSection section) => new(
        section.Member is { } member ? Shown.Text(member) : $"what stands between the parts at byte {section.Offset}", section.Offset, section.Length, section.Sha256, IsPart: false);

    public static Stretch Of(BackupPart part) => new(
        $"the part {Shown.Text(part.Name)}{(part.Pass > 1 ? $" (pass {part.Pass})" : "")}", part.Offset, part.Length, part.Sha256, IsPart: true);
}

/// <summary>What an index may say.</summary>
internal static class IndexRules
{
    /// <summary>Everything before the index, in the file's order.</summary>
    public static IReadOnlyList<Stretch> Stretches(BackupIndex index) =>
        [.. index.Sections.Select(Stretch.Of).Concat(index.Parts.Select(Stretch.Of)).OrderBy(stretch => stretch.Offset)];

    /// <summary>What is wrong with an index, as half a sentence; null where nothing is.</summary>
    /// <param name="index">The index.</param>
    /// <param name="manifest">The manifest of the same file.</param>
    /// <param name="end">Where the index begins, and the stretches have to end.</param>
    public static string? Problem(BackupIndex index, BackupManifest manifest, long end)
    {
        if (index.FormatVersion != manifest.FormatVersion || !string.Equals(index.Id, manifest.Id, StringComparison.Ordinal))
            return "its index belongs to another backup";

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var section in index.Sections)
        {
            if (section.Member is { } member && (MemberNames.Problem(member) ?? (names.Add(member) ? null : "it is there twice")) is { } problem)
                return $"its index names a member '{Shown.Text(member)}', and {problem}";
        }

        if (!names.Contains(BackupManifest.Member))
            return "its index does not name the manifest";
        foreach (var part in index.Parts)
        {
            if ((Problem(part) ?? (names.Add(part.Member ?? $"{part.Name}/ {part.Pass}") ? null : "it is there twice")) is { } problem)
                return $"its index names a part '{Shown.Text(part.Name)}', and {problem}";
        }

        return Gap(Stretches(index), end);
    }

    /// <summary>What is wrong with what is said of a part, wherever it is said.</summary>
    public static string? Problem(BackupPart part) =>
        MemberNames.Problem(part.Name, part.Kind, part.Member)
        ?? (part.Pass is 1 or 2 ? null : "it is of no pass that there is")
        ?? (part.Member is null == part.MemberLength is null && part.MemberLength is null or >= 0 ? null : "its length is not said right")
        ?? (part.Length > 0 && part.Offset > 0 && part.Offset <= long.MaxValue - part.Length ? null : "its place is out of range");

    private static string? Gap(IReadOnlyList<Stretch> stretches, long end)
    {
        var at = 0L;
        foreach (var stretch in stretches)
        {
            if (stretch.Offset != at || stretch.Length <= 0 || stretch.Length > end - at || !IsHash(stretch.Sha256))
                return $"its index does not say what is at byte {at}";
            at += stretch.Length;
        }

        return at == end ? null : $"its index does not say what is at byte {at}";
    }

    private static bool IsHash(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);
}
