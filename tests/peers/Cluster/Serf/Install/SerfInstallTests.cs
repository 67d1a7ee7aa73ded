using Dentropy.Cluster;
using Dentropy.Engine.Cluster.Serf.Install;
using Dentropy.Engine.Secrets;
using Dentropy.Engine.Transport;
using Xunit;

namespace Dentropy.Peers.Tests.Cluster.Serf.Install;

public sealed class SerfInstallTests : SerfInstallTest
{
    [Fact]
    public async Task FiveNodesKnowEachOtherAndASecondRunChangesNothing()
    {
        var first = await InstallAsync();

        Assert.All(first, record => Assert.Null(record.Failure));
        Assert.All(first, record => Assert.True(record.Changed));
        Assert.All(first, record => Assert.Equal(5, record.Members));
        Assert.All(first, record => Assert.Equal(DcSerfSupervisor.Background, record.Supervisor));
        Assert.All(first, record => Assert.Contains("start the agent", record.Steps));
        var members = await MembersAsync("pi3");
        Assert.Equal(5, members.Count(member => member.Value.Status == "alive"));
        Assert.Equal(new Dictionary<string, string> { ["role"] = "manager", ["hardware"] = "lab", ["architecture"] = "amd64", ["switch"] = "sw1", ["power"] = "psu1", ["site"] = "lab" }, members["pi1"].Tags);
        // Gossip is encrypted: the agent says so itself.
        Assert.Contains("encrypted = true", await Lab.ExecAsync("pi1", $"SERF_RPC_AUTH='a token for the RPC' serf info -rpc-addr=127.0.0.1:{RpcPort}"), StringComparison.Ordinal);
        Assert.Equal("600 600 _serf", (await Lab.ExecAsync("pi1", "cd /etc/dentropy/serf; echo $(stat -c %a agent.json) $(stat -c %a keyring.json) $(stat -c %U agent.json)")).Trim());
        Assert.Equal("_serf", (await Lab.ExecAsync("pi1", "ps -o user= -p $(cat /run/dentropy-serf/agent.pid)")).Trim());
        // Nobody can read a secret from the list of processes.
        Assert.DoesNotContain(KeyText("serf.key"), await Lab.ExecAsync("pi1", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '"), StringComparison.Ordinal);

        var pid = await AgentPidAsync("pi2");
        var second = await InstallAsync();

        Assert.All(second, record => Assert.Null(record.Failure));
        Assert.All(second, record => Assert.False(record.Changed));
        Assert.All(second, record => Assert.Empty(record.Steps));
        Assert.All(second, record => Assert.Equal(5, record.Members));
        Assert.Equal(pid, await AgentPidAsync("pi2"));
    }

    [Fact]
    public async Task APlanChangesNothingAndHoldsNoSecret()
    {
        var plan = await PlanAsync();

        Assert.All(plan, record => Assert.True(record.Changed));
        Assert.All(plan, record => Assert.Contains("write the configuration", record.Steps));
        Assert.DoesNotContain(plan, record => record.ToString().Contains(KeyText("serf.key"), StringComparison.Ordinal));
        Assert.Equal("", await Lab.ExecAsync("pi1", "ls -d /etc/dentropy /run/dentropy-serf* 2>/dev/null"));
    }

    [Fact]
    public async Task AChangedTagIsAppliedWithoutARestartAndSeenByAll()
    {
        await InstalledAsync();
        var pid = await AgentPidAsync("pi4");
        await Store.ReplaceAsync(Node("pi4") with { Switch = "sw9", Site = null }, Stop);

        var records = await InstallChangedAsync();

        var changed = Assert.Single(records, record => record.Changed);
        Assert.Equal("pi4", changed.Node);
        Assert.Equal(["remove tag site", "set tag switch=sw9", "reload the agent"], changed.Steps);
        Assert.Null(changed.Failure);
        Assert.Equal(pid, await AgentPidAsync("pi4"));
        var seen = (await MembersAsync("pi1"))["pi4"].Tags;
        Assert.Equal("sw9", seen["switch"]);
        Assert.DoesNotContain("site", seen.Keys);
    }

    [Fact]
    public async Task AConfigurationThatSerfDoesNotTakeReplacesNothing()
    {
        await InstalledAsync();
        var before = await ConfigAsync("pi2");
        var pid = await AgentPidAsync("pi2");

        var record = Assert.Single(await InstallAsync(Settings with { EventHandlers = ["no-such-event=/bin/true"] }, "pi2"));

        Assert.Equal("SerfConfigRefused", record.Failure?.ErrorId);
        Assert.Contains("no-such-event", record.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(before, await ConfigAsync("pi2"));
        Assert.Equal(pid, await AgentPidAsync("pi2"));
        Assert.Equal("", await Lab.ExecAsync("pi2", "ls -d /etc/dentropy/serf/.stage* 2>/dev/null"));
    }

    [Fact]
    public async Task AnAgentThatCannotComeUpGivesWayToTheOneBefore()
    {
        await InstalledAsync();
        var before = await ConfigAsync("pi2");
        // Somebody else has the new port.
        await Lab.ExecAsync("pi2", "setsid python3 -c 'import socket,time; s=socket.socket(); s.bind((\"0.0.0.0\", 7990)); s.listen(); time.sleep(600)' </dev/null >/dev/null 2>&1 & echo $! >/tmp/holder");
        try
        {
            await Lab.UntilAsync(async () => (await Lab.ExecAsync("pi2", "grep -c :1F36 /proc/net/tcp")).Trim() != "0", "the port is taken");

            var record = Assert.Single(await InstallAsync(Settings with { GossipPort = 7990, StartLimit = TimeSpan.FromSeconds(4) }, "pi2"));

            Assert.Equal("SerfStartFailed", record.Failure?.ErrorId);
            Assert.Contains("address already in use", record.Failure!.Message, StringComparison.Ordinal);
            Assert.Equal(before, await ConfigAsync("pi2"));
            await Lab.UntilAsync(async () => await AliveAsync("pi1") == 5 && await AliveAsync("pi2") == 5, "the agent from before is back");
        }
        finally
        {
            await Lab.ExecAsync("pi2", "pkill -f 0.0.0.0.,.7990");
        }
    }

    [Fact]
    public async Task AnotherKeyIsRefusedAndANewNodeWithAWrongOneIsToldApart()
    {
        var wrong = PutKey("wrong.key");
        var good = await InstallAsync(null, "pi1", "pi2", "pi3", "pi4");
        Assert.All(good, record => Assert.Null(record.Failure));

        var refused = Assert.Single(await InstallAsync(Settings with { EncryptKey = wrong }, "pi2"));
        var newcomer = Assert.Single(await InstallAsync(Settings with { EncryptKey = wrong, JoinLimit = TimeSpan.FromSeconds(3) }, "pi5"));

        Assert.Equal("SerfKeyDiffers", refused.Failure?.ErrorId);
        Assert.Equal(4, await AliveAsync("pi2"));
        Assert.Equal("SerfNotJoined", newcomer.Failure?.ErrorId);
        Assert.Equal(1, newcomer.Members);

        var mended = Assert.Single(await InstallAsync(Settings with { ReplaceKey = true }, "pi5"));
        Assert.Null(mended.Failure);
        Assert.Equal(5, mended.Members);
    }

    [Fact]
    public async Task AFullDiskLeavesTheOldConfigurationAndTheAgentRunning()
    {
        await InstalledAsync();
        var pid = await AgentPidAsync("pi3");
        await Lab.ExecAsync("pi3", "mkdir -p /srv/small/serf && cp -a /etc/dentropy/. /srv/small/serf/ && mount --bind /srv/small/serf /etc/dentropy && cat /dev/zero >/srv/small/fill 2>/dev/null");
        try
        {
            var before = await ConfigAsync("pi3");
            await Store.ReplaceAsync(Node("pi3") with { Switch = "sw9" }, Stop);

            var record = Assert.Single(await InstallChangedAsync(), one => one.Node == "pi3");

            Assert.Equal("SerfInstallFailed", record.Failure?.ErrorId);
            Assert.Contains("No space left", record.Failure!.Message, StringComparison.Ordinal);
            Assert.Equal(before, await ConfigAsync("pi3"));
            Assert.Equal(pid, await AgentPidAsync("pi3"));
            Assert.Equal(5, await AliveAsync("pi3"));
        }
        finally
        {
            await Lab.ExecAsync("pi3", "umount -l /etc/dentropy; rm -rf /srv/small/fill /srv/small/serf");
        }
    }

    [Fact]
    public async Task TwoOperatorsAtOnceLeaveOneGoodState()
    {
        var both = await Task.WhenAll(InstallAsync(), InstallAsync());

        Assert.All(both.SelectMany(records => records), record => Assert.Null(record.Failure));
        Assert.Equal(5, await AliveAsync("pi1"));
        Assert.All(await PlanAsync(), record => Assert.False(record.Changed));
        // One supervisor a node, and nothing staged.
        Assert.Equal("1", (await Lab.ExecAsync("pi2", "pgrep -fc '[s]upervise$'")).Trim());
        Assert.Equal("", await Lab.ExecAsync("pi2", "ls -d /etc/dentropy/serf/.stage* 2>/dev/null"));
    }

    [Fact]
    public async Task ANodeWithoutAWayToThePackageSaysSo()
    {
        await Lab.ExecAsync("pi1", HidePackage);
        try
        {
            var record = Assert.Single(await InstallAsync(null, "pi1"));

            Assert.Equal("SerfPackageFailed", record.Failure?.ErrorId);
            Assert.Equal("", await ConfigAsync("pi1"));

            await Lab.ExecAsync("pi1", "mkdir -p /var/hide && mv /usr/bin/apt-get /var/hide/");
            var without = Assert.Single(await InstallAsync(null, "pi1"));
            Assert.Equal("SerfProgramMissing", without.Failure?.ErrorId);
        }
        finally
        {
            await Lab.ExecAsync("pi1", "[ ! -e /var/hide/apt-get ] || mv /var/hide/apt-get /usr/bin/; " + ShowPackage);
        }
    }

    [Fact]
    public async Task ThePackageIsInstalledFromTheNodesOwnArchive()
    {
        // A package with the host's own program in an archive on its disk: apt and dpkg are real, and nothing is fetched from elsewhere.
        await Lab.ExecAsync("pi1", """
            mkdir -p /srv/serf-repo/p/usr/bin /srv/serf-repo/p/DEBIAN && cp "$(command -v serf)" /srv/serf-repo/p/usr/bin/serf
            printf 'Package: serf\nVersion: 0.99-1\nArchitecture: all\nMaintainer: Lab <lab@example.org>\nDescription: Serf for a test\n' >/srv/serf-repo/p/DEBIAN/control
            cd /srv/serf-repo && dpkg-deb -b p serf.deb && rm -rf p
            { dpkg-deb -f serf.deb; echo "Filename: ./serf.deb"; echo "Size: $(wc -c <serf.deb)"; echo "SHA256: $(sha256sum serf.deb | cut -d' ' -f1)"; } >Packages
            echo 'deb [trusted=yes] file:/srv/serf-repo ./' >/etc/apt/sources.list
            """ + "\n" + HidePackage);
        try
        {
            var record = Assert.Single(await InstallAsync(null, "pi1"));

            Assert.Null(record.Failure);
            Assert.Contains("install the package serf", record.Steps);
            Assert.Equal("0.99-1", record.Version);
            Assert.Equal(1, await AliveAsync("pi1"));
        }
        finally
        {
            await Lab.ExecAsync("pi1", "dpkg --purge serf; " + ShowPackage);
        }
    }

    [Fact]
    public async Task ALinkThatIsCutWhileTheAgentTakesOverHurtsOnlyItsNodeAndTheNodeGoesOn()
    {
        await InstalledAsync();
        await using var links = new SshLinkPool(new LinkOptions { KeepAliveInterval = TimeSpan.FromSeconds(1), KeepAliveCount = 2, ConnectTimeout = TimeSpan.FromSeconds(5) });
        var cut = new Progress(report =>
        {
            if (report is { Node: "pi5", Activity: "waiting for the agent" })
                Lab.RunAsync("link", "pi5", "down").GetAwaiter().GetResult();
        });
        var records = new List<DcSerfInstallation>();
        try
        {
            await foreach (var record in new SerfInstaller(Store, links).InstallAsync(Nodes, Settings with { Profile = "wan", JoinLimit = TimeSpan.FromSeconds(5) }, cut, Stop))
                records.Add(record);
        }
        finally
        {
            await Lab.RunAsync("link", "pi5", "up");
        }

        Assert.NotNull(Assert.Single(records, record => record.Node == "pi5").Failure);
        Assert.All(records.Where(record => record.Node != "pi5"), record => Assert.Null(record.Failure));
        Assert.All(records.Where(record => record.Node != "pi5"), record => Assert.True(record.Changed));
        await Links.CloseAsync(Node("pi5"));
        var again = Assert.Single(await InstallAsync(Settings with { Profile = "wan" }, "pi5"));
        Assert.Null(again.Failure);
        Assert.Equal(5, again.Members);
        Assert.Equal("", await Lab.ExecAsync("pi5", "ls -d /etc/dentropy/serf/.stage* 2>/dev/null"));
    }

    [Fact]
    public async Task AnInterruptedRunLeavesNothingHalfDoneAndCanBeRunAgain()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var seen = new Progress(report =>
        {
            if (report.Activity == "waiting for the agent")
                stop.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Installer.InstallAsync(Nodes, Settings, seen, stop.Token))
            {
            }
        });

        await Lab.UntilAsync(async () => (await Lab.ExecAsync("pi1", "ls -d /etc/dentropy/serf/.stage* 2>/dev/null")) == "", "the switch has ended");
        await InstalledAsync();
    }

    [Fact]
    public async Task AnAgentThatDiesComesBack()
    {
        await InstalledAsync();
        var pid = await AgentPidAsync("pi2");
        await Lab.ExecAsync("pi2", "kill -9 $(cat /run/dentropy-serf/agent.pid)");

        await Lab.UntilAsync(async () => await AgentPidAsync("pi2") is { Length: > 0 } now && now != pid && await AliveAsync("pi2") == 5, "the agent is back");
    }

    [Fact]
    public async Task UninstallingLeavesTheClusterInOrderAndNothingBehind()
    {
        await InstalledAsync();

        var record = Assert.Single(await RemoveAsync("pi5"));

        Assert.Null(record.Failure);
        Assert.True(record.Changed);
        await Lab.UntilAsync(async () => (await MembersAsync("pi1"))["pi5"].Status == "left", "the others have heard of it");
        Assert.Equal("", await Lab.ExecAsync("pi5", "ls -d /etc/dentropy /run/dentropy-serf/* /usr/local/lib/dentropy-serf /var/log/dentropy-serf.log 2>/dev/null; pgrep -f '[s]erf agent -config-file=/etc/dentropy'"));
        Assert.False(Assert.Single(await RemoveAsync("pi5")).Changed);
    }

    [Fact]
    public async Task APlainAccountWithSudoWillDoAndOneWithoutIsTold()
    {
        await Store.ReplaceAsync(Node("pi1") with { User = "ops" }, Stop);
        var nodes = (await Store.ReadAllAsync(Stop)).Nodes;
        var good = new List<DcSerfInstallation>();
        await foreach (var record in Installer.InstallAsync([nodes[0]], Settings, progress: null, Stop))
            good.Add(record);
        Assert.Null(Assert.Single(good).Failure);

        await Lab.ExecAsync("pi1", "mv /etc/sudoers.d/ops /root/");
        try
        {
            await foreach (var record in Installer.PlanAsync([nodes[0]], Settings, Stop))
                Assert.Equal("SerfNeedsRoot", record.Failure?.ErrorId);
        }
        finally
        {
            await Lab.ExecAsync("pi1", "mv /root/ops /etc/sudoers.d/");
        }
    }

    [Fact]
    public async Task WhatCannotBeUsedIsRefusedBeforeAnyNodeIsAsked()
    {
        var missing = await Assert.ThrowsAsync<DentropyException>(() => InstallAsync(Settings with { EncryptKey = new SecretReference(SecretSource.File, "none.key") }));
        await File.WriteAllTextAsync(Path.Join(CloudPath, "short.key"), "c2hvcnQ=\n", Stop);
        var shortKey = await Assert.ThrowsAsync<DentropyException>(() => InstallAsync(Settings with { EncryptKey = new SecretReference(SecretSource.File, "short.key") }));

        Assert.Equal("SecretUnavailable", missing.ErrorId);
        Assert.Equal("SerfKeyInvalid", shortKey.ErrorId);
        Assert.DoesNotContain("c2hvcnQ", shortKey.Message, StringComparison.Ordinal);
    }

    private const string HidePackage = "dpkg-query -W serf >/dev/null 2>&1 && cp -a /var/lib/dpkg/status /var/lib/dpkg/status.test && awk 'BEGIN { RS=\"\"; ORS=\"\\n\\n\" } !/^Package: serf\\n/' /var/lib/dpkg/status.test >/var/lib/dpkg/status; mkdir -p /var/hide && mv /usr/bin/serf /var/hide/";

    private const string ShowPackage = "mv /var/hide/serf /usr/bin/ 2>/dev/null; [ ! -e /var/lib/dpkg/status.test ] || mv /var/lib/dpkg/status.test /var/lib/dpkg/status; true";

    private async Task<IReadOnlyList<DcSerfInstallation>> InstallChangedAsync()
    {
        var records = new List<DcSerfInstallation>();
        await foreach (var record in Installer.InstallAsync((await Store.ReadAllAsync(Stop)).Nodes, Settings, progress: null, Stop))
            records.Add(record);
        return records;
    }

    private sealed class Progress(Action<Dentropy.Engine.Cluster.FanOutProgress> report) : IProgress<Dentropy.Engine.Cluster.FanOutProgress>
    {
        public void Report(Dentropy.Engine.Cluster.FanOutProgress value) => report(value);
    }
}
