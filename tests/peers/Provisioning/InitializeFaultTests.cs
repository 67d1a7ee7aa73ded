using Dentropy.Engine.Provisioning;
using Dentropy.Engine.Transport;
using Dentropy.Provisioning;
using Xunit;

namespace Dentropy.Peers.Tests.Provisioning;

public sealed class InitializeFaultTests : ProvisionTest
{
    private const string Hello = "packages: [dc-hello]\n";

    [Fact]
    public async Task AptThatSomebodyElseHoldsIsWaitedForAndThenNamed()
    {
        await ArchiveAsync("pi1");
        Profile("hello", Hello);
        await Lab.ExecAsync("pi1", "apt-get update >/dev/null 2>&1; setsid python3 -c 'import fcntl,time; f=open(\"/var/lib/dpkg/lock-frontend\",\"w\"); fcntl.lockf(f,fcntl.LOCK_EX); open(\"/run/dc-held\",\"w\"); time.sleep(600)' </dev/null >/dev/null 2>&1 & echo $! >/run/dc-holder");
        try
        {
            await Lab.UntilAsync(async () => await ExecAsync("pi1", "ls /run/dc-held 2>/dev/null") != "", "the lock is held");

            var failure = Failed(await ApplyAsync("hello", Settings with { LockTimeout = TimeSpan.FromSeconds(1) }, Links, "pi1"), "AptLocked");

            Assert.Contains($"process {await ExecAsync("pi1", "cat /run/dc-holder")} (python3", failure.Message, StringComparison.Ordinal);
            var waiting = ApplyAsync("hello", "pi1");
            await Lab.UntilAsync(async () => await ExecAsync("pi1", "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | grep -c 'names=dc-hello'") != "0", "the step waits");
            await Lab.ExecAsync("pi1", "kill $(cat /run/dc-holder)");
            Good(await waiting);
        }
        finally
        {
            await Lab.ExecAsync("pi1", "kill $(cat /run/dc-holder) 2>/dev/null; rm -f /run/dc-held /run/dc-holder");
        }
    }

    [Fact]
    public async Task AMirrorThatIsGoneIsToldFromAPackageThatIsNowhere()
    {
        await ArchiveAsync("pi1");
        Profile("hello", Hello);
        Profile("nowhere", "packages: [dc-nowhere]\n");

        var unknown = Failed(await ApplyAsync("nowhere", "pi1"), "AptPackageUnknown");
        Assert.Contains("dc-nowhere", unknown.Message, StringComparison.Ordinal);

        await Lab.ExecAsync("pi1", "rm -rf /var/lib/apt/lists/*; echo 'deb [trusted=yes] http://127.0.0.1:9/debian ./' >/etc/apt/sources.list");
        var mirror = Failed(await ApplyAsync("hello", "pi1"), "AptMirrorGone");
        Assert.Contains("127.0.0.1", mirror.Message, StringComparison.Ordinal);

        // Known by its list, and not to be had.
        await ArchiveAsync("pi1");
        await Lab.ExecAsync("pi1", "apt-get update >/dev/null 2>&1; rm -f /srv/dc-repo/*.deb /srv/dc-repo/Packages");
        Failed(await ApplyAsync("hello", "pi1"), "AptMirrorGone");
    }

    [Fact]
    public async Task AFullDiskLeavesFilesAsTheyWere()
    {
        await Lab.ExecAsync("pi1", "mkdir -p /etc/dc /srv/small/dc && echo old >/srv/small/dc/conf && mount --bind /srv/small/dc /etc/dc && cat /dev/zero >/srv/small/fill 2>/dev/null");
        Profile("file", $"files: {{ /etc/dc/conf: {{ content: \"{new string('x', 20_000)}\" }} }}\n");

        var failure = Failed(await ApplyAsync("file", "pi1"), "ProvisionDiskFull");

        Assert.Contains("/etc/dc/conf", failure.Message, StringComparison.Ordinal);
        Assert.Equal("old", await ExecAsync("pi1", "cat /etc/dc/conf; ls -A /etc/dc | grep -v '^conf$'"));
        await Lab.ExecAsync("pi1", "rm -f /srv/small/fill");
        Good(await ApplyAsync("file", "pi1"));
    }

    [Fact]
    public async Task AnInstallationWithoutRoomSaysSo()
    {
        await ArchiveAsync("pi1");
        // Too small a place for what is to be unpacked.
        await Lab.ExecAsync("pi1", "mkdir -p /usr/share/dc-big && mount -t tmpfs -o size=1m tmpfs /usr/share/dc-big");
        try
        {
            Profile("big", "packages: [dc-big]\n");

            Failed(await ApplyAsync("big", "pi1"), "ProvisionDiskFull");
        }
        finally
        {
            await Lab.ExecAsync("pi1", "umount -l /usr/share/dc-big");
        }

        Good(await ApplyAsync("big", "pi1"));
    }

