using Dentropy.Engine.Backups.Create;
using Dentropy.Engine.Backups.Places;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Backups;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Peers.Tests.Backups;

/// <summary>What tests of backups share: a host of the lab with Docker, an app of this test's own, a folder for the files.</summary>
public abstract class BackupTest : IAsyncLifetime
{
    private readonly SshLinkPool _links = new();
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "dentropy-" + Guid.NewGuid().ToString("N")[..8]);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected string App { get; } = "bk" + Guid.NewGuid().ToString("N")[..8];

    protected string Host { get; private set; } = "";

    private protected DcNode Node { get; private set; } = null!;

    private protected DockerEngines Engines { get; private set; } = null!;

    protected string VolumePath => $"/var/lib/docker/volumes/{App}/_data";

    protected string[] Files => Directory.Exists(_folder) ? [.. Directory.GetFiles(_folder).Select(path => Path.GetFileName(path)!)] : [];

    public async ValueTask InitializeAsync()
    {
        Host = DockerHost();
        Node = await Lab.NodeAsync(Host);
        Engines = new DockerEngines(_links);
    }

    public async ValueTask DisposeAsync()
    {
        if (Host.Length > 0)
        {
            await Lab.ExecAsync(Host, $"docker ps -aq --filter label=dentropy.app={App} | xargs -r docker rm -f -v; docker volume rm -f {App}");
        }

        await Engines.DisposeAsync();
        await _links.DisposeAsync();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }

        GC.SuppressFinalize(this);
    }

    protected BackupSettings Settings => new() { Destination = _folder, FirstPassFrom = 1 };

    /// <summary>Starts the app: a volume of its name at /v, and a container that runs a script when it is stopped.</summary>
    protected async Task StartAppAsync(string onStop = ":", string arguments = "", string before = ":")
    {
        await Lab.ExecAsync(Host, $"docker volume create {App} >/dev/null");
        var script = $"trap 'cd /v; {onStop.Replace("'", "\"", StringComparison.Ordinal).ReplaceLineEndings(";")}; exit 0' TERM; {before}; while :; do sleep 0.05; done";
        var quoted = ShellQuote.Word(script);
        var output = await Lab.ExecAsync(Host, $"docker run -d --name {App} --label dentropy.app={App} {arguments} -v {App}:/v dentropy-lab/busybox sh -c {quoted}; echo $?");
        Assert.True(output.TrimEnd().EndsWith('0'), output);
    }

    protected async Task<DcBackup> BackUpAsync(BackupSettings settings, IProgress<BackupProgress>? progress = null, CancellationToken? token = null)
    {
        var store = new FileNodeStore(Node.Cloud ?? _folder);
        await using var place = await new BackupPlaces(store, _links).OpenAsync(_folder, Token);
        return await new AppBackup(Engines).RunAsync(Node, App, settings, place, progress, token ?? Token);
    }

    /// <summary>Waits until the app runs and nothing of ours is left on the host.</summary>
    protected async Task AssertTidyAsync()
    {
        await Lab.UntilAsync(async () => (await Lab.ExecAsync(Host, $"docker inspect -f '{{{{.State.Status}}}}' {App}")).Trim() == "running", "the app runs again");
        await Lab.UntilAsync(async () => (await Lab.ExecAsync(Host, $"docker ps -aq --filter label=dentropy.role; docker ps -aq --filter name={App} | wc -l")).Trim() == "1", "helper and guard are gone");
    }

    protected async Task RunOnHostAsync(string command)
    {
        var output = await Lab.ExecAsync(Host, command + "; echo done=$?");
        Assert.True(output.TrimEnd().EndsWith("done=0", StringComparison.Ordinal), output);
    }

    /// <summary>Sends the first file to the host and unpacks one of its volumes there, part by part.</summary>
    protected async Task<string> UnpackAsync(DcBackup backup)
    {
        var target = "/root/unpack-" + App;
        var index = await CaptureAsync("tar", "-xOf", backup.Path, "index.json");
        using var json = System.Text.Json.JsonDocument.Parse(index);
        await RunOnHostAsync($"mkdir -p {target}");
        await using var file = File.OpenRead(backup.Path);
        var link = await _links.GetAsync(Node with { User = "root" }, Token);
        foreach (var part in json.RootElement.GetProperty("parts").EnumerateArray())
        {
            var process = await link.StartAsync($"zstd -dcq | tar --acls --xattrs '--xattrs-include=*' --listed-incremental=/dev/null --numeric-owner -C {target} -xpf -", Token);
            await using (process)
            {
                file.Position = part.GetProperty("offset").GetInt64();
                var left = part.GetProperty("length").GetInt64();
                var buffer = new byte[1 << 16];
                while (left > 0)
                {
                    var count = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), Token);
                    await process.StandardInput.WriteAsync(buffer.AsMemory(0, count), Token);
                    left -= count;
                }

                await process.StandardInput.DisposeAsync();
                var error = await new StreamReader(process.StandardError).ReadToEndAsync(Token);
                Assert.True((await process.WaitForExitAsync(Token)).ExitCode == 0, error);
            }
        }

        return $"{target}/volumes/{App}";
    }

    private static async Task<string> CaptureAsync(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return output;
    }

    private static string DockerHost()
    {
        Lab.Require();
        var hosts = Environment.GetEnvironmentVariable("DENTROPY_LAB_DOCKER");
        if (string.IsNullOrEmpty(hosts))
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, "The lab has no Docker hosts, and CI must test against real engines.");
            Assert.Skip("The lab has no Docker hosts: start it with --docker, and set DENTROPY_LAB_DOCKER.");
        }

        return hosts.Split(',')[0];
    }
}
