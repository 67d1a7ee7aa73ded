using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Dentropy.Engine.Cluster;

/// <summary>SHA-256 sums in the form of coreutils' sha256sum.</summary>
internal static class Checksums
{
    private const int HexLength = 64;

    /// <summary>One line: the sum, two spaces and the name; a name with a backslash or a line end is escaped and the line marked by a backslash in front.</summary>
    public static string Line(string sum, string name)
    {
        var escaped = name
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
        return (escaped.Length == name.Length ? "" : "\\") + sum + "  " + escaped + "\n";
    }

    /// <summary>Reads such a line.</summary>
    /// <returns>The sum and the name, or null for anything else.</returns>
    public static (string Sum, string Name)? Parse(string line)
    {
        var escaped = line.StartsWith('\\');
        var text = escaped ? line[1..] : line;
        if (text.Length <= HexLength + 2 || text[HexLength] != ' ' || text[HexLength + 1] is not (' ' or '*') || !text.AsSpan(0, HexLength).ContainsOnlyHex())
        {
            return null;
        }

        var name = text[(HexLength + 2)..];
        return (text[..HexLength].ToLowerInvariant(), escaped ? Unescape(name) : name);
    }

    /// <summary>The sums of all files of a tree, by their names in it.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> OfAsync(LocalTree tree, CancellationToken cancellationToken)
    {
        var sums = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in tree.Items.Where(item => item.Kind == LocalItemKind.File))
        {
            sums[item.Name] = await OfFileAsync(item.FullPath, cancellationToken).ConfigureAwait(false);
        }

        return sums;
    }

    public static async Task<string> OfFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
            await using (file.ConfigureAwait(false))
            {
                return Hex(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CopyErrors.LocalUnreadable(path, e);
        }
    }

    public static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);

    private static bool ContainsOnlyHex(this ReadOnlySpan<char> text) => !text.ContainsAnyExcept(HexDigits);

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    private static string Unescape(string name)
    {
        var text = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            text.Append(name[i] != '\\' || i + 1 == name.Length ? name[i] : name[++i] switch { 'n' => '\n', 'r' => '\r', var other => other });
        }

        return text.ToString();
    }
}
