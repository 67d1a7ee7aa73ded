using Dentropy.Engine.Transport;
using Xunit;

namespace Dentropy.Engine.Tests.Transport;

public sealed class SessionGateTests
{
    [Fact]
    public async Task AfterARefusalNoMoreAreOpenThanWereThen()
    {
        var gate = new SessionGate();
        for (var i = 0; i < 3; i++)
        {
            await gate.EnterAsync(default);
        }

        Assert.Equal(2, gate.Refused());
        var waiting = gate.EnterAsync(default);
        Assert.False(waiting.IsCompleted);
        gate.Leave();
        await waiting;
        Assert.False(gate.EnterAsync(default).IsCompleted);
    }

    [Fact]
    public async Task OneWhoGivesUpWaitingTakesNobodysPlace()
    {
        var gate = new SessionGate();
        await gate.EnterAsync(default);
        await gate.EnterAsync(default);
        gate.Refused();
        using var stop = new CancellationTokenSource();
        var impatient = gate.EnterAsync(stop.Token);
        var patient = gate.EnterAsync(default);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        gate.Leave();
        await patient;
    }
}
