using System.Text.Json.Nodes;
using Dentropy.Apps;
using Dentropy.Engine.Backups.Restore;
using Xunit;

namespace Dentropy.Peers.Tests.Backups.Restore;

public sealed class RoundTripTests : RestoreTest
{
    [Fact]
    public async Task AnAppComesBackOnAnotherNodeAsItWas()
    {
        await DeployAsync();
        var backup = await BackUpAsync();
        var result = await RestoreAsync(backup.Path);
        Assert.Equal(("shop", "pi2", DcAppHealth.Healthy), (result.App, result.Node, result.Health));
        Assert.Contains("writes", await OnAsync("pi2", "docker pause shop-web-1 >/dev/null; docker run --rm -v shop_data:/data dentropy-lab/writer writer check"), StringComparison.Ordinal);
        var (was, isNow) = (await InspectAsync("pi1", "shop-web-1"), await InspectAsync("pi2", "shop-web-1"));
        foreach (var key in new[] { "Env", "Cmd", "Entrypoint", "Labels", "User", "Image", "Healthcheck", "ExposedPorts", "WorkingDir" })
            Assert.Equal(was["Config"]![key]?.ToJsonString(), isNow["Config"]![key]?.ToJsonString());
        foreach (var key in new[] { "Binds", "PortBindings", "RestartPolicy", "Memory", "NetworkMode", "LogConfig", "MaskedPaths" })
            Assert.Equal(was["HostConfig"]![key]?.ToJsonString(), isNow["HostConfig"]![key]?.ToJsonString());
        Assert.Contains("web", isNow["NetworkSettings"]!["Networks"]!["shop_default"]!["Aliases"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("shop", (await OnAsync("pi2", "docker volume inspect -f '{{index .Labels \"com.docker.compose.project\"}}' shop_data")).Trim());
        Assert.DoesNotContain("guard", await EverythingAsync("pi2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACopyLivesBesideTheOriginal()
    {
        await DeployAsync();
        var backup = await BackUpAsync();
        var before = await OnAsync("pi1", "docker inspect -f '{{.Id}} {{.State.StartedAt}}' shop-web-1");
        var settings = Quick with
        {
            Name = "copy",
            Hostname = "copy.example.org",
            PortMap = new Dictionary<string, int> { ["8080"] = 9090 },
            VolumeMap = new Dictionary<string, VolumeTarget> { ["data"] = VolumeTarget.Parse("/srv/restore-test/deep/data") },
        };
        var result = await RestoreAsync(backup.Path, settings, Source);
        Assert.Equal(["copy.example.org"], result.Hostnames);
        Assert.Equal("/srv/restore-test/deep/data", Assert.Single(result.Volumes).Target);
        Assert.Contains("writes", await OnAsync("pi1", "docker pause copy-web-1 >/dev/null; docker run --rm -v /srv/restore-test/deep/data:/data dentropy-lab/writer writer check"), StringComparison.Ordinal);
        Assert.Equal(before, await OnAsync("pi1", "docker inspect -f '{{.Id}} {{.State.StartedAt}}' shop-web-1"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/srv/restore-test/hard")]
    public async Task EverythingInAVolumeIsEqualAfterwards(string path)
    {
        await MustAsync("pi1", "set -e\ndocker volume create hard_data\ndocker run -d --name hard --entrypoint /bin/sleep -v hard_data:/data dentropy-lab/busybox 100000");
        const string Volume = "/var/lib/docker/volumes/hard_data/_data";
        await HardVolume.BuildAsync("pi1", Volume);
        var backup = await BackUpAsync("hard");
        var settings = path.Length == 0 ? Quick : Quick with { VolumeMap = new Dictionary<string, VolumeTarget> { ["/data"] = VolumeTarget.Parse(path) } };
        await RestoreAsync(backup.Path, settings);
        var was = await HardVolume.FactsAsync("pi1", Volume);
        var isNow = await HardVolume.FactsAsync("pi2", path.Length == 0 ? Volume : path);
        Assert.Contains(was, fact => fact.Contains("./tree/d3/f3", StringComparison.Ordinal));
        Assert.Equal(was, isNow);
    }

    [Fact]
    public async Task ImagesComeWithItWhereThereIsNoRegistryAndGoWhenItFails()
    {
        await MustAsync("pi1", "printf 'FROM dentropy-lab/writer\\nLABEL own=yes\\n' | docker build -q -t shop-own -");
        await DeployOwnAsync();
        var backup = await BackUpAsync(images: true);
        var before = await EverythingAsync("pi2");
        await Damage.FlipAsync(backup.Path, "volumes/shop_data", Token);
        Assert.Equal("BackupDamaged", (await Assert.ThrowsAsync<DentropyException>(() => RestoreAsync(backup.Path))).ErrorId);
        Assert.Equal(before, await EverythingAsync("pi2"));

        await Damage.FlipAsync(backup.Path, "volumes/shop_data", Token);
        Assert.Equal(DcAppHealth.Healthy, (await RestoreAsync(backup.Path)).Health);
        Assert.Contains("shop-own:latest", await EverythingAsync("pi2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATagOfTheNodeThatMeansAnotherImageStays()
    {
        await MustAsync("pi1", "printf 'FROM dentropy-lab/writer\\nLABEL own=tag\\n' | docker build -q -t shop-own -");
        await MustAsync("pi2", "docker tag dentropy-lab/busybox shop-own");
        var tag = await OnAsync("pi2", "docker inspect -f '{{.Id}}' shop-own");
        await DeployOwnAsync();
        await RestoreAsync((await BackUpAsync(images: true)).Path);
        Assert.Equal(tag, await OnAsync("pi2", "docker inspect -f '{{.Id}}' shop-own"));
        Assert.Equal(
            await OnAsync("pi1", "docker inspect -f '{{.Image}}' shop-web-1"),
            await OnAsync("pi2", "docker inspect -f '{{.Image}}' shop-web-1"));
        await OnAsync("pi2", "docker rm -f shop-web-1; docker rmi shop-own");
    }

    [Fact]
    public async Task OneVolumeComesBackBesideTheRunningApp()
    {
        await DeployAsync();
        var backup = await BackUpAsync();
        var settings = Quick with { VolumeOnly = "data", VolumeMap = new Dictionary<string, VolumeTarget> { ["data"] = VolumeTarget.Parse("rescue") } };
        var result = await RestoreAsync(backup.Path, settings, Source);
        Assert.Empty(result.Containers);
        Assert.Contains("writes", await OnAsync("pi1", "docker run --rm -v rescue:/data dentropy-lab/writer writer check"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADatabaseHasEveryRow()
    {
        await StartDatabaseAsync();
        await MustAsync("pi1", """
            set -e
            docker exec bank-db-1 psql -U postgres -c 'create table t(n int)' -c 'insert into t select generate_series(1, 5000)'
            """);
        await RestoreAsync((await BackUpAsync("bank")).Path);
        Assert.Equal("5000", (await OnAsync("pi2", "docker exec bank-db-1 psql -U postgres -Atc 'select count(*) from t'")).Trim());
    }

    [Fact]
    public async Task FilesOfTheNodeGoWhereTheyAreSent()
    {
        await MustAsync("pi1", "mkdir -p /srv/restore-test/conf && echo port=1 >/srv/restore-test/conf/app.conf && echo note >/srv/restore-test/note.txt && chmod 640 /srv/restore-test/note.txt");
        await DeployAsync("-v /srv/restore-test/conf:/conf:ro -v /srv/restore-test/note.txt:/note.txt");
        var backup = await BackUpAsync("shop", images: false, "*");
        var settings = Quick with { VolumeMap = new Dictionary<string, VolumeTarget> { ["/conf"] = VolumeTarget.Parse("shop_conf") } };
        await RestoreAsync(backup.Path, settings);
        Assert.Equal("port=1\nnote\n640", (await OnAsync("pi2", "docker exec shop-web-1 cat /conf/app.conf /note.txt; stat -c %a /srv/restore-test/note.txt")).Trim());
    }

    private static Task DeployOwnAsync() => MustAsync("pi1", """
        set -e
        docker volume create --label com.docker.compose.project=shop shop_data
        docker run -d --name shop-web-1 --label com.docker.compose.project=shop --label com.docker.compose.service=web -v shop_data:/data shop-own
        for i in $(seq 100); do [ "$(docker inspect -f '{{.State.Health.Status}}' shop-web-1)" = healthy ] && break; sleep 0.1; done
        """);

    private static async Task<JsonObject> InspectAsync(string node, string container) =>
        JsonNode.Parse(await OnAsync(node, "docker inspect " + container))![0]!.AsObject();
}
