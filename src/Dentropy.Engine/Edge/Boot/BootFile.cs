using System.Text;

namespace Dentropy.Engine.Edge.Boot;

/// <summary>The file with what machines boot. Lines that are not ours stay where they are.</summary>
/// <param name="Pieces">Our entries, and lines of others.</param>
internal sealed record BootFile(IReadOnlyList<(string? Text, BootEntry? Entry)> Pieces)
{
    private const string Heading = "# Written by Dentropy, which keeps lines of yours outside of its blocks.";

    // A TFTP folder that is not there, as with a disk that is not mounted, must not keep dnsmasq from giving out addresses.
    private static readonly string[] s_head = [Heading, "enable-tftp", "tftp-no-fail", .. BootSyntax.Architectures];
    private const string RootKey = "tftp-root=";

    public IEnumerable<BootEntry> Entries => Pieces.Select(piece => piece.Entry).OfType<BootEntry>();

    /// <param name="content">The file.</param>
    /// <param name="node">The gateway's name.</param>
    /// <param name="wrong">Makes an error of the number of a line that cannot be understood.</param>
    public static BootFile Read(byte[] content, string node, Func<int, DentropyException> wrong)
    {
        var pieces = new List<(string?, BootEntry?)>();
        var lines = content.Length == 0 ? [] : Encoding.UTF8.GetString(content).TrimEnd('\n').Split('\n');
        for (var at = 0; at < lines.Length; at++)
        {
            if (!lines[at].StartsWith(BootSyntax.Begin, StringComparison.Ordinal))
            {
                if (!s_head.Contains(lines[at], StringComparer.Ordinal) && !lines[at].StartsWith(RootKey, StringComparison.Ordinal))
                    pieces.Add((lines[at], null));
                continue;
            }

            var end = Array.FindIndex(lines, at, line => line.StartsWith(BootSyntax.End, StringComparison.Ordinal));
            if (end < 0 || BootSyntax.Read(lines[at..(end + 1)], node) is not { } entry)
                throw wrong(at + 1);
            pieces.Add((null, entry));
            at = end;
        }

        return new BootFile(pieces);
    }

    public BootEntry? Find(string name) => Entries.FirstOrDefault(entry => string.Equals(entry.Boot.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The file with one entry in place of another: one that is not there yet comes last, and null takes one away.</summary>
    public BootFile With(string name, BootEntry? entry)
    {
        var pieces = Pieces.ToList();
        var at = pieces.FindIndex(piece => string.Equals(piece.Entry?.Boot.Name, name, StringComparison.OrdinalIgnoreCase));
        if (at >= 0)
            pieces.RemoveAt(at);
        if (entry is not null)
            pieces.Insert(at < 0 ? pieces.Count : at, (null, entry));
        return new BootFile(pieces);
    }

    /// <summary>Its bytes; null where nothing is left to say.</summary>
    public byte[]? Bytes(string root) => Pieces.Count == 0 ? null
        : Encoding.UTF8.GetBytes(string.Concat(s_head.Append(RootKey + root).Concat(Pieces.SelectMany(piece => piece.Entry?.Lines ?? [piece.Text!])).Select(line => line + "\n")));
}
