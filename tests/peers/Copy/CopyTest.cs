using System.Diagnostics;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Peers.Tests.Copy;

/// <summary>A folder of this machine and one of each host for the tests of copies.</summary>
public abstract class CopyTest : IAsyncLifetime
{
    /// <summary>Prints all that must survive a copy: kind, mode, time and name of everything, what links say, and checksums.</summary>
    private const string Listing = "cd \"$1\" && find . -type l -printf '%P -> %l\\0' -o ! -name . -printf '%P %y %m %T@\\0' | sort -z | tr '\\0' '\\n'; find . -type f -print0 | sort -z | xargs -0 -r cat | sha256sum";

    protected const string RemoteRoot = "/tmp/copy test";

    protected SshLinkPool Pool { get; } = new();

    protected string Root { get; } = Directory.CreateTempSubdirectory("copy-").FullName;

    public async ValueTask InitializeAsync()
    {
        foreach (var node in await Lab.NodesAsync())
        {
            await OnNodeAsync(node.Name, $"rm -rf '{RemoteRoot}' && mkdir -m 777 '{RemoteRoot}'");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Pool.DisposeAsync();
        foreach (var node in await Lab.NodesAsync())
        {
            await OnNodeAsync(node.Name, $"rm -rf '{RemoteRoot}' /srv/small/*");
        }

        await ShellAsync("chmod -R u+rwx \"$1\"; rm -rf \"$1\"", Root);
        GC.SuppressFinalize(this);
    }

    protected string Local(string name) => Path.Combine(Root, name);

    /// <summary>A folder with everything that is hard to copy.</summary>
    protected async Task<string> WeirdTreeAsync(string name = "weird tree")
    {
        var path = Local(name);
        await ShellAsync(
            """
            mkdir -p "$1" && cd "$1"
            mkdir -p empty 'a b/c d' ./-dash 'star[1]*' "quote'\"d" locked '.hidden'
            printf 'one\n' > './-n'; printf 'two' > 'a b/c d/  spaces  '; printf x > 'new
            line'; printf 'q' > "quote'\"d/it's \"it\" \$HOME \`id\`"; printf 'u' > 'ünïcödé ✓ 日本'; : > empty.file
            printf 's' > 'star[1]*/?'; printf 'b' > 'back\slash'; printf h > .hidden/.file; head -c 300000 /dev/urandom > random.bin
            ln -s random.bin link; ln -s ../nowhere 'dangling link'; ln -s / 'star[1]*/root'; ln -s empty dirlink; ln -s 'new
            line' 'nl link'; ln random.bin hard
            deep=.; for i in 1 2 3 4 5 6 7 8 9; do deep=$deep/a-folder-with-a-rather-long-name-$i; done; mkdir -p "$deep"; echo deep > "$deep/file"
            chmod 755 -- ./-n; chmod 600 random.bin; chmod 4755 empty.file; chmod 1777 empty; chmod 444 .hidden/.file; echo in > locked/in; chmod 555 locked
            find . -depth ! -name . -exec touch -h -d '2021-03-04 05:06:07.123456700' {} +
            """,
            path);
        return path;
    }

    protected static async Task<string> ListAsync(string path) => await ShellAsync(Listing, path);

    /// <summary>The listing without what a copy is meant to change: set-user-id goes, and a second name of a file becomes a file.</summary>
    protected static async Task<string> ExpectedListAsync(string path) => (await ListAsync(path)).Replace(" f 4755 ", " f 755 ", StringComparison.Ordinal);

    protected static Task<string> ListOnNodeAsync(string node, string path) => OnNodeAsync(node, $"set -- '{path}'; {Listing}");

    protected static Task<string> OnNodeAsync(string node, string command) => Lab.ExecAsync(node, command);

    protected static async Task<string> ShellAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", script, "sh", .. arguments]) { RedirectStandardOutput = true };
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }

    protected async Task<DcCopyResult> SendAsync(DcNode node, string localPath, string remotePath, ItemCopySettings? settings = null) =>
        Assert.Single(await SendAsync([node], localPath, remotePath, settings));

    protected async Task<List<DcCopyResult>> SendAsync(IReadOnlyList<DcNode> nodes, string localPath, string remotePath, ItemCopySettings? settings = null, IProgress<FanOutProgress>? progress = null) =>
        await ListAsync(new ItemCopy(Pool).SendAsync(nodes, localPath, remotePath, settings ?? new ItemCopySettings(), progress, TestContext.Current.CancellationToken));

    protected async Task<DcCopyResult> FetchAsync(DcNode node, string remotePath, string localFolder, ItemCopySettings? settings = null) =>
        Assert.Single(await FetchAsync([node], remotePath, localFolder, settings));

    protected async Task<List<DcCopyResult>> FetchAsync(IReadOnlyList<DcNode> nodes, string remotePath, string localFolder, ItemCopySettings? settings = null) =>
        await ListAsync(new ItemCopy(Pool).FetchAsync(nodes, remotePath, localFolder, settings ?? new ItemCopySettings(), progress: null, TestContext.Current.CancellationToken));

    /// <summary>Nothing of a copy is left in a folder.</summary>
    protected static async Task NothingStagedOnNodeAsync(string node, string folder) =>
        Assert.Equal("", await OnNodeAsync(node, $"find '{folder}' -name '.dentropy-*'"));

    protected async Task NothingStagedHereAsync() => Assert.Equal("", await ShellAsync("find \"$1\" -name '.dentropy-*'", Root));

    private static async Task<List<DcCopyResult>> ListAsync(IAsyncEnumerable<DcCopyResult> results)
    {
        var list = new List<DcCopyResult>();
        await foreach (var result in results)
        {
            list.Add(result);
        }

        return list;
    }
}
