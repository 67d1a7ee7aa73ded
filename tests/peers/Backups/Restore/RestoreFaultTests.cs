using Dentropy.Engine.Backups.Restore;
using Xunit;

namespace Dentropy.Peers.Tests.Backups.Restore;

/// <summary>Whatever ends a restore before its end, the node is as it was.</summary>
public sealed class RestoreFaultTests : RestoreTest
{
    [Fact]
    public async Task ADamagedOrTruncatedFileChangesNothing()
    {
        await DeployAsync();
        var backup = await BackUpAsync();
        var before = await EverythingAsync("pi2");
        await Damage.FlipAsync(backup.Path, "volumes/shop_data", Token);
        Assert.Equal("BackupDamaged", (await Assert.ThrowsAsync<DentropyException>(() => RestoreAsync(backup.Path))).ErrorId);
        Assert.Equal(before, await EverythingAsync("pi2"));
        using (var stream = new FileStream(backup.Path, FileMode.Open))
            stream.SetLength(stream.Length / 2);
        Assert.Equal("BackupIncomplete", (await Assert.ThrowsAsync<DentropyException>(() => RestoreAsync(backup.Path))).ErrorId);
        Assert.Equal(before, await EverythingAsync("pi2"));
    }

    [Fact]
    public async Task WhatIsInTheWayIsNotTouched()
    {
        await DeployAsync();
        var backup = await BackUpAsync();
        await MustAsync("pi2", "docker volume create shop_data && docker run --rm -v shop_data:/data dentropy-lab/busybox sh -c 'echo mine >/data/mine' && mkdir -p /srv/restore-test/full && echo mine >/srv/restore-test/full/mine");
        var before = await EverythingAsync("pi2");
        Assert.Equal("VolumeExists", (await Assert.ThrowsAsync<RestoreRefusedException>(() => RestoreAsync(backup.Path))).ErrorId);
        var settings = Quick with { VolumeMap = new Dictionary<string, VolumeTarget> { ["data"] = VolumeTarget.Parse("/srv/restore-test/full") } };
        Assert.Equal("PathNotEmpty", (await Assert.ThrowsAsync<RestoreRefusedException>(() => RestoreAsync(backup.Path, settings))).ErrorId);
        Assert.Equal(before, await EverythingAsync("pi2"));
        Assert.Equal("mine\nmine", (await OnAsync("pi2", "cat /var/lib/docker/volumes/shop_data/_data/* /srv/restore-test/full/*")).Trim());
    }

    [Fact]
    public async Task AnAppThatDoesNotGetHealthyIsTakenAwayAgain()
    {
        // Only the container that was made first has what its health check looks for.
        await DeployAsync("--health-cmd 'test -e /tmp/here' --health-interval 1s --health-retries 2 --health-start-period 0s");
        await MustAsync("pi1", "docker exec shop-web-1 touch /tmp/here");
        var backup = await BackUpAsync();
        await MustAsync("pi2", "mkdir -p /srv/restore-test/there");
        var before = await EverythingAsync("pi2");
        var settings = Quick with { Timeout = TimeSpan.FromSeconds(20), VolumeMap = new Dictionary<string, VolumeTarget> { ["data"] = VolumeTarget.Parse("/srv/restore-test/there") } };
        Assert.Equal("AppUnhealthy", (await BrokenAsync(backup.Path, settings)).ErrorId);
        Assert.Equal(before, await EverythingAsync("pi2"));
        Assert.Equal("0", (await OnAsync("pi2", "ls -A /srv/restore-test/there | wc -l")).Trim());
    }

