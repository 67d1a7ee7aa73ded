using Dentropy.Engine.Cluster.Serf;
using Dentropy.Engine.Cluster.Serf.Keys;
using Dentropy.Engine.Secrets;
using Xunit;

namespace Dentropy.Peers.Tests.Cluster.Serf.Install;

public sealed class SerfKeyTests : SerfInstallTest
{
    private SerfKeys Keys => new(Store, Links, new SerfAgents(Links));

    [Fact]
    public async Task ThreeChangesInARowLoseNobody()
    {
        await InstalledAsync();
        for (var turn = 1; turn <= 3; turn++)
        {
            var before = (await Keys.ListAsync([], Stop)).Single().Fingerprint;

            var rotation = await Keys.RotateAsync(new SerfKeySettings { NewKey = PutKey($"turn{turn}.key") }, progress: null, Stop);

            Assert.True(rotation.Changed);
            Assert.Equal([before], rotation.Removed);
            Assert.Equal(["pi1", "pi2", "pi3", "pi4", "pi5"], rotation.Members);
            var only = Assert.Single(await Keys.ListAsync([], Stop));
            Assert.Equal(rotation.Fingerprint, only.Fingerprint);
            Assert.True(only.Everywhere);
            Assert.Equal(5, only.UsedBy.Count);
            foreach (var node in Nodes)
            {
                Assert.Equal(5, await AliveAsync(node.Name));
                Assert.Equal($"[\"{KeyText($"turn{turn}.key")}\"]", string.Concat((await KeyringAsync(node.Name)).Where(c => !char.IsWhiteSpace(c))));
            }
        }

        // All of them come up with the key from their files, and the inventory's old key is not forced on them.
        await Lab.RunAsync("power", "pi3", "cycle");
        await Links.CloseAsync(Node("pi3"));
        Assert.Equal("SerfKeyDiffers", Assert.Single(await InstallAsync(null, "pi3")).Failure?.ErrorId);
        var back = Assert.Single(await InstallAsync(Settings with { EncryptKey = new SecretReference(SecretSource.File, "turn3.key") }, "pi3"));
        Assert.Null(back.Failure);
        Assert.Equal(["start the agent"], back.Steps);
        Assert.Equal(5, back.Members);
    }

