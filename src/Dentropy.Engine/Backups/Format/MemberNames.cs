using System.Text;

namespace Dentropy.Engine.Backups.Format;

/// <summary>Which names may stand in a backup. One rule for writing and reading, so that no name in a file can lead out of a folder.</summary>
internal static class MemberNames
{
    /// <summary>What is wrong with a name; null where nothing is.</summary>
    public static string? Problem(string name)
    {
        if (name.Length == 0)
            return "it is empty";
        if (name.Any(c => char.IsControl(c) || c == '\\' || char.IsSurrogate(c) && !IsPaired(name)))
            return "it holds a backslash or a control character";
        if (name[0] == '/')
            return "it is an absolute path";
        if (name.Split('/').Any(piece => piece is "" or "." or ".."))
            return "it does not stay in its folder";
        return Encoding.UTF8.GetByteCount(name) > 1024 ? "it is longer than 1,024 bytes" : null;
    }

    /// <summary>What is wrong with the name of a part of a kind; null where nothing is.</summary>
    public static string? Problem(string name, BackupPartKind kind, string? member)
    {
        if (Problem(name) is { } problem)
            return problem;

        var good = kind switch
        {
            BackupPartKind.Volume => IsBelow(name, "volumes/") && member is null,
            BackupPartKind.Bind => IsBelow(name, "binds/") && name["binds/".Length..].All(char.IsAsciiDigit) && member is null,
            BackupPartKind.Files => string.Equals(name, "files", StringComparison.Ordinal) && member is null,
            BackupPartKind.Images => string.Equals(name, member, StringComparison.Ordinal) && FitsHeader(name),
            _ => false,
        };
        return good ? null : "a part of this kind is not named so";
    }

    /// <summary>Whether a tar header has room for it.</summary>
    public static bool FitsHeader(string name) => Encoding.UTF8.GetByteCount(name) <= TarBlocks.LongestName;

    private static bool IsBelow(string name, string folder) =>
        name.StartsWith(folder, StringComparison.Ordinal) && name.Length > folder.Length && !name.AsSpan(folder.Length).Contains('/');

    private static bool IsPaired(string name) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name)).Equals(name, StringComparison.Ordinal);
}