    [Fact]
    public async Task AStopTakesEverythingBack()
    {
        var path = await LargeAsync();
        var before = await EverythingAsync("pi2");
        using var stop = new CancellationTokenSource();
        await using var input = await RestoreInput.OpenAsync(Places, path, [], Token);
        var plan = await Restorer.PlanAsync(input, Target, Quick with { VolumeMap = new Dictionary<string, VolumeTarget> { ["data"] = VolumeTarget.Parse("/srv/restore-test/new/data") } }, Token);
        var at = new At(0.5, stop.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Restorer.RunAsync(input, Target, plan, at, stop.Token));
        Assert.True(at.Happened);
        Assert.Equal(before, await EverythingAsync("pi2"));
        Assert.Equal("gone", (await OnAsync("pi2", "[ -e /srv/restore-test ] || echo gone")).Trim());
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.99)]
    public async Task ALinkThatIsCutLeavesNothing(double share)
    {
        var path = await LargeAsync();
        var before = await EverythingAsync("pi2");
        var at = new At(share, () => Lab.RunAsync("link", "pi2", "drop").GetAwaiter().GetResult());
        try
        {
            var error = await BrokenAsync(path, Quick, at);
            Assert.True(at.Happened, $"It failed before the link was cut: {error}");
            Assert.Equal(DentropyErrorCategory.ConnectionError, error.Category);
            await NothingLeftAsync("pi2", before);
        }
        finally
        {
            await Lab.RunAsync("link", "pi2", "pass");
        }
    }

    [Fact]
    public async Task ARestartOfDockerLeavesNothing()
    {
        var path = await LargeAsync();
        var before = await EverythingAsync("pi2");
        var at = new At(0.5, () => Lab.RunAsync("docker", "pi2", "restart").GetAwaiter().GetResult());
        await BrokenAsync(path, Quick, at);
        Assert.True(at.Happened);
        await NothingLeftAsync("pi2", before);
    }

    [Fact]
    public async Task ALossOfPowerLeavesNothing()
    {
        var path = await LargeAsync();
        var before = await EverythingAsync("pi2");
        var at = new At(0.5, () => Lab.RunAsync("power", "pi2", "cycle").GetAwaiter().GetResult());
        await BrokenAsync(path, Quick, at);
        Assert.True(at.Happened);
        await Lab.UntilAsync(async () => (await OnAsync("pi2", "docker info >/dev/null 2>&1 && echo up")).Trim() == "up", "Docker is up again");
        await NothingLeftAsync("pi2", before);
    }

    [Fact]
    public async Task ADiskThatFillsUpMeanwhileLeavesNothing()
    {
        var path = await LargeAsync();
        await MustAsync("pi2", "mkdir -p /srv/restore-test/small && mount -t tmpfs -o size=160m small /srv/restore-test/small");
        try
        {
            var before = await EverythingAsync("pi2");
            var at = new At(0.2, () => OnAsync("pi2", "head -c 200M /dev/zero >/srv/restore-test/small/other").GetAwaiter().GetResult());
            var settings = Quick with { VolumeMap = new Dictionary<string, VolumeTarget> { ["data"] = VolumeTarget.Parse("/srv/restore-test/small/data") } };
            var error = await BrokenAsync(path, settings, at);
            Assert.True(at.Happened, $"It failed before the disk was full: {error}");
            Assert.Equal("NodeDiskFull", error.ErrorId);
            Assert.Equal(before, await EverythingAsync("pi2"));
            Assert.Equal("other", (await OnAsync("pi2", "ls -A /srv/restore-test/small")).Trim());
        }
        finally
        {
            await OnAsync("pi2", "umount /srv/restore-test/small");
        }
    }

    private async Task<DentropyException> BrokenAsync(string path, RestoreSettings settings, IProgress<RestoreProgress>? progress = null) =>
        await Assert.ThrowsAnyAsync<DentropyException>(() => RestoreAsync(path, settings, Target, progress));

    private async Task<string> LargeAsync()
    {
        await DeployAsync();
        await MustAsync("pi1", "docker exec shop-web-1 sh -c 'dd if=/dev/urandom of=/data/large bs=1M count=64' && docker stop shop-web-1");
        return (await BackUpAsync()).Path;
    }
}
