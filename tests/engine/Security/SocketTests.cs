using System.Net;
using System.Text;
using Dentropy.Engine.Security.Checks;
using Dentropy.Engine.Security.Look;
using Dentropy.Nodes;
using Dentropy.Security;
using Xunit;

namespace Dentropy.Engine.Tests.Security;

public sealed class SocketTests
{
    [Theory]
    // /proc/net/tcp and tcp6 of Debian 12 on amd64: all addresses, loopback, a peer's, IPv6's loopback, and IPv4 in IPv6.
    [InlineData("00000000", "0.0.0.0")]
    [InlineData("0100007F", "127.0.0.1")]
    [InlineData("0B00A10A", "10.161.0.11")]
    [InlineData("00000000000000000000000000000000", "::")]
    [InlineData("00000000000000000000000001000000", "::1")]
    [InlineData("0000000000000000FFFF00000B00A10A", "10.161.0.11")]
    [InlineData("B80D0120000000000000000001000000", "2001:db8::1")]
    public void AnAddressOfTheKernelsTableIsRead(string hex, string expected) => Assert.Equal(expected, SocketReader.Address(hex)?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("0000000")]
    [InlineData("0000000g")]
    public void WhatIsNoAddressIsNone(string hex) => Assert.Null(SocketReader.Address(hex));

    [Fact]
    public async Task PortsThatTheInventoryExplainsAreNotTold()
    {
        string[] lines =
        [
            "socket tcp 00000000:0016 1", "socket tcp 00000000:1F90 2", "socket tcp6 00000000000000000000000000000000:1F90 3", "socket tcp 0100007F:0CEA 4", "socket udp 00000000:1F0A 5", "socket udp 00000000:0044 6",
            $"owner 2 100 {Hex("nginx\n")}", $"owner 3 101 {Hex("nginx\n")}", "container shop-web-1|0.0.0.0:8090->80/tcp, :::8090->80/tcp", "socket tcp 00000000:1F9A 7",
        ];

        var finding = Assert.Single(await Looks.JudgeAsync(new PortChecks(), Looks.Of(lines)));

        Assert.Equal(DcSecuritySeverity.Medium, finding.Severity);
        Assert.Equal("8080/tcp on every IPv4 address, every address by nginx", finding.Evidence);
        Assert.Equal("New-DcFirewallRule close-8080-tcp -Node pi1 -Protocol tcp -Port 8080 -Action Drop", finding.Remedy);
        Assert.Empty(await Looks.JudgeAsync(new PortChecks(), Looks.Of(lines), cloudYaml: "security: { ports: { 'pi*': 8000-8080 } }\n"));
        Assert.Single(await Looks.JudgeAsync(new PortChecks(), Looks.Of(lines), cloudYaml: "security: { ports: { '@web': 8080, pi1: [8080/udp] } }\n"));
        Assert.Empty(await Looks.JudgeAsync(new PortChecks(), Looks.Of(lines), new DcNode { Name = "pi1", Roles = ["web"] }, cloudYaml: "security: { ports: { '@web': [22, 8080] } }\n"));
    }

    [Theory]
    [InlineData("lb", 443, "tcp", true)]
    [InlineData("worker", 443, "tcp", false)]
    [InlineData("gateway", 67, "udp", true)]
    [InlineData("worker", 67, "udp", false)]
    [InlineData("osd", 6801, "tcp", true)]
    [InlineData("worker", 6801, "tcp", false)]
    [InlineData("worker", 7946, "udp", true)]
    public async Task RolesExplainTheirPorts(string role, int port, string protocol, bool explained)
    {
        var look = Looks.Of($"socket {protocol} 00000000:{port:X4} 1");

        Assert.Equal(explained, (await Looks.JudgeAsync(new PortChecks(), look, new DcNode { Name = "n", Roles = [role] })).Count == 0);
    }

    [Fact]
    public async Task OtherSectionsExplainWhatTheyGiveANode()
    {
        var look = Looks.Of("socket udp 00000000:0035 1", "socket udp 00000000:0043 2", "socket tcp 00000000:08AE 3");

        Assert.Equal(3, (await Looks.JudgeAsync(new PortChecks(), look)).Count);
        Assert.Empty(await Looks.JudgeAsync(new PortChecks(), Looks.Of("socket tcp 00000000:08AE 3", "sshd - - port 2222")));
        Assert.Empty(await Looks.JudgeAsync(new PortChecks(), look, new DcNode { Name = "pi1", Port = 2222 }, cloudYaml: "dhcp: { node: [pi1] }\n", others: []));
        Assert.Equal(["67/udp", "2222/tcp"], (await Looks.JudgeAsync(new PortChecks(), look, cloudYaml: "dns: { lan: { type: dnsmasq, node: pi1, zones: [example.org] } }\n")).Select(one => one.Evidence.Split(' ')[0]));
    }

    [Fact]
    public async Task ANameThatATerminalWouldActOnIsMadeHarmless()
    {
        var finding = Assert.Single(await Looks.JudgeAsync(new PortChecks(), Looks.Of("socket tcp 00000000:1F90 2", $"owner 2 100 {Hex("\u001b[31m\r\nsocket\u202e\n")}")));

        Assert.Equal("8080/tcp on every IPv4 address by \\u001B[31m\\u000D\\u000Asocket\\u202E", finding.Evidence);
        Assert.DoesNotContain(finding.Evidence + finding.Meaning + finding.Remedy, c => char.IsControl(c));
    }

    [Fact]
    public async Task AnswersThatAreNoAnswersAreNoFindings()
    {
        var look = Looks.Of("socket", "socket tcp", "socket tcp zz:16 1", "socket tcp 00000000:XXXX 1", "socket tcp 00000000:1F90", "owner 1", "owner 1 2 zz", "container x", "container |->/", "address 1: lo inet", "upgrade ", "secret", "secret key open 644 root root 0", "ceph x", "account x");

        Assert.Empty(look.Sockets);
        Assert.Empty(await Looks.JudgeAsync(new PortChecks(), look));
        Assert.Empty(await Looks.JudgeAsync(new LinkChecks(), look));
        Assert.Empty(await Looks.JudgeAsync(new PublicChecks(), look));
        Assert.Empty(await Looks.JudgeAsync(new SecretChecks(), look));
        Assert.False(NodeLook.Parse("uid 0\nsocket tcp 00000000:1F90 2\nen").IsComplete);
    }

    [Theory]
    [InlineData("9.9.9.9", true)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("203.0.113.5", false)]
    [InlineData("2a01:4f8::1", true)]
    [InlineData("fd00::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("2001:db8::1", false)]
    public void PublicAddressesAreToldFromOthers(string address, bool expected) => Assert.Equal(expected, PublicAddresses.IsPublic(IPAddress.Parse(address)));

    private static string Hex(string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));
}
