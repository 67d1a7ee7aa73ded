using Dentropy.Engine.Provisioning;
using Dentropy.Engine.Transport;
using Dentropy.Provisioning;
using Xunit;

namespace Dentropy.Peers.Tests.Provisioning;

public sealed class InitializeTests : ProvisionTest
{
    private const string Whole = """
        description: everything that a profile can ask for
        timezone: Europe/Berlin
        packages: { present: [dc-hello, dc-daemon], absent: [dc-big] }
        users:
          dcuser:
            shell: /bin/sh
            groups: [adm]
            keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAofr8vcM1GH98BylxKDLL1MenWsc9DB9oZOMwpJPbpJ one"]
        files:
          /etc/dc/motd: { content: "Welcome to {{node.name}} at {{node.address}}\n", mode: "0640", owner: "root:adm" }
          /etc/dc/script: { source: script.sh, mode: "0755" }
          /etc/dc/gone: { absent: true }
          /etc/dc/daemon.conf: { content: "port = {{metadata.port}}\n" }
        sysctl:
          net.ipv4.ip_forward: 1
        services:
          dc-daemon: { enabled: true, running: true, watch: [/etc/dc/daemon.conf] }
        """;

    [Fact]
    public async Task AWholeProfileIsShownThenAppliedThenThereIsNothingToDo()
    {
        await ArchiveAsync("pi1");
        await Lab.ExecAsync("pi1", "mkdir -p /etc/dc; echo old >/etc/dc/gone; echo 'Welcome to nobody' >/etc/dc/motd");
        Profile("whole", Whole);
        await File.WriteAllTextAsync(Path.Join(CloudPath, "profiles", "script.sh"), "#!/bin/sh\n# {{.Name}} is Go's\necho {{node.name}}\n", Stop);
        await SetPortAsync("8080");
        var before = await StateAsync("pi1");

        var plan = Good(await PlanAsync("whole", "pi1"));

        Assert.Equal(before, await StateAsync("pi1"));
        Assert.DoesNotContain(plan, step => step.Status == DcProvisionStatus.Changed);
        var motd = Step(plan, "file", "/etc/dc/motd");
        Assert.Equal(DcProvisionStatus.WouldChange, motd.Status);
        Assert.Equal($"--- /etc/dc/motd\n+++ /etc/dc/motd\n@@ -1,1 +1,1 @@\n-Welcome to nobody\n+Welcome to pi1 at {Node("pi1").Address}", motd.Diff);
        Assert.Contains("mode 644 to 640", motd.Detail, StringComparison.Ordinal);
        Assert.Equal("install dc-daemon, dc-hello", Step(plan, "packages", "dc-daemon dc-hello").Detail);

        var first = Good(await ApplyAsync("whole", "pi1"));

        Assert.Equal(plan.Select(step => (step.Step, step.Name, step.Status == DcProvisionStatus.WouldChange)), first.Select(step => (step.Step, step.Name, step.Status == DcProvisionStatus.Changed)));
        Assert.Equal($"Welcome to pi1 at {Node("pi1").Address}", await ExecAsync("pi1", "cat /etc/dc/motd"));
        Assert.Equal("640 root:adm", await ExecAsync("pi1", "stat -c '%a %U:%G' /etc/dc/motd"));
        Assert.Equal("#!/bin/sh\n# {{.Name}} is Go's\necho pi1", await ExecAsync("pi1", "cat /etc/dc/script"));
        Assert.Equal("", await ExecAsync("pi1", "ls /etc/dc/gone 2>/dev/null"));
        Assert.Equal("hello", await ExecAsync("pi1", "cat /usr/share/dc-hello/word"));
        Assert.Equal("1", await ExecAsync("pi1", "cat /proc/sys/net/ipv4/ip_forward"));
        Assert.Equal("/usr/share/zoneinfo/Europe/Berlin", await ExecAsync("pi1", "readlink /etc/localtime"));
        Assert.Equal("0", await ExecAsync("pi1", "service dc-daemon status; echo $?"));
        Assert.Contains("adm", await ExecAsync("pi1", "id -Gn dcuser"), StringComparison.Ordinal);
        Assert.Equal("600 dcuser one", await ExecAsync("pi1", "stat -c '%a %U' ~dcuser/.ssh/authorized_keys; cut -d' ' -f3 ~dcuser/.ssh/authorized_keys").ContinueWith(text => text.Result.Replace('\n', ' ')));
        Assert.Equal("*", await ExecAsync("pi1", "getent shadow dcuser | cut -d: -f2"));
        Assert.Equal("", await ExecAsync("pi1", "find / -xdev -name '.dentropy-new*' 2>/dev/null"));

        var state = await StateAsync("pi1");
        var second = Good(await ApplyAsync("whole", "pi1"));

        Assert.All(second, step => Assert.Equal(DcProvisionStatus.Unchanged, step.Status));
        Assert.Equal(state, await StateAsync("pi1"));
    }

