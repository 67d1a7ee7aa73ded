using Dentropy.Apps;
using Dentropy.Engine.Backups.Move;
using Dentropy.Engine.Backups.Restore;
using Xunit;

namespace Dentropy.Peers.Tests.Backups.Restore;

/// <summary>A moved app is on one node, whatever happens.</summary>
public sealed class MoveTests : RestoreTest
{
    private const string Running = "docker ps -q --filter name=shop-web-1 | wc -l";

    [Fact]
    public async Task AnAppGoesToAnotherNodeAndStaysDownOnTheOldOne()
    {
        await DeployAsync();
        await MustAsync("pi1", "docker exec shop-web-1 sh -c 'dd if=/dev/urandom of=/data/large bs=1M count=40'");
        var result = await MoveAsync(new MoveSettings { Restore = Quick });
        Assert.Equal(("pi2", "pi1:shop", DcAppHealth.Healthy), (result.Node, result.Source, result.Health));
        Assert.NotNull(result.Downtime);
        Assert.Equal(("0", "1"), ((await OnAsync("pi1", Running)).Trim(), (await OnAsync("pi2", Running)).Trim()));
        Assert.Equal("no unless-stopped", $"{(await OnAsync("pi1", "docker inspect -f '{{.HostConfig.RestartPolicy.Name}}' shop-web-1")).Trim()} {(await OnAsync("pi2", "docker inspect -f '{{.HostConfig.RestartPolicy.Name}}' shop-web-1")).Trim()}");
        Assert.Contains("writes", await OnAsync("pi2", "docker pause shop-web-1 >/dev/null; docker run --rm -v shop_data:/data dentropy-lab/writer writer check"), StringComparison.Ordinal);
        Assert.Equal(
            await OnAsync("pi1", "sha256sum </var/lib/docker/volumes/shop_data/_data/large"),
            await OnAsync("pi2", "sha256sum </var/lib/docker/volumes/shop_data/_data/large"));
        Assert.DoesNotContain("dentropy-", await OnAsync("pi1", "docker ps -a --format '{{.Names}}'") + await OnAsync("pi2", "docker ps -a --format '{{.Names}}'"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheOldOneIsRemovedOnRequest()
    {
        await DeployAsync();
        await MoveAsync(new MoveSettings { Restore = Quick, RemoveSource = true });
        Assert.DoesNotContain("shop_data", await EverythingAsync("pi1"), StringComparison.Ordinal);
        Assert.Equal("1", (await OnAsync("pi2", Running)).Trim());
    }

    [Fact]
    public async Task WhereTheNewOneDoesNotGetHealthyTheOldOneRuns()
    {
        await DeployAsync("--health-cmd 'test -e /tmp/here' --health-interval 1s --health-retries 2 --health-start-period 0s");
        await MustAsync("pi1", "docker exec shop-web-1 touch /tmp/here");
        var before = await EverythingAsync("pi2");
        var error = await Assert.ThrowsAnyAsync<DentropyException>(() => MoveAsync(new MoveSettings { Restore = Quick with { Timeout = TimeSpan.FromSeconds(20) } }));
        Assert.Equal("AppUnhealthy", error.ErrorId);
        Assert.Equal("1", (await OnAsync("pi1", Running)).Trim());
        Assert.Equal("unless-stopped", (await OnAsync("pi1", "docker inspect -f '{{.HostConfig.RestartPolicy.Name}}' shop-web-1")).Trim());
        Assert.Equal(before, await EverythingAsync("pi2"));
    }

    [Fact]
    public async Task ALinkToTheNewNodeThatIsCutBringsTheOldOneBack()
    {
        await DeployAsync();
        await MustAsync("pi1", "docker exec shop-web-1 sh -c 'dd if=/dev/urandom of=/data/large bs=1M count=40'");
        var before = await EverythingAsync("pi2");
        var cut = new Cut(() => Lab.RunAsync("link", "pi2", "drop").GetAwaiter().GetResult());
        try
        {
            await Assert.ThrowsAnyAsync<DentropyException>(() => MoveAsync(new MoveSettings { Restore = Quick }, cut));
            Assert.True(cut.Happened);
            Assert.Equal("1", (await OnAsync("pi1", Running)).Trim());
            await NothingLeftAsync("pi2", before);
        }
        finally
        {
            await Lab.RunAsync("link", "pi2", "pass");
        }
    }

    [Fact]
    public async Task AnOldNodeThatLosesItsPowerIsStillTheOnlyOne()
    {
        await DeployAsync();
        var cut = new Cut(() => Lab.RunAsync("power", "pi1", "cycle").GetAwaiter().GetResult());
        await Assert.ThrowsAnyAsync<DentropyException>(() => MoveAsync(new MoveSettings { Restore = Quick }, cut));
        Assert.True(cut.Happened);
        await Lab.UntilAsync(async () => (await OnAsync("pi1", Running)).Trim() == "1", "the app is up on pi1");
        Assert.Equal("0", (await OnAsync("pi2", Running)).Trim());
    }

    [Fact]
    public async Task NothingIsStoppedWhereTheNewNodeCannotTakeIt()
    {
        await DeployAsync();
        var started = await OnAsync("pi1", "docker inspect -f '{{.State.StartedAt}}' shop-web-1");
        await MustAsync("pi2", "docker volume create shop_data");
        var move = new AppMove(Engines);
        var plan = await move.PlanAsync(Source, "shop", Target, new MoveSettings { Restore = Quick }, Token);
        Assert.Equal("VolumeExists", Assert.Single(plan.Problems).ErrorId);
        await Assert.ThrowsAsync<RestoreRefusedException>(() => move.RunAsync(Source, "shop", Target, new MoveSettings { Restore = Quick }, plan, progress: null, Token));
        Assert.Equal(started, await OnAsync("pi1", "docker inspect -f '{{.State.StartedAt}}' shop-web-1"));
    }

    private async Task<Dentropy.Backups.DcRestoreResult> MoveAsync(MoveSettings settings, IProgress<RestoreProgress>? progress = null)
    {
        var move = new AppMove(Engines);
        var plan = await move.PlanAsync(Source, "shop", Target, settings, Token);
        return await move.RunAsync(Source, "shop", Target, settings, plan, progress, Token);
    }

    /// <summary>Runs once, when the app is stopped on the old node and its last pass is on its way.</summary>
    private sealed class Cut(Action what) : IProgress<RestoreProgress>
    {
        private bool _stopped;
        private int _done;

        public bool Happened => Volatile.Read(ref _done) > 0;

        public void Report(RestoreProgress value)
        {
            _stopped |= value.Activity.StartsWith("Stopping", StringComparison.Ordinal);
            if (_stopped && value.Activity.StartsWith("Copying", StringComparison.Ordinal) && Interlocked.Exchange(ref _done, 1) == 0)
                what();
        }
    }
}