    [Fact]
    public async Task ALinkThatIsCutMidWayIsGoneOnFrom()
    {
        await ArchiveAsync("pi1");
        await Lab.ExecAsync("pi1", "touch /run/dc-slow.hold");
        Profile("slow", "packages: [dc-slow, dc-daemon]\nfiles: { /etc/dc/daemon.conf: { content: \"new\\n\" } }\nservices: { dc-daemon: { running: true, watch: [/etc/dc/daemon.conf] } }\n");
        await using var links = new SshLinkPool(new LinkOptions { KeepAliveInterval = TimeSpan.FromSeconds(1), KeepAliveCount = 2, ConnectTimeout = TimeSpan.FromSeconds(5) });
        var run = ApplyAsync("slow", Settings, links, "pi1");
        await Lab.UntilAsync(async () => await ExecAsync("pi1", "dpkg-query -W -f '${db:Status-Abbrev}' dc-slow 2>/dev/null") == "iF", "the package is half configured");
        await Lab.RunAsync("link", "pi1", "down");

        Failed(await run, "LinkLost");

        // What it had begun is killed, as a loss of power would.
        await Lab.ExecAsync("pi1", "kill -9 $(pgrep -x dpkg) $(pgrep -x apt-get) 2>/dev/null; rm -f /run/dc-slow.hold");
        await Lab.RunAsync("link", "pi1", "up");
        var plan = Good(await PlanAsync("slow", "pi1"));
        Assert.Contains("dc-slow", Step(plan, "repair").Detail, StringComparison.Ordinal);

        await Lab.UntilAsync(async () => await ExecAsync("pi1", "flock -n /run/dentropy/provision.lock true && echo free") == "free", "the node is free again");
        var second = Good(await ApplyAsync("slow", "pi1"));

        Assert.Equal(DcProvisionStatus.Changed, Step(second, "repair").Status);
        Assert.Equal("ii", await ExecAsync("pi1", "dpkg-query -W -f '${db:Status-Abbrev}' dc-slow"));
        Assert.All(Good(await ApplyAsync("slow", "pi1")), step => Assert.Equal(DcProvisionStatus.Unchanged, step.Status));
    }

    [Fact]
    public async Task ARestartThatAnInterruptedRunOwesIsMadeUpFor()
    {
        await ArchiveAsync("pi1");
        Profile("daemon", "packages: [dc-daemon]\nfiles: { /etc/dc/daemon.conf: { content: \"one\\n\" } }\nservices: { dc-daemon: { running: true, watch: [/etc/dc/daemon.conf] } }\n");
        Good(await ApplyAsync("daemon", "pi1"));
        var started = await ExecAsync("pi1", "cat /run/dc-daemon.started");
        // A run that died between the file and the restart.
        await Lab.ExecAsync("pi1", "mkdir -p /var/lib/dentropy/restart; touch /var/lib/dentropy/restart/dc-daemon");

        var steps = Good(await ApplyAsync("daemon", "pi1"));

        Assert.Equal("restart", Step(steps, "service").Detail);
        Assert.NotEqual(started, await ExecAsync("pi1", "cat /run/dc-daemon.started"));
        Assert.All(Good(await ApplyAsync("daemon", "pi1")), step => Assert.Equal(DcProvisionStatus.Unchanged, step.Status));
    }

    [Fact]
    public async Task OfTwoOperatorsAtOnceOneIsToldWhoTheOtherIs()
    {
        await ArchiveAsync("pi1");
        await Lab.ExecAsync("pi1", "touch /run/dc-slow.hold");
        Profile("slow", "packages: [dc-slow]\n");
        var first = ApplyAsync("slow", "pi1");
        await Lab.UntilAsync(async () => await ExecAsync("pi1", "dpkg-query -W -f '${db:Status-Abbrev}' dc-slow 2>/dev/null") == "iF", "the first is at work");
        await using var others = new SshLinkPool();
        Profile("file", "files: { /etc/dc/conf: { content: \"x\\n\" } }\n");

        var failure = Failed(await ApplyAsync("file", Settings, others, "pi1"), "ProvisionBusy");

        Assert.Contains($"{Environment.UserName}@{Environment.MachineName} since", failure.Message, StringComparison.Ordinal);
        // Looking is free.
        Assert.Equal(DcProvisionStatus.WouldChange, Step(Good(await PlanAsync("file", "pi1")), "file").Status);
        await Lab.ExecAsync("pi1", "rm -f /run/dc-slow.hold");
        Good(await first);
        Good(await ApplyAsync("file", Settings, others, "pi1"));
    }

    [Fact]
    public async Task AFileThatItsCheckRefusesReplacesNothing()
    {
        await Lab.ExecAsync("pi1", "mkdir -p /etc/dc; echo good >/etc/dc/conf");
        Profile("checked", "files: { /etc/dc/conf: { content: \"bad\\n\", check: \"grep -q good {file}\" } }\n");

        Failed(await ApplyAsync("checked", "pi1"), "ProvisionFileRefused");

        Assert.Equal("good", await ExecAsync("pi1", "cat /etc/dc/conf; ls -A /etc/dc | grep -v '^conf$'"));
    }
}