    [Fact]
    public async Task ASecondRunWithTheSameKeyChangesNothing()
    {
        await InstalledAsync();
        var settings = new SerfKeySettings { NewKey = PutKey("new.key") };

        var plan = await Keys.PlanAsync(settings, Stop);
        Assert.Equal(3, plan.Steps.Count);
        Assert.Single(await Keys.ListAsync([], Stop));
        var kept = await Keys.RotateAsync(settings with { KeepOld = true }, progress: null, Stop);
        Assert.Single(kept.Kept);
        Assert.Equal(2, (await Keys.ListAsync([], Stop)).Count);
        var rest = await Keys.RotateAsync(settings, progress: null, Stop);
        Assert.Equal(kept.Kept, rest.Removed);
        Assert.Single(rest.Steps);

        var again = await Keys.RotateAsync(settings, progress: null, Stop);

        Assert.False(again.Changed);
        Assert.Empty(again.Steps);
        Assert.DoesNotContain(KeyText("new.key"), again.ToString() + plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMemberThatIsDownStopsTheChangeBeforeItBegins()
    {
        await InstalledAsync();
        var old = KeyText("serf.key");
        await Lab.RunAsync("power", "pi5", "off");
        await Links.CloseAsync(Node("pi5"));
        var settings = new SerfKeySettings { NewKey = PutKey("new.key") };

        var refused = await Assert.ThrowsAsync<DentropyException>(() => Keys.RotateAsync(settings, progress: null, Stop));

        Assert.Equal("SerfMembersMissing", refused.ErrorId);
        Assert.Equal("pi5", refused.Target);
        Assert.Contains(old, await KeyringAsync("pi1"), StringComparison.Ordinal);

        await Lab.UntilAsync(async () => (await MembersAsync("pi1"))["pi5"].Status == "failed", "the others have seen that it is down");
        var without = await Keys.RotateAsync(settings with { Without = ["pi5"] }, progress: null, Stop);
        Assert.Equal(["pi5"], without.LeftOut);
        Assert.Equal(4, without.Members.Count);

        // It comes back with the old key, and gets the new one by hand.
        await Lab.RunAsync("power", "pi5", "on");
        await Links.CloseAsync(Node("pi5"));
        var back = Assert.Single(await InstallAsync(Settings with { EncryptKey = settings.NewKey, ReplaceKey = true }, "pi5"));
        Assert.Null(back.Failure);
        Assert.Equal(5, back.Members);
    }

    [Fact]
    public async Task AKeyringThatCannotBeWrittenOnOneMemberStopsTheChangeWhileAllStillTalk()
    {
        await InstalledAsync();
        await Lab.ExecAsync("pi4", "cd /etc/dentropy/serf && mount --bind keyring.json keyring.json && mount -o remount,bind,ro keyring.json");
        var settings = new SerfKeySettings { NewKey = PutKey("new.key"), StepLimit = TimeSpan.FromSeconds(4) };
        try
        {
            var stopped = await Assert.ThrowsAsync<DentropyException>(() => Keys.RotateAsync(settings, progress: null, Stop));

            Assert.Equal("SerfKeyNotEverywhere", stopped.ErrorId);
            Assert.Contains("pi4", stopped.Message, StringComparison.Ordinal);
            foreach (var node in Nodes)
                Assert.Equal(5, await AliveAsync(node.Name));
            Assert.All((await Keys.ListAsync([], Stop)).Where(key => key.UsedBy.Count > 0), key => Assert.Equal(5, key.Count));
        }
        finally
        {
            await Lab.ExecAsync("pi4", "umount -l /etc/dentropy/serf/keyring.json");
        }

        var rest = await Keys.RotateAsync(settings with { StepLimit = TimeSpan.FromSeconds(45) }, progress: null, Stop);
        Assert.Equal(5, rest.Members.Count);
        Assert.Single(await Keys.ListAsync([], Stop));
    }

    [Fact]
    public async Task AMemberThatGoesAwayBetweenTwoStepsKeepsTheOldKeyAlive()
    {
        await InstalledAsync();
        var settings = new SerfKeySettings { NewKey = PutKey("new.key"), StepLimit = TimeSpan.FromSeconds(12), Via = ["pi1"] };
        var cut = new Steps(step =>
        {
            if (step.StartsWith("use ", StringComparison.Ordinal))
                Lab.RunAsync("link", "pi5", "drop").GetAwaiter().GetResult();
        });
        try
        {
            var lost = await Assert.ThrowsAsync<DentropyException>(() => Keys.RotateAsync(settings, cut, Stop));

            Assert.Contains(lost.ErrorId, new[] { "SerfMembersLost", "SerfKeyNotUsed" });
            Assert.Contains(KeyText("serf.key"), await KeyringAsync("pi1"), StringComparison.Ordinal);
        }
        finally
        {
            await Lab.RunAsync("link", "pi5", "pass");
            await Links.CloseAsync(Node("pi5"));
        }

        await Lab.UntilAsync(async () => await AliveAsync("pi1") == 5, "it is back");
        Assert.Equal(5, (await Keys.RotateAsync(settings with { StepLimit = TimeSpan.FromSeconds(45) }, progress: null, Stop)).Members.Count);
        Assert.Single(await Keys.ListAsync([], Stop));
    }

    [Fact]
    public async Task TwoChangesAtOnceAreOneAfterTheOther()
    {
        await InstalledAsync();
        var (one, other) = (PutKey("one.key"), PutKey("other.key"));

        var ends = await Task.WhenAll(TryAsync(one), TryAsync(other));

        Assert.Contains(ends, end => end is null);
        Assert.All(ends.OfType<DentropyException>(), end => Assert.Equal("SerfKeysBusy", end.ErrorId));
        Assert.Single(await Keys.ListAsync([], Stop));
        Assert.Equal(5, await AliveAsync("pi1"));

        async Task<DentropyException?> TryAsync(SecretReference key)
        {
            try
            {
                await Keys.RotateAsync(new SerfKeySettings { NewKey = key }, progress: null, Stop);
                return null;
            }
            catch (DentropyException e)
            {
                return e;
            }
        }
    }

    [Fact]
    public async Task AClusterWithoutKeysSaysSo()
    {
        await InstalledAsync(Settings with { EncryptKey = null });

        var none = await Assert.ThrowsAsync<DentropyException>(() => Keys.RotateAsync(new SerfKeySettings { NewKey = PutKey("new.key") }, progress: null, Stop));

        Assert.Equal("SerfNotEncrypted", none.ErrorId);
        Assert.Equal("SerfNotEncrypted", (await Assert.ThrowsAsync<DentropyException>(() => Keys.ListAsync([], Stop))).ErrorId);
    }

    private static Task<string> KeyringAsync(string node) => Lab.ExecAsync(node, "cat /etc/dentropy/serf/keyring.json");

    private sealed class Steps(Action<string> report) : IProgress<string>
    {
        public void Report(string value) => report(value);
    }
}
