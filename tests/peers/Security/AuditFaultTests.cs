using Dentropy.Engine.Security;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Dentropy.Security;
using Xunit;

namespace Dentropy.Peers.Tests.Security;

public sealed class AuditFaultTests : SecurityTest
{
    private const string Hold = "printf '#!/bin/sh\\necho $$ >/run/dc-held; exec sleep 98765\\n' >/usr/local/sbin/find && chmod 755 /usr/local/sbin/find";
    private const string Release = "rm -f /usr/local/sbin/find /run/dc-held; pkill -9 -f 'sleep 9876[5]'";

    [Fact]
    public async Task ANodeThatIsOffIsAnErrorAndNeverWell()
    {
        await Lab.RunAsync("power", "pi3", "off");

        var reports = await ListAsync(new SecurityAudit(Store, Links).RunAsync(Nodes, new SecurityAuditSettings { Checks = ["ssh-*"], Timeout = TimeSpan.FromSeconds(30) }, progress: null, Stop));

        Assert.Equal(3, reports.Count);
        Assert.All(reports, report => Assert.Equal(report.Node == "pi3", report.Failure is not null));
        Assert.Equal("pi3", reports.Single(report => report.Failure is not null).Failure!.Target);
    }

    [Fact]
    public async Task WithoutRootItSaysWhatItDidNotSee()
    {
        await Lab.ExecAsync("pi1", "useradd -m dcplain; usermod -p '*' dcplain; mkdir -p /home/dcplain/.ssh; cp /home/ops/.ssh/authorized_keys /home/dcplain/.ssh/; chown -R dcplain /home/dcplain/.ssh; mkdir -p /etc/dc; openssl genpkey -algorithm ed25519 -out /etc/dc/web.key 2>/dev/null; chmod 644 /etc/dc/web.key");
        await ListenAsync("pi1", "python3 -m http.server 8080", 8080);

        var findings = await AuditAsync(Node("pi1") with { User = "dcplain" });

        Assert.All(findings.Where(one => one.NotChecked), one => Assert.Equal(DcSecuritySeverity.Information, one.Severity));
        Assert.Equal(["account-password", "public-forward", "readable-secret", "ssh-password-login", "unexpected-port"], findings.Where(one => one.NotChecked).Select(one => one.Check).Distinct());
        // What everybody can see is seen.
        Assert.Contains(findings, one => one.Evidence.StartsWith("/etc/dc/web.key", StringComparison.Ordinal));
        Assert.Contains("8080/tcp on every IPv4 address by nobody knows whom", Finding(findings, "unexpected-port", "8080").Evidence, StringComparison.Ordinal);
        // sudo without a password is as good as root.
        Assert.DoesNotContain(await AuditAsync(Node("pi1") with { User = "ops" }), one => one.NotChecked);
    }

    [Fact]
    public async Task ProgramsThatAreMissingAreTold()
    {
        // The link is there before: sshd runs its own program for each new one.
        Assert.Empty(await AuditAsync("pi1", "ssh-*"));
        await Lab.ExecAsync("pi1", "for p in apt-get ss iptables-save nft find sshd; do f=$(command -v $p) && mv $f $f.away; done");
        try
        {
            await ListenAsync("pi1", "python3 -m http.server 8080", 8080);

            var findings = await AuditAsync("pi1", "updates-*", "readable-*", "unexpected-*", "ssh-*");

            Assert.Equal(["readable-secret", "ssh-password-login", "unexpected-port", "updates-pending"], findings.Where(one => one.NotChecked).Select(one => one.Check));
            Assert.Contains("8080/tcp", Finding(findings, "unexpected-port", "python3").Evidence, StringComparison.Ordinal);
        }
        finally
        {
            await Lab.ExecAsync("pi1", "for f in /usr/bin/*.away /usr/sbin/*.away; do [ ! -e $f ] || mv $f ${f%.away}; done");
        }
    }

