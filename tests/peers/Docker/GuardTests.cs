using Dentropy.Engine.Docker.Helper;
using Xunit;

namespace Dentropy.Peers.Tests.Docker;

public sealed class GuardTests : IAsyncLifetime
{
    private const string App = "guard-test";
    private const string Guard = "dentropy-guard-" + App;

    public ValueTask InitializeAsync()
    {
        DockerLab.Require();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await OnAsync($"rm -f /usr/slow; [ ! -e /usr/bin/sync.real ] || mv /usr/bin/sync.real /usr/bin/sync; docker rm -f {Guard} >/dev/null 2>&1");

    // A restore of a gigabyte leaves a slow disk busy for longer than we may be silent, and the next step of the journal waits behind it.
    [Fact]
    public async Task ADiskThatTakesItsTimeIsNoSilence()
    {
        // The guard's programs are the node's, so this is its sync too.
        await OnAsync("""
            touch /usr/slow
            mv /usr/bin/sync /usr/bin/sync.real
            printf '#!/bin/sh\ncase "$*" in */state/journal) while [ -e /usr/slow ] && grep -q Pause /state/journal; do sleep 0.1; done;; esac\nexec /usr/bin/sync.real "$@"\n' >/usr/bin/sync
            chmod 755 /usr/bin/sync
            """);
        await using var lab = await DockerLab.OpenAsync();
        var client = await lab.ClientAsync();
        await using var guard = await NodeGuard.StartAsync(client, new GuardSettings { App = App, RunId = "r1", Silence = TimeSpan.FromSeconds(2), Settle = TimeSpan.Zero }, DockerLab.Stop);

        var adding = guard.AddUndoAsync(new GuardAction(GuardActionKind.Pause, "0"), DockerLab.Stop);
        await Lab.UntilAsync(
            async () => await OnAsync($"docker exec {Guard} sh -c 'echo $(($(date +%s) - $(stat -c %Y /state/journal)))'") is var age && int.TryParse(age, out var seconds) && seconds >= 5,
            "the guard has waited for its disk for longer than we may be silent");
        Assert.False(adding.IsCompleted, $"The journal was not slow: {adding.Exception}");

        await OnAsync("rm /usr/slow");
        await adding;
        await guard.CommitAsync(DockerLab.Stop);
    }

    private static Task<string> OnAsync(string command) => Lab.ExecAsync(DockerLab.Hosts[0], command);
}
