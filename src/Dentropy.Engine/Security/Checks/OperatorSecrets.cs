using System.Text;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Secrets;
using Dentropy.Nodes;
using Dentropy.Security;

namespace Dentropy.Engine.Security.Checks;

/// <summary>Secrets on the operator's own machine that its other accounts may read: what <c>cloud.yaml</c> refers to by <c>file:</c>, and the keys of nodes.</summary>
internal static class OperatorSecrets
{
    private const string Check = SecurityChecks.OperatorSecret;

    /// <summary>What is to be told, with <c>localhost</c> as its node.</summary>
    /// <exception cref="DentropyException"><c>CloudFileUnreadable</c>.</exception>
    public static async Task<IReadOnlyList<DcSecurityFinding>> FindAsync(INodeStore store, IReadOnlyList<DcNode> nodes, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            return [Of(store, DcSecuritySeverity.Information, "not checked: who may read the secrets on this machine, because Windows has other permissions than those that are known here", "Nothing is known of it.", null) with { NotChecked = true }];
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var reference in await ReferencesAsync(store.Location, cancellationToken).ConfigureAwait(false))
            files.TryAdd(Full(store.Location, reference), "named in cloud.yaml");
        foreach (var node in nodes)
        {
            if (node.IdentityFile is { Length: > 0 } key && !key.StartsWith('%'))
                files.TryAdd(Full(store.Location, key), $"the key for {node.Name}");
            if (node.DockerCertPath is { Length: > 0 } folder)
                files.TryAdd(Path.Join(Full(store.Location, folder), "key.pem"), $"the key for Docker on {node.Name}");
        }

        var found = new List<DcSecurityFinding>();
        foreach (var (path, what) in files)
        {
            if (Judge(store, path, what) is { } finding)
                found.Add(finding);
        }

        return found;
    }

    private static DcSecurityFinding? Judge(INodeStore store, string path, string what)
    {
        try
        {
            // A secret that is missing is told by what needs it.
            if (!File.Exists(path))
                return null;
            var mode = Mode(path);
            if (!mode.HasFlag(UnixFileMode.OtherRead))
                return null;
            var shut = false;
            for (var folder = Path.GetDirectoryName(path); folder is { Length: > 0 }; folder = Path.GetDirectoryName(folder))
                shut |= !Mode(folder).HasFlag(UnixFileMode.OtherExecute);
            return Of(
                store,
                shut ? DcSecuritySeverity.Low : DcSecuritySeverity.High,
                $"{NodeScope.Path(path)}, mode {Convert.ToString((int)mode & 0x1ff, 8)}, {what}",
                shut ? "Other accounts of this machine could read it; only the mode of a folder above it stands before that." : "Every account of this machine can read it. Make a new one where somebody may have.",
                $"chmod go-rwx '{path.Replace("'", "''", StringComparison.Ordinal)}'");
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            return Of(store, DcSecuritySeverity.Information, $"not checked: who may read {NodeScope.Path(path)}, because {Shown.Text(e.Message)}", "Nothing is known of it.", null) with { NotChecked = true };
        }
    }

    private static UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);

    private static string Full(string cloud, string path) =>
        Path.GetFullPath(path is ['~', '/', ..] ? Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[1..]) : Path.Combine(cloud, path));

    // Whatever section it is in: a value that begins with file: is a reference wherever one may stand.
    private static async Task<IReadOnlyList<string>> ReferencesAsync(string cloud, CancellationToken cancellationToken)
    {
        var path = Path.Join(cloud, CloudFile.Name);
        if (!File.Exists(path))
            return [];
        // Its faults are told by whoever reads a section of it.
        await CloudFile.ReadAsync(cloud, "security", cancellationToken).ConfigureAwait(false);
        return [.. Texts(YamlTree.Read(await File.ReadAllTextAsync(path, Encoding.UTF8, cancellationToken).ConfigureAwait(false))).Select(SecretReference.Parse).OfType<SecretReference>()
            .Where(reference => reference.Source == SecretSource.File).Select(reference => reference.Value)];
    }

    private static IEnumerable<string> Texts(YamlPiece? piece) => piece switch
    {
        YamlText { Text: { } text } => [text],
        YamlList list => list.Items.SelectMany(Texts),
        YamlMap map => map.Entries.SelectMany(entry => Texts(entry.Value)),
        _ => [],
    };

    private static DcSecurityFinding Of(INodeStore store, DcSecuritySeverity severity, string evidence, string meaning, string? remedy) =>
        new() { Severity = severity, Node = DcNode.LocalName, Cloud = store.Location, Check = Check, Evidence = evidence, Meaning = meaning, Remedy = remedy };
}