    [Fact]
    public async Task AReportThatIsCutOffIsNoReport()
    {
        await Lab.ExecAsync("pi1", Hold);
        try
        {
            var running = ListAsync(new SecurityAudit(Store, Links).RunAsync([Node("pi1")], new SecurityAuditSettings { Checks = ["ssh-*", "readable-secret"] }, progress: null, Stop));
            await HeldAsync();
            // The script's own shell: its line is the only one with the whole script.
            await Lab.ExecAsync("pi1", "kill -9 $(grep -l 'unseen()' /proc/[0-9]*/cmdline | sed 's/[^0-9]//g')");

            var report = Assert.Single(await running, report => report.Node == "pi1");

            Assert.Equal("AuditIncomplete", report.Failure?.ErrorId);
            Assert.Empty(report.Findings);
        }
        finally
        {
            await Lab.ExecAsync("pi1", Release);
        }
    }

    [Fact]
    public async Task ALinkThatIsCutIsAnError()
    {
        await Lab.ExecAsync("pi1", Hold);
        await using var links = new SshLinkPool(new LinkOptions { KeepAliveInterval = TimeSpan.FromSeconds(1), KeepAliveCount = 2, ConnectTimeout = TimeSpan.FromSeconds(5) });
        try
        {
            var running = ListAsync(new SecurityAudit(Store, links).RunAsync([Node("pi1")], new SecurityAuditSettings { Checks = ["readable-secret"] }, progress: null, Stop));
            await HeldAsync();
            await Lab.RunAsync("link", "pi1", "down");

            Assert.Equal("LinkLost", Assert.Single(await running).Failure?.ErrorId);
        }
        finally
        {
            await Lab.RunAsync("link", "pi1", "up");
            await Lab.ExecAsync("pi1", Release);
        }
    }

    [Fact]
    public async Task ATimeThatIsOverIsAnErrorAndAStopLeavesNothingBehind()
    {
        await Lab.ExecAsync("pi1", Hold);
        try
        {
            var settings = new SecurityAuditSettings { Checks = ["readable-secret"] };
            Assert.Equal("AuditTimeout", Assert.Single(await ListAsync(new SecurityAudit(Store, Links).RunAsync([Node("pi1")], settings with { Timeout = TimeSpan.FromSeconds(2) }, progress: null, Stop))).Failure?.ErrorId);

            await Lab.ExecAsync("pi1", "rm -f /run/dc-held");
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            var running = ListAsync(new SecurityAudit(Store, Links).RunAsync([Node("pi1")], settings, progress: null, stop.Token));
            await HeldAsync();
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
            await Lab.UntilAsync(async () => await ExecAsync("pi1", "pgrep -fc 'sleep 9876[5]'") == "0", "nothing of it runs on the node");
        }
        finally
        {
            await Lab.ExecAsync("pi1", Release);
        }
    }

    [Fact]
    public async Task ManyNodesAreLookedAtSideBySideWithOneSessionEach()
    {
        // The same three hosts under many names; every node has a link and a report of its own.
        IReadOnlyList<DcNode> many = [.. Enumerable.Range(0, 12).Select(i => Nodes[i % Nodes.Count] with { Name = $"n{i}" })];

        var reports = await ListAsync(new SecurityAudit(Store, Links).RunAsync(many, new SecurityAuditSettings { ThrottleLimit = 12 }, progress: null, Stop));

        Assert.Equal(many.Select(node => node.Name).Order(StringComparer.Ordinal), reports.Select(report => report.Node).Order(StringComparer.Ordinal));
        Assert.All(reports, report => Assert.Null(report.Failure));
        Assert.All(reports, report => Assert.Equal(["package-lists-stale"], report.Findings.Select(one => one.Check)));
    }

    private static Task HeldAsync() => Lab.UntilAsync(async () => await ExecAsync("pi1", "ls /run/dc-held 2>/dev/null") != "", "the search has begun");
}
