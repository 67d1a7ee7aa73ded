using Dentropy.Backups;
using Dentropy.Engine.Backups.Create;
using Dentropy.Engine.Backups.Places;
using Dentropy.Engine.Backups.Restore;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Dentropy.Peers.Tests.Docker;
using Xunit;

namespace Dentropy.Peers.Tests.Backups.Restore;

/// <summary>Two nodes with Docker: the app "shop" is on pi1, and comes to pi2.</summary>
public abstract class RestoreTest : IAsyncLifetime
{
    private readonly SshLinkPool _links = new(new LinkOptions { ConnectTimeout = TimeSpan.FromSeconds(5) });
    private DockerEngines? _engines;

    private protected DockerEngines Engines => _engines ??= new DockerEngines(_links);

    private protected ILinkPool Links => _links;

    private protected AppRestore Restorer => new(Engines);

    private protected DcNode Source { get; private set; } = DcNode.Local;

    private protected DcNode Target { get; private set; } = DcNode.Local;

    private protected string Folder { get; } = Directory.CreateTempSubdirectory("dentropy-restore-").FullName;

    private protected BackupPlaces Places => new(new FileNodeStore(Folder), _links, Folder);

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected static RestoreSettings Quick => new() { Silence = TimeSpan.FromSeconds(3), Settle = TimeSpan.FromSeconds(3), Timeout = TimeSpan.FromSeconds(60) };

    public async ValueTask InitializeAsync()
    {
        DockerLab.Require();
        Source = await Lab.NodeAsync("pi1");
        Target = await Lab.NodeAsync("pi2");
        await CleanAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await CleanAsync();
        if (_engines is not null)
            await _engines.DisposeAsync();
        await _links.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected static Task<string> OnAsync(string node, string script) => Lab.ExecAsync(node, script);

    private protected static async Task MustAsync(string node, string script)
    {
        var output = await Lab.ExecAsync(node, "{ " + script + "\n} 2>&1 && echo all-done");
        Assert.True(output.TrimEnd().EndsWith("all-done", StringComparison.Ordinal), $"{node}: {script}\n{output}");
    }

    /// <summary>A writer as a compose project would have it.</summary>
    private protected static Task DeployAsync(string more = "", string app = "shop") => MustAsync(
        "pi1",
        $"""
        set -e
        docker network create --label com.docker.compose.project={app} --label com.docker.compose.network=default {app}_default
        docker volume create --label com.docker.compose.project={app} --label com.docker.compose.volume=data {app}_data
        docker run -d --name {app}-web-1 --label com.docker.compose.project={app} --label com.docker.compose.service=web \
          --label 'traefik.http.routers.shop.rule=Host(`shop.example.org`)' --network {app}_default --network-alias web \
          -v {app}_data:/data -p 8080:8080 --restart unless-stopped --memory 256m --user 0:0 -e WRITER_INTERVAL=0.1 -e TOKEN=hunter2 {more} dentropy-lab/writer
        for i in $(seq 100); do [ "$(docker inspect -f '{"{{.State.Health.Status}}"}' {app}-web-1)" = healthy ] && break; sleep 0.1; done
        """);

    /// <summary>The app "bank": a PostgreSQL that is healthy.</summary>
    private protected static Task StartDatabaseAsync() => MustAsync("pi1", """
        set -e
        docker volume create --label com.docker.compose.project=bank bank_db
        docker run -d --name bank-db-1 --label com.docker.compose.project=bank --label com.docker.compose.service=db -e POSTGRES_PASSWORD=x -v bank_db:/var/lib/postgresql/data dentropy-lab/postgres
        for i in $(seq 300); do [ "$(docker inspect -f '{{.State.Health.Status}}' bank-db-1)" = healthy ] && break; sleep 0.1; done
        """);

    private protected async Task<DcBackup> BackUpAsync(string app = "shop", bool images = false, params string[] binds)
    {
        await using var place = await Places.OpenAsync(Folder, Token);
        return await new AppBackup(Engines).RunAsync(
            Source, app, new BackupSettings { Destination = Folder, IncludeImages = images, IncludeBindMounts = binds }, place, progress: null, Token);
    }

    private protected async Task<DcRestoreResult> RestoreAsync(string path, RestoreSettings? settings = null, DcNode? node = null, IProgress<RestoreProgress>? progress = null)
    {
        await using var input = await RestoreInput.OpenAsync(Places, path, [], Token);
        var plan = await Restorer.PlanAsync(input, node ?? Target, settings ?? Quick, Token);
        return await Restorer.RunAsync(input, node ?? Target, plan, progress, Token);
    }

    /// <summary>Everything of Docker's on a node that is not there from the beginning, guards and helpers included.</summary>
    private protected static Task<string> EverythingAsync(string node) => OnAsync(
        node,
        """
        docker ps -a --format '{{.Names}}' | sort
        docker volume ls -q | sort
        docker network ls --format '{{.Name}}' | grep -vx 'bridge\|host\|none' | sort
        docker images --no-trunc --format '{{.Repository}}:{{.Tag}} {{.ID}}' | grep -v dentropy-helper | sort
        """);

    private protected static Task NothingLeftAsync(string node, string before) =>
        Lab.UntilAsync(async () => await EverythingAsync(node) == before, $"nothing is left on {node}");

    private protected static async Task CleanAsync()
    {
        foreach (var node in new[] { "pi1", "pi2" })
        {
            await OnAsync(node, """
                docker ps -aq | xargs -r docker rm -f -v
                docker volume ls -q | xargs -r docker volume rm
                docker network ls --format '{{.Name}}' | grep -vx 'bridge\|host\|none' | xargs -r docker network rm
                rm -rf /srv/restore-test
                """);
        }
    }

    /// <summary>Runs once, when a restore has sent a share of its bytes.</summary>
    private protected sealed class At(double share, Action what) : IProgress<RestoreProgress>
    {
        private int _done;

        public bool Happened => Volatile.Read(ref _done) > 0;

        public void Report(RestoreProgress value)
        {
            if (value.TotalBytes is > 0 and var total && value.Bytes >= share * total && Interlocked.Exchange(ref _done, 1) == 0)
                what();
        }
    }
}
