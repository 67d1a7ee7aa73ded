using System.Formats.Tar;
using System.Security.Cryptography.X509Certificates;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Certificates.Inspection;

/// <summary>A file that may hold certificates.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Content">What is in it.</param>
internal sealed record CertificateFile(string Path, byte[] Content);

/// <summary>Finds files: one by name, those that a wildcard in the last part matches, or those of a folder whose names say that they are certificates.</summary>
internal static class CertificateFiles
{
    // Larger than the list of all public authorities.
    private const int Largest = 4 * 1024 * 1024;

    private static readonly string[] s_endings = [".pem", ".crt", ".cer", ".der", ".p12", ".pfx"];

    /// <summary>Whether a path names one file, so that one without a certificate is an error.</summary>
    public static bool IsOne(string path) => !path.AsSpan().ContainsAny("*?") && !Directory.Exists(path);

    /// <summary>Whether a name says that certificates are in it.</summary>
    public static bool HasEnding(string name) => s_endings.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    /// <summary>Paths of the files on this machine.</summary>
    /// <exception cref="DentropyException"><c>CertificateFileNotFound</c>, <c>CertificateUnreadable</c>.</exception>
    public static IReadOnlyList<string> Find(string path)
    {
        try
        {
            if (Directory.Exists(path))
                return [.. Directory.EnumerateFiles(path).Where(HasEnding).Order(StringComparer.Ordinal)];
            if (!path.AsSpan().ContainsAny("*?"))
                return File.Exists(path) ? [path] : throw CertificateErrors.FileNotFound(path);
            var folder = Path.GetDirectoryName(path) is { Length: > 0 } above ? above : ".";
            IReadOnlyList<string> found = Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, Path.GetFileName(path)).Order(StringComparer.Ordinal)] : [];
            return found.Count > 0 ? found : throw CertificateErrors.FileNotFound(path);
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw CertificateErrors.Unreadable(path, e.Message, e);
        }
    }

    /// <summary>Reads a file of this machine.</summary>
    /// <exception cref="DentropyException"><c>CertificateFileNotFound</c>, <c>CertificateUnreadable</c>.</exception>
    public static async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return new FileInfo(path).Length <= Largest ? await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false) : throw CertificateErrors.Unreadable(path, "it is larger than 4 MiB");
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw CertificateErrors.Unreadable(path, e.Message, e);
        }
    }

    /// <summary>Reads files of a node, all of them over one command.</summary>
    /// <exception cref="DentropyException"><c>CertificateFileNotFound</c>, <c>CertificateUnreadable</c>, and those of the link.</exception>
    public static async Task<IReadOnlyList<CertificateFile>> ReadAsync(INodeLink link, DcNode node, string path, bool sudo, CancellationToken cancellationToken)
    {
        var shown = $"{node.Name}:{path}";
        var (output, said, exit) = await NodeShell.RunAsync(link, NodeShell.Script(Script(path), sudo), input: null, cancellationToken).ConfigureAwait(false);
        if (exit != 0)
            throw said.Contains("dentropy:missing", StringComparison.Ordinal) ? CertificateErrors.FileNotFound(shown) : CertificateErrors.Unreadable(shown, NodeShell.Why(said, exit));
        var files = new List<CertificateFile>();
        using var reader = new TarReader(new MemoryStream(output));
        while (await reader.GetNextEntryAsync(copyData: true, cancellationToken).ConfigureAwait(false) is { } entry)
        {
            using var content = new MemoryStream();
            if (entry.DataStream is { } data)
                await data.CopyToAsync(content, cancellationToken).ConfigureAwait(false);
            files.Add(new CertificateFile($"{node.Name}:/{entry.Name.TrimStart('/')}", content.ToArray()));
        }

        return files;
    }

    // tar follows links with -h, so that what a link leads to is read. A folder gives the files whose names say that they are certificates.
    private static string Script(string path)
    {
        var slash = path.LastIndexOf('/');
        var pattern = ShellQuote.Word(path[..(slash + 1)]) + string.Concat(path[(slash + 1)..].Select(c => c is '*' or '?' ? c.ToString() : ShellQuote.Word(c.ToString())));
        return $$"""
            p={{ShellQuote.Word(path)}}
            if [ -d "$p" ]; then
                cd "$p" 2>/dev/null || { echo "dentropy:denied the folder cannot be opened" >&2; exit 1; }
                set --
                for f in *.pem *.crt *.cer *.der *.p12 *.pfx; do [ -f "$f" ] && set -- "$@" "$PWD/$f"; done
            else
                set -- {{pattern}}
                [ -e "$1" ] || { echo dentropy:missing >&2; exit 1; }
            fi
            [ $# -gt 0 ] || exit 0
            s=0
            for f in "$@"; do s=$((s + $(wc -c <"$f"))) || exit 1; done
            [ "$s" -le {{Largest}} ] || { echo "dentropy:large the files are larger than 4 MiB together" >&2; exit 1; }
            tar -chf - "$@" 2>/dev/null || { echo "dentropy:denied $(tar -chf /dev/null "$@" 2>&1 | tail -n 1)" >&2; exit 1; }
            """;
    }
}
