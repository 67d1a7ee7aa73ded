using Dentropy.Engine.Transport.Ssh;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Engine.Tests.Transport;

public sealed class SshFailureTests
{
    private static readonly DcNode Node = new() { Name = "pi1", Address = "10.77.0.11" };

    [Theory]
    [InlineData("ops@10.77.0.11: Permission denied (publickey).", "KeyRefused")]
    [InlineData("Received disconnect from 10.77.0.11 port 22:2: Too many authentication failures", "KeyRefused")]
    [InlineData("No ED25519 host key is known for 10.77.0.11 and you have requested strict checking.\r\nHost key verification failed.", "HostKeyUnknown")]
    [InlineData("@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nOffending ED25519 key in /c/known_hosts:3\nHost key verification failed.", "HostKeyChanged")]
    [InlineData("ssh: connect to host 10.77.0.11 port 22: Connection refused", "NodeUnreachable")]
    [InlineData("ssh: connect to host 10.77.0.11 port 22: No route to host", "NodeUnreachable")]
    [InlineData("ssh: Could not resolve hostname pi1: Name or service not known", "NodeUnreachable")]
    [InlineData("ssh: connect to host 10.77.0.11 port 22: Connection timed out", "ConnectTimeout")]
    [InlineData("Connection timed out during banner exchange", "ConnectTimeout")]
    [InlineData("kex_exchange_identification: Connection closed by remote host\nConnection closed by 10.77.0.11 port 22", "NodeUnreachable")]
    [InlineData("command-line line 0: Bad configuration option", "SshFailed")]
    [InlineData("", "SshFailed")]
    public void WhatSshPrintsBecomesAnErrorThatNamesTheNode(string printed, string errorId)
    {
        var error = SshFailure.From(Node, printed);
        Assert.Equal(errorId, error.ErrorId);
        Assert.Equal("pi1", error.Target);
        Assert.Contains("'pi1'", error.Message, StringComparison.Ordinal);
        Assert.Contains("10.77.0.11", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AChangedKeyNamesWhereTheOldOneStands() => Assert.Contains(
        "/c/known_hosts:3",
        SshFailure.From(Node, "REMOTE HOST IDENTIFICATION HAS CHANGED!\nOffending ED25519 key in /c/known_hosts:3\n").Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("kex_exchange_identification: read: Connection reset by peer", true)]
    [InlineData("Connection closed by 10.77.0.11 port 22", true)]
    [InlineData("ops@10.77.0.11: Permission denied (publickey).\nConnection closed by 10.77.0.11", false)]
    [InlineData("ssh: connect to host 10.77.0.11 port 22: Connection refused", false)]
    public void OnlyADropBeforeTheLoginIsTriedAgain(string printed, bool expected) =>
        Assert.Equal(expected, SshFailure.IsRefusedAtStart(printed));
}
