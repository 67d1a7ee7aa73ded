using Dentropy.Engine;
using Dentropy.Engine.Dns.PiHole;
using Dentropy.Peers.Tests.Emulators;
using Xunit;
using static Dentropy.Peers.Tests.Dns.ProviderSteps;

namespace Dentropy.Peers.Tests.Dns;

public sealed class PiHole5Tests : IAsyncDisposable
{
    private const string Zone = "home.lan";
    private readonly PiHole5Emulator _peer = new();

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    [Fact]
    public async Task Records_are_made_read_changed_and_removed()
    {
        await using var provider = Provider();

        Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "A", "10.0.0.2"));
        Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "AAAA", "fd00::2"));
        Assert.Null(await provider.SetAsync(Zone, "www.home.lan", "CNAME", "nas.home.lan"));
        Assert.Equal(["nas.home.lan A 10.0.0.2", "nas.home.lan AAAA fd00::2", "www.home.lan CNAME nas.home.lan"], await provider.ReadAsync(Zone));
        Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "A", "10.0.0.3"));
        Assert.Null(await provider.SetAsync(Zone, "www.home.lan", "CNAME", "tv.home.lan"));
        Assert.Equal(["fd00::2 nas.home.lan", "10.0.0.3 nas.home.lan"], _peer.Hosts);
        Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "AAAA"));
        Assert.Null(await provider.SetAsync(Zone, "www.home.lan", "CNAME"));
        Assert.Equal(["10.0.0.3 nas.home.lan"], _peer.Hosts);
        Assert.Empty(_peer.Cnames);
    }

    [Fact]
    public async Task What_is_so_already_sends_nothing_and_other_zones_are_not_shown()
    {
        _peer.Hosts.AddRange(["10.0.0.2 NAS.home.lan", "10.0.0.9 other.net"]);
        await using var provider = Provider();

        Assert.Equal(["nas.home.lan A 10.0.0.2"], await provider.ReadAsync(Zone));
        Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "A", "10.0.0.2"));
        Assert.Empty(_peer.Changes);
        // What it changes it names as it was listed.
        Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "A"));
        Assert.Equal(["10.0.0.9 other.net"], _peer.Hosts);
    }

    [Fact]
    public async Task Several_lines_for_a_name_become_the_one_that_is_wanted()
    {
        _peer.Hosts.AddRange(["10.0.0.2 nas.home.lan", "10.0.0.3 nas.home.lan"]);
        await using var provider = Provider();

        Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "A", "10.0.0.3"));

        Assert.Equal(["10.0.0.3 nas.home.lan"], _peer.Hosts);
    }

    [Fact]
    public async Task The_other_names_of_a_CNAME_line_stay()
    {
        _peer.Cnames.Add("a.home.lan,b.home.lan,nas.home.lan");
        await using var provider = Provider();
        Assert.Equal(["a.home.lan CNAME nas.home.lan", "b.home.lan CNAME nas.home.lan"], await provider.ReadAsync(Zone));

        Assert.Null(await provider.SetAsync(Zone, "a.home.lan", "CNAME", "tv.home.lan"));

        Assert.Equal(["b.home.lan,nas.home.lan", "a.home.lan,tv.home.lan"], _peer.Cnames);
    }

    [Fact]
    public async Task A_CNAME_line_with_a_time_to_live_is_read_rightly_and_left_alone()
    {
        _peer.Cnames.Add("a.home.lan,nas.home.lan,300");
        await using var provider = Provider();
        Assert.Equal(["a.home.lan CNAME nas.home.lan"], await provider.ReadAsync(Zone));

        Assert.Equal("DnsChangeRejected", (await provider.SetAsync(Zone, "a.home.lan", "CNAME", "tv.home.lan"))!.ErrorId);
        Assert.Empty(_peer.Changes);
    }

    [Fact]
    public async Task A_record_that_is_refused_leaves_the_old_one()
    {
        _peer.Hosts.Add("10.0.0.2 nas.home.lan");
        await using var provider = Provider();
        var change = await ChangeAsync(provider, Zone, "nas.home.lan", "A", "10.0.0.3");
        // Two lists and the removal, then the addition.
        _peer.Next(null, null, null, EmulatorAnswer.Json("""{"success":false,"message":"This domain already has a custom DNS entry for an IPv4 &amp; more"}[]"""));

        var error = await provider.ApplyAsync(change);

        Assert.Equal("DnsChangeRejected", error!.ErrorId);
        Assert.Contains("IPv4 & more", error.Message, StringComparison.Ordinal);
        Assert.Equal(["10.0.0.2 nas.home.lan"], _peer.Hosts);
    }

    [Fact]
    public async Task An_addition_whose_answer_is_lost_is_no_success_and_the_next_run_finds_it()
    {
        await using var provider = Provider();
        var change = await ChangeAsync(provider, Zone, "nas.home.lan", "A", "10.0.0.3");
        _peer.Next(null, null);
        _peer.CutNextAnswer();

        Assert.Equal("ServiceUnreachable", (await provider.ApplyAsync(change))!.ErrorId);
        Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "A", "10.0.0.3"));
        Assert.Equal(["10.0.0.3 nas.home.lan"], _peer.Hosts);
    }

    [Fact]
    public async Task A_removal_is_tried_again_after_a_failure_and_a_cut()
    {
        _peer.Hosts.Add("10.0.0.2 nas.home.lan");
        await using var provider = Provider();
        var change = await ChangeAsync(provider, Zone, "nas.home.lan", "A");
        _peer.Next(EmulatorAnswer.Plain("busy", 503), null, null, EmulatorAnswer.Plain("busy", 502));
        _peer.CutNextAnswer();

        Assert.Null(await provider.ApplyAsync(change));

        Assert.Empty(_peer.Hosts);
    }

    [Theory]
    [InlineData("www.home.lan", "A", "10.0.0.2")]
    [InlineData("nas.home.lan", "CNAME", "tv.home.lan")]
    public async Task A_name_cannot_be_an_address_and_stand_for_another(string name, string type, string value)
    {
        _peer.Hosts.Add("10.0.0.2 nas.home.lan");
        _peer.Cnames.Add("www.home.lan,nas.home.lan");
        await using var provider = Provider();

        Assert.Equal("DnsRecordConflict", (await provider.SetAsync(Zone, name, type, value))!.ErrorId);
        Assert.Empty(_peer.Changes);
    }

    [Theory]
    [InlineData("nas.home.lan", "TXT", "hello")]
    [InlineData("*.home.lan", "A", "10.0.0.2")]
    [InlineData("nas.home.lan", "A", "10.0.0.2", "10.0.0.3")]
    public async Task What_it_cannot_hold_is_refused_without_a_request(string name, string type, params string[] values)
    {
        await using var provider = Provider();

        Assert.Equal("DnsRecordUnsupported", (await provider.ApplyAsync(Change(provider, Zone, name, type, [], values)))!.ErrorId);
        Assert.Empty(_peer.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wrong_token_is_told_without_showing_it(bool saysNotAuthorized)
    {
        _peer.SaysNotAuthorized = saysNotAuthorized;
        await using var provider = Provider("fedcba98");

        var error = await Assert.ThrowsAsync<DentropyException>(() => provider.ReadAsync(Zone, null, Token));

        Assert.Equal("DnsPlaceRefused", error.ErrorId);
        AssertNoSecret(error, "fedcba98");
    }

    [Fact]
    public async Task No_error_shows_the_token()
    {
        await using var provider = Provider();
        _peer.Next(EmulatorAnswer.Plain("no", 404));
        AssertNoSecret(await Assert.ThrowsAsync<DentropyException>(() => provider.ReadAsync(Zone, null, Token)), _peer.Token);
        _peer.Next(new EmulatorAnswer(301) { Headers = { ["Location"] = $"https://127.0.0.1:1/admin/api.php?auth={_peer.Token}" } });
        AssertNoSecret(await Assert.ThrowsAsync<DentropyException>(() => provider.ReadAsync(Zone, null, Token)), _peer.Token);
        for (var tries = 0; tries < 5; tries++)
            _peer.CutNext();
        AssertNoSecret(await Assert.ThrowsAsync<DentropyException>(() => provider.ReadAsync(Zone, null, Token)), _peer.Token);
    }

    [Theory]
    [InlineData("password: file:pw", "raspberry", PiHole5Emulator.RaspberryToken)]
    [InlineData("token: file:pw", "0123", "0123")]
    public async Task The_place_in_cloud_yaml_is_opened_and_read(string secret, string written, string token)
    {
        _peer.Token = token;
        _peer.Hosts.Add("10.0.0.2 nas.home.lan");
        await using var place = await OpenAsync($"type: pihole5, url: '{_peer.Address}', {secret}", ("pw", written + "\n"));

        Assert.Equal(["nas.home.lan A 10.0.0.2"], await place.Provider.ReadAsync(Zone));
        Assert.Equal("CloudFileInvalid", (await Assert.ThrowsAsync<DentropyException>(() => OpenAsync("type: pihole5, url: 'http://pi', token: env:A, password: env:B"))).ErrorId);
    }

    private PiHole5Provider Provider(string? token = null) => new("home", Settings(_peer.Address), token ?? _peer.Token);
}
