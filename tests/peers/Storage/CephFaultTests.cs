using Dentropy.Engine.Storage.Ceph;
using Dentropy.Storage;
using Xunit;

namespace Dentropy.Peers.Tests.Storage;

/// <summary>Nodes whose ceph command does not do what it should.</summary>
public sealed class CephFaultTests : CephTest
{
    private const string Fake = "/usr/local/bin/ceph";

    public override async ValueTask DisposeAsync()
    {
        foreach (var node in new[] { "pi1", "pi2" })
            await Lab.ExecAsync(node, $"rm -f {Fake}; if [ -e /etc/ceph/away ]; then mv /etc/ceph/away /etc/ceph/ceph.client.admin.keyring; fi");
        await base.DisposeAsync();
    }

    [Fact]
    public async Task AnAccountThatCannotReadTheKeyTakesSudoOrSaysSo()
    {
        var ops = await NodeAsync("pi1") with { User = "ops" };
        var query = new CephQuery { Nodes = [ops] };

        Assert.Equal(DcCephStatus.Ok, (await ValueAsync(Clusters.HealthAsync(query, Stop))).Status);

        await WriteAsync("  home:\n    nodes: [pi1]\n    sudo: false\n");
        var refused = await OneAsync(Clusters.HealthAsync(query, Stop));
        Assert.Equal("CephKeyringUnreadable", refused.Failure?.ErrorId);
        Assert.Equal("pi1", refused.Failure!.Target);
        Assert.Contains("ops", refused.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AKeyringThatIsGoneIsSaidAndTheNextNodeAsked()
    {
        await Lab.ExecAsync("pi1", "mv /etc/ceph/ceph.client.admin.keyring /etc/ceph/away");

        var alone = await OneAsync(Clusters.HealthAsync(new CephQuery { Nodes = [await NodeAsync("pi1")] }, Stop));
        var health = await HealthAsync();

        Assert.Equal("CephKeyringUnreadable", alone.Failure?.ErrorId);
        Assert.Equal("pi2", health.Source);
        Assert.Contains(health.Notes, note => note.Contains("pi1", StringComparison.Ordinal) && note.Contains("CephKeyringUnreadable", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AKeyThatIsNotTheClustersIsRefused()
    {
        await Lab.ExecAsync("pi1", "cp /etc/ceph/ceph.client.admin.keyring /etc/ceph/away; ceph-authtool --create-keyring /etc/ceph/ceph.client.admin.keyring --gen-key --name client.admin");

        var refused = await OneAsync(Clusters.HealthAsync(new CephQuery { Nodes = [await NodeAsync("pi1")] }, Stop));

        Assert.Equal("CephKeyRefused", refused.Failure?.ErrorId);
    }

    [Fact]
    public async Task ANodeWithoutCephSaysSo()
    {
        // Removed in this host's own layer only, and put back from the machine's.
        await Lab.ExecAsync("pi4", "cp -p /usr/bin/ceph /root/ceph; rm /usr/bin/ceph");
        try
        {
            var missing = await OneAsync(Clusters.HealthAsync(new CephQuery { Nodes = [await NodeAsync("pi4")] }, Stop));

            Assert.Equal("CephNotInstalled", missing.Failure?.ErrorId);
            Assert.Equal("pi4", missing.Failure!.Target);
        }
        finally
        {
            await Lab.ExecAsync("pi4", "mv /root/ceph /usr/bin/ceph");
        }
    }

    [Fact]
    public async Task AnswersThatAreNoJsonAreNamed()
    {
        await FakeAsync("pi1", "case \"$*\" in *'osd dump'*) echo '{\"epoch\": 1, oops' ;; *) exec /usr/bin/ceph \"$@\" ;; esac");

        var invalid = await OneAsync(Clusters.HealthAsync(new CephQuery { Timeout = TimeSpan.FromSeconds(60) }, Stop));

        Assert.Equal("CephAnswerInvalid", invalid.Failure?.ErrorId);
        Assert.Equal("pi1", invalid.Failure!.Target);
        Assert.Contains("ceph osd dump --format json", invalid.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACommandAroundCephGivesTheSame()
    {
        var direct = await HealthAsync();
        await FakeAsync("pi1", "exec /usr/bin/ceph \"$@\"");

        var around = await ValueAsync(Clusters.HealthAsync(new CephQuery { Timeout = TimeSpan.FromSeconds(60) }, Stop));

        Assert.Equal("pi1", around.Source);
        Assert.Equal((direct.ClusterId, direct.Status, direct.Version, direct.ActiveManager), (around.ClusterId, around.Status, around.Version, around.ActiveManager));
        Assert.Equal(direct.Monitors, around.Monitors);
        Assert.Equal(direct.GroupStates, around.GroupStates);
        Assert.Equal(direct.Margin!.Reasons, around.Margin!.Reasons);
        Assert.Empty(around.Notes);
    }

    [Fact]
    public async Task ALinkThatIsCutMidwayIsBoundedAndTheNextNodeAnswers()
    {
        await FakeAsync("pi1", ": >/tmp/asked; sleep 600");
        await Lab.ExecAsync("pi1", "rm -f /tmp/asked");
        try
        {
            var asking = OneAsync(Clusters.HealthAsync(new CephQuery { Timeout = TimeSpan.FromSeconds(2) }, Stop));
            await Lab.UntilAsync(async () => (await Lab.ExecAsync("pi1", "ls /tmp")).Contains("asked", StringComparison.Ordinal), "the question is on its way");
            await Lab.RunAsync("link", "pi1", "drop");

            var outcome = await asking;

            Assert.Null(outcome.Failure);
            Assert.Equal("pi2", outcome.Value!.Source);
            Assert.Contains(outcome.Value.Notes, note => note.StartsWith("pi1 was asked first", StringComparison.Ordinal));
        }
        finally
        {
            await Lab.RunAsync("link", "pi1", "pass");
            await WellAsync();
        }
    }

    private static Task<string> FakeAsync(string node, string script) =>
        Lab.ExecAsync(node, $"cat >{Fake} <<'END'\n#!/bin/sh\n{script}\nEND\nchmod 755 {Fake}");
}
