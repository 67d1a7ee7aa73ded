using Dentropy.Engine;
using Dentropy.Engine.Dns.PiHole;
using Dentropy.Peers.Tests.Emulators;
using Xunit;
using static Dentropy.Peers.Tests.Dns.ProviderSteps;

namespace Dentropy.Peers.Tests.Dns;

/// <summary>The seats of a Pi-hole: none is left taken, whatever happens.</summary>
public sealed class PiHoleSessionTests : IAsyncDisposable
{
    private const string Zone = "home.lan";
    private readonly PiHoleEmulator _peer = new();

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    [Fact]
    public async Task One_session_serves_all_and_ends_with_the_place()
    {
        await using (var provider = Provider())
        {
            Assert.Empty(_peer.Requests);
            Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "A", "10.0.0.2"));
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => provider.ReadAsync(Zone, null, Token)));
            Assert.Equal(1, _peer.OpenSeats);
        }

        Assert.Equal(1, _peer.Logins);
        Assert.Equal(0, _peer.OpenSeats);
        Assert.Equal("DELETE /api/auth", _peer.Requests[^1].ToString());
    }

    [Fact]
    public async Task A_place_that_was_never_asked_says_nothing()
    {
        await Provider().DisposeAsync();

        Assert.Empty(_peer.Requests);
    }

    [Fact]
    public async Task It_ends_after_a_failure()
    {
        await using (var provider = Provider())
        {
            await provider.ReadAsync(Zone, null, Token);
            _peer.Next(null, EmulatorAnswer.Plain("broken", 500), EmulatorAnswer.Plain("broken", 500), EmulatorAnswer.Plain("broken", 500), EmulatorAnswer.Plain("broken", 500), EmulatorAnswer.Plain("broken", 500));
            Assert.Equal("ServiceFailed", (await provider.SetAsync(Zone, "nas.home.lan", "A", "10.0.0.2"))?.ErrorId ?? "none");
        }

        Assert.Equal(0, _peer.OpenSeats);
    }

    [Fact]
    public async Task It_ends_after_a_request_that_hangs_was_given_up()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using (var provider = Provider())
        {
            await provider.ReadAsync(Zone, null, Token);
            _peer.HangNext();
            var reading = provider.ReadAsync(Zone, null, stop.Token);
            await SeenAsync(3);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        }

        Assert.Equal(0, _peer.OpenSeats);
    }

    [Fact]
    public async Task It_ends_after_a_login_that_nobody_waited_for()
    {
        using var stop = new CancellationTokenSource();
        using var held = new SemaphoreSlim(0);
        await using (var provider = Provider())
        {
            _peer.Hold(held);
            var reading = provider.ReadAsync(Zone, null, stop.Token);
            await SeenAsync(1);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
            held.Release();
        }

        Assert.Equal(1, _peer.Logins);
        Assert.Equal(0, _peer.OpenSeats);
    }

    [Fact]
    public async Task A_login_that_hangs_does_not_hold_the_end_up()
    {
        using var stop = new CancellationTokenSource();
        var provider = new PiHoleProvider("home", Settings(_peer.Address), "correct horse", farewell: TimeSpan.FromMilliseconds(50));
        _peer.HangNext();
        var reading = provider.ReadAsync(Zone, null, stop.Token);
        await SeenAsync(1);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);

        await provider.DisposeAsync();

        Assert.Equal(0, _peer.OpenSeats);
    }

    [Fact]
    public async Task A_seat_whose_login_lost_its_answer_is_given_back_and_no_other()
    {
        _peer.Occupy(3);
        await using (var provider = Provider())
        {
            _peer.CutNextAnswer();
            await provider.ReadAsync(Zone, null, Token);
            Assert.Equal(2, _peer.Logins);
            Assert.Equal(4, _peer.OpenSeats);
        }

        Assert.Equal(3, _peer.OpenSeats);
    }

    [Fact]
    public async Task A_session_that_it_has_forgotten_is_replaced_once()
    {
        await using (var provider = Provider())
        {
            await provider.ReadAsync(Zone, null, Token);
            _peer.DropSessions();
            Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "A", "10.0.0.2"));
            Assert.Equal(2, _peer.Logins);

            var no = EmulatorAnswer.Json("""{"error":{"key":"unauthorized","message":"Unauthorized","hint":null}}""", 401);
            _peer.Next(no, null, no);
            Assert.Equal("DnsPlaceRefused", (await Assert.ThrowsAsync<DentropyException>(() => provider.ReadAsync(Zone, null, Token))).ErrorId);
        }

        Assert.Equal(3, _peer.Logins);
    }

    [Fact]
    public async Task Where_all_seats_are_taken_it_says_so_after_one_request()
    {
        _peer.Occupy(16);
        await using (var provider = Provider())
        {
            var error = await Assert.ThrowsAsync<DentropyException>(() => provider.ReadAsync(Zone, null, Token));
            Assert.Equal("DnsPlaceFailed", error.ErrorId);
            Assert.Contains("seats", error.Message, StringComparison.Ordinal);
            Assert.Contains("webserver.api.max_sessions", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(1, _peer.Logins);
        Assert.Equal(16, _peer.OpenSeats);
    }

    [Fact]
    public async Task A_failure_that_passes_and_a_cut_connection_are_got_over()
    {
        await using (var provider = Provider())
        {
            await provider.ReadAsync(Zone, null, Token);
            var change = await ChangeAsync(provider, Zone, "nas.home.lan", "A", "10.0.0.2");
            // The list, a write whose answer is lost, and its second try, which is told that it is there already.
            _peer.Next(EmulatorAnswer.Plain("busy", 503), null);
            _peer.CutNextAnswer();
            Assert.Null(await provider.ApplyAsync(change));
            Assert.Equal(["10.0.0.2 nas.home.lan"], _peer.Hosts);

            var removal = await ChangeAsync(provider, Zone, "nas.home.lan", "A");
            _peer.Next([null]);
            _peer.CutNextAnswer();
            Assert.Null(await provider.ApplyAsync(removal));
            Assert.Empty(_peer.Hosts);
        }

        Assert.Equal(0, _peer.OpenSeats);
    }

    [Fact]
    public async Task A_CNAME_record_is_whole_when_the_change_is_given_up_in_the_middle()
    {
        _peer.Cnames.Add("a.home.lan,nas.home.lan");
        using var stop = new CancellationTokenSource();
        using var held = new SemaphoreSlim(0);
        await using (var provider = Provider())
        {
            var change = await ChangeAsync(provider, Zone, "a.home.lan", "CNAME", "tv.home.lan");
            // The list comes first, then the old record goes.
            _peer.Next([null]);
            _peer.Hold(held);
            var work = Task.Run(
                async () =>
                {
                    await foreach (var outcome in provider.ApplyAsync(Zone, [change], stop.Token))
                        Assert.Null(outcome.Failure);
                },
                Token);
            await SeenAsync(4);
            await stop.CancelAsync();
            held.Release();
            await work;
        }

        Assert.Equal(["a.home.lan,tv.home.lan"], _peer.ServedCnames);
        Assert.Equal(0, _peer.OpenSeats);
    }

    [Fact]
    public async Task The_rest_is_not_tried_once_it_is_gone()
    {
        var peer = new PiHoleEmulator();
        await using var provider = new PiHoleProvider("home", Settings(peer.Address), "correct horse");
        var changes = new[] { await ChangeAsync(provider, Zone, "a.home.lan", "A", "10.0.0.2"), await ChangeAsync(provider, Zone, "b.home.lan", "A", "10.0.0.3") };
        await peer.DisposeAsync();

        var outcomes = await provider.AllAsync(changes);

        Assert.Equal(2, outcomes.Count);
        Assert.All(outcomes, outcome => Assert.Equal("ServiceUnreachable", outcome.Failure!.ErrorId));
        Assert.Same(outcomes[0].Failure, outcomes[1].Failure);
    }

    private PiHoleProvider Provider() => new("home", Settings(_peer.Address), "correct horse");

    private async Task SeenAsync(int requests)
    {
        while (_peer.Requests.Count < requests)
            await Task.Delay(5, Token);
    }
}
