using System.IO.Enumeration;
using Dentropy.Nodes;

namespace Dentropy.Engine.Inventory;

/// <summary>The files of <c>nodes/</c>: which there are, and what is in them.</summary>
internal sealed class NodeFiles(string cloud)
{
    private const string Extension = ".yaml";

    // Below this it is not worth waking other threads.
    private const int WorthSharing = 64;

    public string Folder { get; } = Path.Join(cloud, "nodes");

    public string PathOf(string name) => Path.Join(Folder, name + Extension);

    /// <summary>The name that a node's file has, which may differ in letter case; null where there is none.</summary>
    public string? Locate(string name)
    {
        // Elsewhere a file is found in any letter case, and only the folder says which one it has.
        if (OperatingSystem.IsLinux() && File.Exists(PathOf(name)))
            return name;

        var wanted = name + Extension;
        try
        {
            return new FileSystemEnumerable<string>(Folder, (ref FileSystemEntry entry) => entry.FileName[..^Extension.Length].ToString())
            {
                ShouldIncludePredicate = (ref FileSystemEntry entry) => entry.FileName.Equals(wanted, StringComparison.OrdinalIgnoreCase),
            }.FirstOrDefault();
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>A node file's content; null where it is gone.</summary>
    /// <exception cref="DentropyException"><c>NodeFileUnreadable</c>.</exception>
    public byte[]? Content(string name)
    {
        var path = PathOf(name);
        try
        {
            var buffer = new byte[4096];
            var length = Load(path, ref buffer);
            return buffer[..length];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw InventoryErrors.FileUnreadable(path, cloud, e);
        }
    }

    /// <summary>Reads every node.</summary>
    public async Task<NodeListing> ReadAllAsync(CancellationToken cancellationToken)
    {
        var (names, faults) = List();
        Array.Sort(names, NodeNameOrder.Instance);
        var nodes = new DcNode?[names.Length];
        var next = 0;
        void Work()
        {
            var buffer = new byte[4096];
            int i;
            while ((i = Interlocked.Increment(ref next) - 1) < names.Length)
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    nodes[i] = Read(names[i], ref buffer);
                }
                catch (DentropyException e)
                {
                    lock (faults)
                        faults.Add(new NodeFault(PathOf(names[i]), e));
                }
            }
        }

        var workers = names.Length < WorthSharing ? 1 : Math.Min(Environment.ProcessorCount, 16);
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(Work, cancellationToken))).ConfigureAwait(false);
        return Join(nodes, faults);
    }

    private (string[] Names, List<NodeFault> Faults) List()
    {
        var faults = new List<NodeFault>();
        try
        {
            var files = new FileSystemEnumerable<string>(Folder, (ref FileSystemEntry entry) => entry.FileName.ToString())
            {
                ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                    entry.FileName[0] != '.'
                    && (entry.FileName.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) || entry.FileName.EndsWith(".yml", StringComparison.OrdinalIgnoreCase))
                    && !entry.IsDirectory,
            };
            var names = new List<string>();
            foreach (var file in files)
            {
                if (file.EndsWith(Extension, StringComparison.Ordinal))
                    names.Add(file[..^Extension.Length]);
                else
                    faults.Add(Misnamed(file));
            }

            return (names.ToArray(), faults);
        }
        catch (DirectoryNotFoundException) when (!IsFile())
        {
            return ([], faults);
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw IsFile() ? InventoryErrors.NoFolder(File.Exists(cloud) ? cloud : Folder) : InventoryErrors.Unreadable(Folder, e);
        }

        bool IsFile() => File.Exists(cloud) || File.Exists(Folder);
    }

    private NodeFault Misnamed(string file)
    {
        var path = Path.Join(Folder, file);
        return new NodeFault(path, NodeYaml.Invalid(path, cloud, 1, null, $"node files end in .yaml; rename it to {Path.GetFileNameWithoutExtension(file)}.yaml"));
    }

    // One that is removed between the listing and the reading is not there.
    private DcNode? Read(string name, ref byte[] buffer)
    {
        var path = PathOf(name);
        int length;
        try
        {
            length = Load(path, ref buffer);
        }
        catch (FileNotFoundException) when (!IsLink(path))
        {
            return null;
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw InventoryErrors.FileUnreadable(path, cloud, e);
        }

        return NodeYaml.Read(buffer.AsSpan(0, length), path, name, cloud);
    }

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    // Reads a little more than the largest file, so that one is seen to be too large and never fills the memory.
    private static int Load(string path, ref byte[] buffer)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var length = 0;
        while (true)
        {
            var read = RandomAccess.Read(file, buffer.AsSpan(length), length);
            length += read;
            if (read == 0 || length > NodeYaml.LargestFile)
                return length;
            if (length == buffer.Length)
                Array.Resize(ref buffer, Math.Min(buffer.Length * 8, NodeYaml.LargestFile + 1));
        }
    }

    private NodeListing Join(DcNode?[] nodes, List<NodeFault> faults)
    {
        var good = new List<DcNode>(nodes.Length);
        var seen = new Dictionary<string, string>(nodes.Length, StringComparer.OrdinalIgnoreCase);
        foreach (var node in nodes)
        {
            if (node is null)
                continue;

            if (seen.TryAdd(node.Name, node.Name))
            {
                good.Add(node);
                continue;
            }

            var path = PathOf(node.Name);
            var problem = $"node {seen[node.Name]} has the same name in another letter case; rename or remove one of them";
            faults.Add(new NodeFault(path, NodeYaml.Invalid(path, cloud, 1, NodeField.Name.Key(), problem)));
        }

        faults.Sort((a, b) => NodeNameOrder.Instance.Compare(a.Path, b.Path));
        return new NodeListing(good, faults);
    }
}
