using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Backups;

// kill -9 of the command in the middle: nothing of ours is left to tidy up but what is on the node.
public sealed class KilledTests : IDisposable
{
    private readonly Support.Cli _cli = new();
    private readonly string _app = "k" + Guid.NewGuid().ToString("N")[..8];

    public KilledTests()
    {
        Lab.RequireDocker();
        _cli.Environment["DENTROPY_CLOUD"] = Lab.Cloud;
    }

    private string Folder => Path.Combine(_cli.Home, "backups");

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task The_node_itself_brings_back_what_a_killed_command_left()
    {
        try
        {
            await DeployAsync();
            using (var backup = _cli.Start("backup", "create", _app, "-n", "pi1", "--to", Folder, "--no-first-pass"))
            {
                await Until.TrueAsync(async () => await RunningAsync("pi1") == "false", "the app is stopped for its backup");
                backup.Kill();
                await backup.WaitForExitAsync(TestContext.Current.CancellationToken);
            }

            await Until.TrueAsync(async () => await RunningAsync("pi1") == "true", "the node has started the app again");
            await Until.TrueAsync(async () => await OursAsync("pi1") == "", "helper and guard are gone");
            Assert.Empty(Directory.Exists(Folder) ? Directory.GetFiles(Folder, "*.zst") : []);

            (await _cli.RunAsync("backup", "create", _app, "-n", "pi1", "--to", Folder, "--include-image")).Good();
            var file = Assert.Single(Directory.GetFiles(Folder, "*.zst"));
            var before = await EverythingAsync("pi2");
            using (var restore = _cli.Start("restore", file, "--node", "pi2", "--yes"))
            {
                await Until.TrueAsync(async () => await Lab.ExecAsync("pi2", $"du -sm /var/lib/docker/volumes/{_app}/_data 2>/dev/null | cut -f 1") is { Length: > 2 }, "the restore has begun to fill the volume");
                restore.Kill();
                await restore.WaitForExitAsync(TestContext.Current.CancellationToken);
            }

            await Until.TrueAsync(async () => await EverythingAsync("pi2") == before, "the node has removed what was made");
            (await _cli.RunAsync("restore", file, "--node", "pi2", "--yes")).Good();
            Assert.Equal("true", await RunningAsync("pi2"));
        }
        finally
        {
            foreach (var node in new[] { "pi1", "pi2" })
                await Lab.ExecAsync(node, $"docker rm -fv {_app}; docker volume rm {_app}");
        }
    }

    private Task<string> DeployAsync() => Lab.ExecAsync(
        "pi1",
        $"""
        docker volume create {_app} >/dev/null && head -c 400M /dev/urandom >/var/lib/docker/volumes/{_app}/_data/large
        docker run -d --name {_app} --label dentropy.app={_app} -v {_app}:/v dentropy-lab/busybox sh -c "trap 'exit 0' TERM; while :; do sleep 0.1; done"
        """);

    private async Task<string> RunningAsync(string node) => (await Lab.ExecAsync(node, $"docker inspect -f '{"{{.State.Running}}"}' {_app} 2>/dev/null")).Trim();

    private static async Task<string> OursAsync(string node) => (await Lab.ExecAsync(node, "docker ps -a --format '{{.Names}}' | grep '^dentropy-'")).Trim();

    private static Task<string> EverythingAsync(string node) => Lab.ExecAsync(
        node, "docker ps -a --format '{{.Names}}' | sort; docker volume ls -q | sort; docker network ls -q | sort");
}
