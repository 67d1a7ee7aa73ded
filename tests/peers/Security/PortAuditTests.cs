using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;
using Dentropy.Security;
using Xunit;

namespace Dentropy.Peers.Tests.Security;

public sealed class PortAuditTests : SecurityTest
{
    private const string Check = "unexpected-port";

    private NodeFirewall Firewall => new(Store, Links);

    [Fact]
    public async Task APortThatNobodyKnowsIsFoundAndLessBadBehindTheFirewall()
    {
        Assert.Empty(await AuditAsync("pi1", Check));
        await ListenAsync("pi1", "python3 -m http.server 8080", 8080);
        await ListenAsync("pi1", "python3 -m http.server --bind 127.0.0.1 8081", 8081);

        var finding = Assert.Single(await AuditAsync("pi1", Check));

        Assert.Equal((DcSecuritySeverity.Medium, "8080/tcp on every IPv4 address by python3"), (finding.Severity, finding.Evidence));
        Assert.Equal("New-DcFirewallRule close-8080-tcp -Node pi1 -Protocol tcp -Port 8080 -Action Drop", finding.Remedy);
        await ChangeAsync("pi1", new FirewallEdit.AddRule(new DcFirewallRule { Name = "close-8080-tcp", Protocol = ["tcp"], Port = ["8080"], Action = DcFirewallAction.Drop }, Replace: false));
        var shut = Assert.Single(await AuditAsync("pi1", Check));
        Assert.Equal((DcSecuritySeverity.Low, "8080/tcp on every IPv4 address by python3; the packet filter lets nobody in"), (shut.Severity, shut.Evidence));
        CloudYaml("security: { ports: { pi1: 8080 } }\n");
        Assert.Empty(await AuditAsync("pi1", Check));
    }

    [Fact]
    public async Task UdpAndAProcessWithAHostileNameAreSeen()
    {
        // prctl(2), PR_SET_NAME: a process calls itself what it likes.
        await Lab.ExecAsync("pi1", """
            mkdir -p /srv/dc-audit; cat >/srv/dc-audit/evil.py <<'END'
            import ctypes, socket, time
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("0.0.0.0", 5000))
            t = socket.socket(); t.bind(("0.0.0.0", 8090)); t.listen()
            ctypes.CDLL(None).prctl(15, b"\x1b]0;x\x07\nend .", 0, 0, 0)
            time.sleep(3600)
            END
            sed -i 's/^    *\([a-z]\)/\1/' /srv/dc-audit/evil.py
            """);
        await ListenAsync("pi1", "python3 /srv/dc-audit/evil.py", 8090);
        await Lab.UntilAsync(async () => (await ExecAsync("pi1", "grep -c . /proc/$(tail -n 1 /srv/dc-audit/pids)/comm")) == "2", "the process has its name");

        var findings = await AuditAsync("pi1", Check);

        Assert.Equal(["5000/udp on every IPv4 address by \\u001B]0;x\\u0007\\u000Aend .", "8090/tcp on every IPv4 address by \\u001B]0;x\\u0007\\u000Aend ."], findings.Select(one => one.Evidence).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task APublicNodeThatIsNoLoadBalancerIsFound()
    {
        await Lab.ExecAsync("pi1", "ip addr add 9.9.9.9/32 dev eth0");
        await ListenAsync("pi1", "python3 -m http.server 443", 443);

        var finding = Assert.Single(await AuditAsync("pi1", "public-*"));

        Assert.Equal((DcSecuritySeverity.High, "443/tcp by python3 at 9.9.9.9", "public-port"), (finding.Severity, finding.Evidence, finding.Check));
        await ChangeAsync("pi1", new FirewallEdit.AddRule(new DcFirewallRule { Name = "close-443-tcp", Protocol = ["tcp"], Port = ["443"], Action = DcFirewallAction.Drop }, Replace: false));
        Assert.Empty(await AuditAsync("pi1", "public-*"));
        await ChangeAsync("pi1", new FirewallEdit.RemoveRule("close-443-tcp"));
        Assert.Single(await AuditAsync("pi1", "public-*"));
        CloudYaml("security: { public: [pi1] }\n");
        Assert.Empty(await AuditAsync("pi1", "public-*"));
    }

    [Fact]
    public async Task AForwardPastTheLoadBalancersIsFoundAndGoneWithIt()
    {
        await ChangeAsync("pi1", new FirewallEdit.AddForward(new DcPortForward { Name = "web", Port = "443", Address = Node("pi2").Address!, ToPort = 8443 }, Replace: false));

        var finding = Assert.Single(await AuditAsync("pi1", "public-*"));

        Assert.Equal((DcSecuritySeverity.High, $"443/tcp goes on to {Node("pi2").Address}:8443, pi2", "Remove-DcPortForward web -Node pi1"), (finding.Severity, finding.Evidence, finding.Remedy));
        await ChangeAsync("pi1", new FirewallEdit.RemoveForward("web"));
        Assert.Empty(await AuditAsync("pi1", "public-*"));
    }

    private async Task ChangeAsync(string node, FirewallEdit edit) => await Firewall.ApplyAsync(await Firewall.PlanAsync(Node(node), [edit], Stop), NodeFirewall.UsualLimit, Stop);
}
