using Dentropy.Engine.Inventory;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Engine.Tests.Inventory;

/// <summary>A cloud folder of its own, gone after the test.</summary>
internal sealed class TempCloud : IDisposable
{
    private readonly string _above = Directory.CreateTempSubdirectory("dentropy-").FullName;

    public TempCloud() => Folder = Path.Join(_above, "cloud");

    public string Folder { get; }

    public FileNodeStore Store => new(Folder);

    public string PathOf(string name) => Path.Join(Folder, "nodes", name + ".yaml");

    public string Text(string name) => File.ReadAllText(PathOf(name));

    public void Put(string name, string text) => PutFile($"nodes/{name}.yaml", text);

    public void PutFile(string path, string text)
    {
        path = Path.Join(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>Every file below the cloud folder with its content, the lock aside.</summary>
    public SortedDictionary<string, string> Files()
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (!Directory.Exists(Folder))
            return files;

        foreach (var path in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(path) != ".lock")
                files[Path.GetRelativePath(Folder, path)] = File.ReadAllText(path);
        }

        return files;
    }

    public void Dispose() => Directory.Delete(_above, recursive: true);

    /// <summary>Everything about a node as text, written without the code under test.</summary>
    public static string Describe(DcNode node) => string.Join('\n',
        new[]
        {
            node.Name, node.Address ?? "-", node.Port?.ToString() ?? "-", node.User ?? "-", node.IdentityFile ?? "-", node.ProxyJump ?? "-", node.DockerHost ?? "-", node.DockerCertPath ?? "-",
            string.Join('|', node.Roles), string.Join('|', node.Tags), node.Hardware ?? "-", node.Architecture ?? "-", node.Switch ?? "-",
            node.Power ?? "-", node.Site ?? "-", node.Revision.ToString(), node.Cloud ?? "-",
        }.Concat(node.Metadata.Select(m => $"{m.Key}={m.Value}")));
}

internal static class Errors
{
    public static async Task<DentropyException> Of(string errorId, Func<Task> action)
    {
        var e = await Assert.ThrowsAsync<DentropyException>(action);
        Assert.Equal(errorId, e.ErrorId);
        return e;
    }

    public static DentropyException Of(string errorId, Action action)
    {
        var e = Assert.Throws<DentropyException>(action);
        Assert.Equal(errorId, e.ErrorId);
        return e;
    }
}
