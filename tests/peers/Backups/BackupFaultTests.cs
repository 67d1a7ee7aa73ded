using Dentropy.Engine.Backups.Create;
using Dentropy.Engine.Docker.Helper;
using Xunit;

namespace Dentropy.Peers.Tests.Backups;

/// <summary>However a backup ends, the app runs again, nothing of ours is left on the node, and no file at the place.</summary>
public sealed class BackupFaultTests : BackupTest
{
    [Fact]
    public async Task AStopMidWayBringsTheAppBack()
    {
        await StartAppAsync();
        await RunOnHostAsync($"head -c 64M /dev/urandom > {VolumePath}/big");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => BackUpAsync(Settings with { FirstPass = false }, new At(8 << 20, stop.Cancel), stop.Token));

        await AssertTidyAsync();
        Assert.Empty(Files);
    }

    [Fact]
    public async Task AnEngineThatRestartsMidWayEndsItAndTheAppIsBack()
    {
        await StartAppAsync();
        await RunOnHostAsync($"head -c 64M /dev/urandom > {VolumePath}/big");
        Task? restart = null;

        await Assert.ThrowsAnyAsync<DentropyException>(() => BackUpAsync(
            Settings with { FirstPass = false },
            new At(8 << 20, () => (restart = Task.Run(() => Lab.RunAsync("docker", Host, "restart"), Token)).Wait(Token))));

        await restart!;
        await AssertTidyAsync();
        Assert.Empty(Files);
    }

    [Fact]
    public async Task AGuardThatIsTakenAwayEndsItAndTheAppIsBack()
    {
        await StartAppAsync();
        await RunOnHostAsync($"head -c 64M /dev/urandom > {VolumePath}/big");

        var error = await Assert.ThrowsAnyAsync<DentropyException>(() => BackUpAsync(
            Settings with { FirstPass = false },
            new At(8 << 20, () => Task.Run(() => RunOnHostAsync($"docker rm -f {NodeGuard.ContainerName(App)}"), Token).Wait(Token))));

        Assert.Equal("GuardLost", error.ErrorId);
        await AssertTidyAsync();
        Assert.Empty(Files);
    }

    [Fact]
    public async Task AGuardActsWhenItsConnectionEnds()
    {
        await StartAppAsync();
        var client = await Engines.GetAsync(Node, Token);
        var app = await client.Containers.InspectAsync(App, Token);
        await using (var guard = await NodeGuard.StartAsync(client, new GuardSettings { App = App, RunId = "r", Settle = TimeSpan.FromSeconds(2) }, Token))
        {
            await guard.AddUndoAsync(new GuardAction(GuardActionKind.StartContainer, app.Id), Token);
            await client.Containers.StopAsync(app.Id, TimeSpan.FromSeconds(1), Token);
        }

        await AssertTidyAsync();
    }

    [Fact]
    public async Task AGuardActsAfterThePowerWasLost()
    {
        await StartAppAsync();
        var client = await Engines.GetAsync(Node, Token);
        var app = await client.Containers.InspectAsync(App, Token);
        await using var guard = await NodeGuard.StartAsync(client, new GuardSettings { App = App, RunId = "r", Settle = TimeSpan.FromSeconds(2) }, Token);
        await guard.AddUndoAsync(new GuardAction(GuardActionKind.StartContainer, app.Id), Token);
        await client.Containers.StopAsync(app.Id, TimeSpan.FromSeconds(1), Token);

        await Lab.RunAsync("power", Host, "cycle");

        await AssertTidyAsync();
    }

    [Fact]
    public async Task AnUndoTakesBackEverythingInReverse()
    {
        await StartAppAsync();
        var client = await Engines.GetAsync(Node, Token);
        await RunOnHostAsync($"mkdir -p '/srv/{App}/a b' '/srv/{App}/stays' && docker volume create {App}-v && docker network create {App}-n && docker pause {App}");
        await using (var guard = await NodeGuard.StartAsync(client, new GuardSettings { App = App, RunId = "r", HostPaths = ["/srv"] }, Token))
        {
            await guard.AddUndoAsync(
                [
                    new(GuardActionKind.RemoveVolume, App + "-v"),
                    new(GuardActionKind.RemoveNetwork, App + "-n"),
                    new(GuardActionKind.RemoveFolder, $"/srv/{App}/a b"),
                    new(GuardActionKind.UnpauseContainer, App),
                ],
                Token);
            await guard.RollBackAsync(Token);
        }

        var left = await Lab.ExecAsync(Host, $"docker volume ls -q; docker network ls --format '{{{{.Name}}}}'; ls /srv/{App}");
        Assert.DoesNotContain(App + "-", left, StringComparison.Ordinal);
        Assert.DoesNotContain("a b", left, StringComparison.Ordinal);
        Assert.Contains("stays", left, StringComparison.Ordinal);
        await AssertTidyAsync();
        await RunOnHostAsync($"rm -rf /srv/{App}");
    }

    private sealed class At(long bytes, Action act) : IProgress<BackupProgress>
    {
        private int _done;

        public void Report(BackupProgress value)
        {
            if (value.Bytes >= bytes && Interlocked.Exchange(ref _done, 1) == 0)
            {
                act();
            }
        }
    }
}