    [Fact]
    public async Task AServiceIsRestartedWhenItsFileChangesAndOnlyThen()
    {
        await ArchiveAsync("pi1");
        Profile("whole", Whole);
        await File.WriteAllTextAsync(Path.Join(CloudPath, "profiles", "script.sh"), "#!/bin/sh\n", Stop);
        await SetPortAsync("8080");
        Good(await ApplyAsync("whole", "pi1"));
        var started = await ExecAsync("pi1", "cat /run/dc-daemon.started");
        await SetPortAsync("9090");

        var steps = Good(await ApplyAsync("whole", "pi1"));

        Assert.Equal(["file /etc/dc/daemon.conf", "service dc-daemon"], steps.Where(step => step.Status == DcProvisionStatus.Changed).Select(step => $"{step.Step} {step.Name}"));
        Assert.Equal("restart", Step(steps, "service", "dc-daemon").Detail);
        Assert.NotEqual(started, await ExecAsync("pi1", "cat /run/dc-daemon.started"));

        await Lab.ExecAsync("pi1", "service dc-daemon stop");
        Assert.Equal("start", Step(Good(await ApplyAsync("whole", "pi1")), "service", "dc-daemon").Detail);
        await Lab.ExecAsync("pi1", "touch /etc/dc-daemon.broken; service dc-daemon stop");
        Assert.Contains("the configuration is broken", Failed(await ApplyAsync("whole", "pi1"), "ProvisionServiceFailed").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManyNodesGoOnSideBySideAndOneThatFailsHurtsNoOther()
    {
        await Lab.ExecAsync("pi2", "mkdir -p /etc/dc/motd");
        Profile("small", "files: { /etc/dc/motd: { content: \"{{node.name}}\\n\" }, /etc/dc/other: { content: \"x\\n\" } }\n");

        var steps = await ApplyAsync("small", "pi1", "pi2", "pi3");

        Good([.. steps.Where(step => step.Node != "pi2")]);
        Failed([.. steps.Where(step => step.Node == "pi2")], "ProvisionPathTaken");
        Assert.Equal("pi3", await ExecAsync("pi3", "cat /etc/dc/motd"));
        Assert.Equal("", await ExecAsync("pi2", "ls /etc/dc/other 2>/dev/null"));
    }

    [Fact]
    public async Task APlainAccountWithSudoWillDoAndOneWithoutIsTold()
    {
        Profile("small", "files: { /etc/dc/motd: { content: \"hello\\n\" } }\n");
        await Store.ReplaceAsync(Node("pi1") with { User = "ops" }, Stop);
        await ReadNodesAsync();
        Good(await ApplyAsync("small", "pi1"));
        Assert.Equal("hello root", await ExecAsync("pi1", "echo $(cat /etc/dc/motd) $(stat -c %U /etc/dc/motd)"));

        await Lab.ExecAsync("pi1", "mv /etc/sudoers.d/ops /root/");
        try
        {
            Failed(await ApplyAsync("small", "pi1"), "ProvisionNeedsRoot");
        }
        finally
        {
            await Lab.ExecAsync("pi1", "mv /root/ops /etc/sudoers.d/");
        }
    }

    [Fact]
    public async Task AnotherMachineThanTheInventorySaysIsNotTouched()
    {
        Profile("small", "files: { /etc/dc/motd: { content: \"hello\\n\" } }\n");
        await Store.ReplaceAsync(Node("pi1") with { Architecture = "arm64" }, Stop);
        await Store.ReplaceAsync(Node("pi2") with { Metadata = new(new Dictionary<string, string> { ["release"] = "noble" }) }, Stop);
        await ReadNodesAsync();

        Assert.Contains("arm64", Failed(await ApplyAsync("small", "pi1"), "ProvisionNodeDiffers").Message, StringComparison.Ordinal);
        Assert.Contains("noble", Failed(await PlanAsync("small", "pi2"), "ProvisionNodeDiffers").Message, StringComparison.Ordinal);
        await Lab.ExecAsync("pi3", "cp --remove-destination /usr/lib/os-release /etc/os-release; sed -i s/^ID=.*/ID=alpine/ /etc/os-release");
        try
        {
            Failed(await ApplyAsync("small", "pi3"), "ProvisionSystemUnknown");
        }
        finally
        {
            await Lab.ExecAsync("pi3", "ln -sf ../usr/lib/os-release /etc/os-release");
        }

        foreach (var node in Nodes)
            Assert.Equal("", await ExecAsync(node.Name, "ls -d /etc/dc /run/dentropy 2>/dev/null"));
    }

    [Fact]
    public async Task ASecretIsWrittenAndNeverShown()
    {
        await File.WriteAllTextAsync(Path.Join(CloudPath, "token"), "very-secret\n", Stop);
        Profile("secret", "files: { /etc/dc/token: { secret: \"file:../token\" } }\n");

        var plan = Good(await PlanAsync("secret", "pi1"));
        var steps = Good(await ApplyAsync("secret", "pi1"));

        Assert.Equal("very-secret 600", await ExecAsync("pi1", "echo $(cat /etc/dc/token) $(stat -c %a /etc/dc/token)"));
        Assert.DoesNotContain(plan.Concat(steps), step => step.ToString().Contains("very-secret", StringComparison.Ordinal));
        Assert.DoesNotContain("very-secret", Step(Good(await PlanAsync("secret", "pi2")), "file").ToString(), StringComparison.Ordinal);
    }

    private async Task SetPortAsync(string port)
    {
        await Store.ReplaceAsync(Node("pi1") with { Metadata = new(new Dictionary<string, string> { ["port"] = port }) }, Stop);
        await ReadNodesAsync();
    }

    private static Task<string> StateAsync(string node) => ExecAsync(node, "find /etc /var/lib/dentropy /home /usr/share/dc-hello -xdev -type f -printf '%p %s %T@ %C@ %m %u\\n' 2>/dev/null | sort | sha256sum; dpkg-query -W | sha256sum; cat /run/dc-daemon.started 2>/dev/null");
}
