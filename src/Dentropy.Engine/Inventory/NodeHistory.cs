using System.Globalization;
using System.Text;
using Dentropy.Nodes;

namespace Dentropy.Engine.Inventory;

/// <summary>
/// The kept states of nodes: <c>history/nodes/&lt;name&gt;/&lt;revision&gt;.yaml</c>, each the node file as it was, byte for byte, hand-written
/// comments included. Times stand in comments (<c># written</c>, <c># removed</c>), because git keeps no file times.
/// </summary>
internal sealed class NodeHistory(string cloud)
{
    private const string Written = "# written ";
    private const string Removed = "# removed ";

    private readonly string _folder = Path.Join(cloud, "history", "nodes");

    /// <summary>A state that is kept: its number, and its file.</summary>
    public readonly record struct Kept(long Revision, string Path);

    /// <summary>The files kept for a name, oldest first.</summary>
    public IReadOnlyList<Kept> Find(string name)
    {
        var folder = FolderOf(name);
        if (!Directory.Exists(folder))
            return [];

        var kept = new List<Kept>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.yaml"))
        {
            if (NodeRules.TryRevision(Path.GetFileNameWithoutExtension(path), out var revision))
                kept.Add(new Kept(revision, path));
        }

        kept.Sort((a, b) => a.Revision.CompareTo(b.Revision));
        return kept;
    }

    /// <summary>
    /// The number under which a state will be kept: its revision, unless another state has that number already (a file that was added by hand
    /// with an old revision); then the next free one.
    /// </summary>
    public static long NumberFor(IReadOnlyList<Kept> kept, long revision, ReadOnlySpan<byte> content)
    {
        foreach (var other in kept)
        {
            if (other.Revision == revision && !IsSame(other, content))
                return kept[^1].Revision + 1;
        }

        return revision;
    }

    /// <summary>Whether a kept file is this content, the comments about it aside.</summary>
    public static bool IsSame(Kept kept, ReadOnlySpan<byte> content) => File.ReadAllBytes(kept.Path).AsSpan().StartsWith(content);

    /// <summary>Keeps a state before it is replaced or removed.</summary>
    /// <param name="name">The node.</param>
    /// <param name="number">Its number; see <see cref="NumberFor"/>.</param>
    /// <param name="content">The node file's content.</param>
    /// <param name="time">When that state was written.</param>
    /// <param name="removal">When it is removed; null where it is replaced.</param>
    public void Keep(string name, long number, ReadOnlySpan<byte> content, DateTimeOffset time, DateTimeOffset? removal)
    {
        var copy = new MemoryStream(content.Length + 80);
        copy.Write(content);
        if (content is [.., not (byte)'\n'])
            copy.WriteByte((byte)'\n');
        if (WrittenAt(content) is null)
            copy.Write(Encoding.ASCII.GetBytes($"{Written}{NodeYamlWriter.Stamp(time)}\n"));
        if (removal is { } end)
            copy.Write(Encoding.ASCII.GetBytes($"{Removed}{NodeYamlWriter.Stamp(end)}\n"));

        var folder = FolderOf(name);
        DurableFile.MakeFolder(folder);
        var path = Path.Join(folder, number.ToString(CultureInfo.InvariantCulture) + ".yaml");
        using var file = DurableFile.Write(path, copy.GetBuffer().AsSpan(0, (int)copy.Length));
        file.Publish();
    }

    /// <summary>Reads a kept state.</summary>
    /// <exception cref="DentropyException"><c>NodeFileInvalid</c>.</exception>
    public DcNodeRevision Read(Kept kept)
    {
        var content = File.ReadAllBytes(kept.Path);

        // The number is the file's; and a removed node's name may have come back in another letter case.
        var node = NodeYaml.Read(content, kept.Path, name: null, cloud) with { Revision = kept.Revision };
        return new DcNodeRevision
        {
            Name = node.Name,
            Revision = kept.Revision,
            Time = WrittenAt(content) ?? new DateTimeOffset(File.GetLastWriteTimeUtc(kept.Path)),
            State = Find(content, Removed) is null ? DcNodeRevisionState.Superseded : DcNodeRevisionState.Removed,
            Node = node,
        };
    }

    /// <summary>When a state was written, as its file says; null where it does not.</summary>
    public static DateTimeOffset? WrittenAt(ReadOnlySpan<byte> content) => Find(content, Written);

    private string FolderOf(string name)
    {
        var exact = Path.Join(_folder, name);
        if (Directory.Exists(exact) || !Directory.Exists(_folder))
            return exact;

        return Directory.EnumerateDirectories(_folder)
            .FirstOrDefault(other => string.Equals(Path.GetFileName(other), name, StringComparison.OrdinalIgnoreCase)) ?? exact;
    }

    // A line of its own, or the comment behind the revision.
    private static DateTimeOffset? Find(ReadOnlySpan<byte> content, string mark)
    {
        foreach (var line in Encoding.UTF8.GetString(content).AsSpan().EnumerateLines())
        {
            var at = line.IndexOf(mark, StringComparison.Ordinal);
            if ((at == 0 || (at > 0 && line.StartsWith("revision: ", StringComparison.Ordinal)))
                && DateTimeOffset.TryParseExact(
                    line[(at + mark.Length)..].TrimEnd(),
                    "yyyy-MM-dd'T'HH:mm:ss'Z'",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                    out var time))
            {
                return time;
            }
        }

        return null;
    }
}
