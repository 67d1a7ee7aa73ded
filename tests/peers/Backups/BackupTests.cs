using Dentropy.Engine.Backups.Create;
using Dentropy.Engine.Docker.Helper;
using Xunit;

namespace Dentropy.Peers.Tests.Backups;

public sealed class BackupTests : BackupTest
{
    [Fact]
    public async Task TwoPassesKeepEverythingAlsoWhatChangedBetweenThem()
    {
        await StartAppAsync(onStop: HardVolume.Change);
        await HardVolume.BuildAsync(Host, VolumePath);

        var backup = await BackUpAsync(Settings);

        var source = await HardVolume.FactsAsync(Host, VolumePath);
        Assert.Contains(source, fact => fact.Contains("ren2", StringComparison.Ordinal));
        var target = await UnpackAsync(backup);
        Assert.Equal(source, await HardVolume.FactsAsync(Host, target));
        await RunOnHostAsync($"rm -rf /root/unpack-{App}");
        Assert.True(backup.Downtime > TimeSpan.Zero);
        Assert.True(backup.Downtime < backup.Duration);
        await AssertTidyAsync();
    }

    [Fact]
    public async Task OnePassKeepsEverything()
    {
        await StartAppAsync();
        await HardVolume.BuildAsync(Host, VolumePath);

        var backup = await BackUpAsync(Settings with { FirstPass = false });

        var target = await UnpackAsync(backup);
        Assert.Equal(await HardVolume.FactsAsync(Host, VolumePath), await HardVolume.FactsAsync(Host, target));
        await RunOnHostAsync($"rm -rf /root/unpack-{App}");
    }

    [Fact]
    public async Task WhatIsStoppedStaysStopped()
    {
        await StartAppAsync();
        await RunOnHostAsync($"docker stop -t 1 {App}");

        var backup = await BackUpAsync(Settings);

        Assert.Equal("exited", (await Lab.ExecAsync(Host, $"docker inspect -f '{{{{.State.Status}}}}' {App}")).Trim());
        Assert.Equal(TimeSpan.Zero, backup.Downtime);
    }

    [Fact]
    public async Task WhatIsPausedStaysPaused()
    {
        await StartAppAsync();
        await RunOnHostAsync($"docker pause {App}");

        await BackUpAsync(Settings);

        Assert.Equal("paused", (await Lab.ExecAsync(Host, $"docker inspect -f '{{{{.State.Status}}}}' {App}")).Trim());
    }

    [Fact]
    public async Task AHookThatFailsSaysWhatItSaidAndNothingIsDone()
    {
        await StartAppAsync(arguments: "--label dentropy.backup.pre='echo no room >&2; exit 3'");
        var started = await Lab.ExecAsync(Host, $"docker inspect -f '{{{{.State.StartedAt}}}}' {App}");

        var error = await Assert.ThrowsAsync<DentropyException>(() => BackUpAsync(Settings));

        Assert.Equal("BackupHookFailed", error.ErrorId);
        Assert.Contains("no room", error.Message, StringComparison.Ordinal);
        Assert.Equal(started, await Lab.ExecAsync(Host, $"docker inspect -f '{{{{.State.StartedAt}}}}' {App}"));
        Assert.Empty(Files);
        await AssertTidyAsync();
    }

    [Fact]
    public async Task ASecondRunIsRefusedWhileTheFirstWorks()
    {
        await StartAppAsync();
        var client = await Engines.GetAsync(Node, Token);
        await using (var guard = await NodeGuard.StartAsync(client, new GuardSettings { App = App, RunId = "first" }, Token))
        {
            var error = await Assert.ThrowsAsync<DentropyException>(() => BackUpAsync(Settings));
            Assert.Equal("AppBusy", error.ErrorId);
            await guard.CommitAsync(Token);
        }

        await BackUpAsync(Settings);
        await AssertTidyAsync();
    }

    [Fact]
    public async Task ARefusedPathChangesNothing()
    {
        await StartAppAsync(arguments: "-v /proc:/host/proc:ro");

        var error = await Assert.ThrowsAsync<DentropyException>(() => BackUpAsync(Settings with { IncludeBindMounts = ["/proc"] }));

        Assert.Equal("BindMountRefused", error.ErrorId);
        Assert.Empty(Files);
    }

    [Fact]
    public async Task PathsAndSingleFilesGoAlongWhereTheyAreAskedFor()
    {
        await RunOnHostAsync($"mkdir -p /srv/{App}/d && echo a > /srv/{App}/d/a && echo conf > /srv/{App}/one.conf");
        await StartAppAsync(arguments: $"-v /srv/{App}/d:/d -v /srv/{App}/one.conf:/etc/one.conf");

        var backup = await BackUpAsync(Settings with { IncludeBindMounts = ["*"] });

        Assert.Equal([App, $"/srv/{App}/d", $"/srv/{App}/one.conf"], backup.Volumes.Select(volume => volume.Name));
        using var list = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("tar", ["-tf", backup.Path]) { RedirectStandardOutput = true })!;
        var names = await list.StandardOutput.ReadToEndAsync(Token);
        Assert.Contains("binds/0/a\n", names, StringComparison.Ordinal);
        Assert.Contains("binds/1/one.conf\n", names, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImagesGoAlongWhereTheyAreAskedFor()
    {
        await StartAppAsync();

        var backup = await BackUpAsync(Settings with { IncludeImages = true });

        Assert.True(backup.IncludesImages);
        await RunOnHostAsync("docker image inspect dentropy-lab/busybox >/dev/null");
        using var show = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("sh", ["-c", "tar -xOf \"$1\" images.tar | tar -xO manifest.json", "sh", backup.Path]) { RedirectStandardOutput = true })!;
        Assert.Contains("dentropy-lab/busybox", await show.StandardOutput.ReadToEndAsync(Token), StringComparison.Ordinal);
    }
}
