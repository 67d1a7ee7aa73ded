using System.Buffers.Binary;
using Dentropy.Engine.Transport.Mux;
using Xunit;

namespace Dentropy.Engine.Tests.Transport;

public sealed class MuxChannelTests
{
    private const byte Open = 90;
    private const byte Confirmation = 91;
    private const byte Close = 97;
    private const uint Theirs = 7;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // sshd ends a connection, and every other command on it, over one packet for a channel that it has forgotten.
    [Fact]
    public async Task NothingFollowsTheCloseOfAChannel()
    {
        using var master = new FakeMaster();
        var accepting = master.AcceptAsync(Stop);
        await using var connection = await MuxConnection.ConnectAsync(master.Path, () => "", Stop);
        await accepting;
        var channel = connection.OpenChannel("session");
        Assert.Equal(Open, (await master.ReceiveAsync(Stop)).Type);
        await master.SendAsync(Confirmation, channel.LocalId, Theirs, 1 << 20, 32 * 1024);
        await channel.Opened.WaitAsync(Stop);
        await master.SendAsync(Close, channel.LocalId);
        await channel.Closed.WaitAsync(Stop);

        channel.Request("signal", wantReply: false, packet => packet.Text("TERM"));
        channel.SendEof();
        channel.Consumed(MuxChannel.WindowSize);
        channel.Abandon();
        connection.OpenChannel("session");

        var (type, rest) = await master.ReceiveAsync(Stop);
        Assert.Equal((Close, Theirs), (type, BinaryPrimitives.ReadUInt32BigEndian(rest)));
        Assert.Equal(Open, (await master.ReceiveAsync(Stop)).Type);
    }

    [Fact]
    public async Task WhatSshSaidAtTheEndIsInTheError()
    {
        using var master = new FakeMaster();
        var accepting = master.AcceptAsync(Stop);
        await using var connection = await MuxConnection.ConnectAsync(master.Path, () => "Timeout, server pi1 not responding", Stop);
        await accepting;
        var channel = connection.OpenChannel("session");
        master.Dispose();
        var error = await Assert.ThrowsAsync<MuxClosedException>(() => channel.Closed.WaitAsync(Stop));
        Assert.Equal("The link to the node was lost: Timeout, server pi1 not responding.", error.Message);
        Assert.Equal(error.Message, (await Assert.ThrowsAsync<MuxClosedException>(() => channel.WriteAsync("more"u8.ToArray(), Stop).AsTask())).Message);
        Assert.Equal(error.Message, Assert.Throws<MuxClosedException>(() => { connection.OpenChannel("session"); }).Message);
    }
}
