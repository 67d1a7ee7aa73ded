using Dentropy.Engine;
using Dentropy.Engine.Dns.AdGuard;
using Dentropy.Peers.Tests.Emulators;
using Xunit;
using static Dentropy.Peers.Tests.Dns.ProviderSteps;

namespace Dentropy.Peers.Tests.Dns;

public sealed class AdGuardTests : IAsyncDisposable
{
    private const string Zone = "home.lan";
    private readonly AdGuardEmulator _peer = new();

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    private string[] Has => [.. _peer.Rewrites.Select(one => $"{one.Domain} {one.Answer}{(one.Enabled ? "" : " off")}")];

    private string[] Sent => [.. _peer.Writes.Select(request => request.ToString())];

    [Fact]
    public async Task Records_are_made_read_changed_and_removed()
    {
        await using var provider = Provider();

        Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "A", "10.0.0.2", "10.0.0.3"));
        Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "AAAA", "fd00::2"));
        Assert.Null(await provider.SetAsync(Zone, "*.home.lan", "CNAME", "nas.home.lan"));
        Assert.Equal(["*.home.lan CNAME nas.home.lan", "nas.home.lan A 10.0.0.2", "nas.home.lan A 10.0.0.3", "nas.home.lan AAAA fd00::2"], await provider.ReadAsync(Zone));
        Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "A", "10.0.0.3", "10.0.0.4"));
        Assert.Null(await provider.SetAsync(Zone, "*.home.lan", "CNAME"));
        Assert.Equal(["nas.home.lan 10.0.0.4", "nas.home.lan 10.0.0.3", "nas.home.lan fd00::2"], Has);
        Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "A"));
        Assert.Equal(["nas.home.lan fd00::2"], Has);
    }

    [Fact]
    public async Task What_is_so_already_sends_nothing()
    {
        _peer.Rewrites.AddRange([new("nas.home.lan", "FD00::2"), new("nas.home.lan", "10.0.0.2"), new("nas.home.lan", "10.0.0.2")]);
        await using var provider = Provider();

        Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "A", "10.0.0.2"));
        Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "AAAA", "fd00::2"));

        Assert.Empty(_peer.Writes);
    }

    [Fact]
    public async Task A_change_is_one_update_and_takes_every_copy_and_spelling_along()
    {
        _peer.Rewrites.AddRange([new("nas.home.lan", "FD00::2"), new("tv.home.lan", "10.0.0.9"), new("nas.home.lan", "FD00::2"), new("nas.home.lan", "fd00:0::2")]);
        await using var provider = Provider();

        Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "AAAA", "fd00::3"));

        Assert.Equal(["nas.home.lan fd00::3", "tv.home.lan 10.0.0.9"], Has);
        Assert.Equal(["PUT /control/rewrite/update", "POST /control/rewrite/delete", "POST /control/rewrite/delete"], Sent);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_version_without_updates_gets_the_new_record_before_the_old_one_goes(bool says405)
    {
        (_peer.Patch, _peer.OldSays405) = (20, says405);
        _peer.Rewrites.AddRange([new("nas.home.lan", "10.0.0.2"), new("tv.home.lan", "10.0.0.9")]);
        await using var provider = Provider();

        var outcomes = await provider.AllAsync(await ChangeAsync(provider, Zone, "nas.home.lan", "A", "10.0.0.3"), await ChangeAsync(provider, Zone, "tv.home.lan", "A", "10.0.0.8"));

        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        Assert.Equal(["nas.home.lan 10.0.0.3", "tv.home.lan 10.0.0.8"], Has);
        Assert.Equal(["PUT /control/rewrite/update", "POST /control/rewrite/add", "POST /control/rewrite/delete", "POST /control/rewrite/add", "POST /control/rewrite/delete"], Sent);
    }

    [Fact]
    public async Task What_lets_answers_through_and_what_is_switched_off_are_no_records()
    {
        _peer.Rewrites.AddRange([new("a.home.lan", "A"), new("a.home.lan", "AAAA"), new("b.home.lan", "10.0.0.2", Enabled: false), new("c.other.net", "10.0.0.2")]);
        await using var provider = Provider();

        Assert.Empty(await provider.ReadAsync(Zone));
        Assert.Null(await provider.SetAsync(Zone, "a.home.lan", "A", "10.0.0.5"));
        Assert.Equal(["a.home.lan A", "a.home.lan AAAA", "b.home.lan 10.0.0.2 off", "c.other.net 10.0.0.2", "a.home.lan 10.0.0.5"], Has);
    }

    [Fact]
    public async Task A_record_that_is_switched_off_is_switched_on_and_not_made_twice()
    {
        _peer.Rewrites.AddRange([new("nas.home.lan", "10.0.0.2", Enabled: false), new("tv.home.lan", "10.0.0.8", Enabled: false), new("tv.home.lan", "10.0.0.7")]);
        await using var provider = Provider();

        Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "A", "10.0.0.2"));
        Assert.Null(await provider.SetAsync(Zone, "tv.home.lan", "A", "10.0.0.8"));

        Assert.Equal(["nas.home.lan 10.0.0.2", "tv.home.lan 10.0.0.8"], Has);
    }

    [Fact]
    public async Task A_change_does_not_mistake_a_copy_that_is_switched_off_for_the_record()
    {
        _peer.Rewrites.AddRange([new("nas.home.lan", "10.0.0.2", Enabled: false), new("nas.home.lan", "10.0.0.2")]);
        await using var provider = Provider();

        Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "A", "10.0.0.3"));

        Assert.Equal(["nas.home.lan A 10.0.0.3"], await provider.ReadAsync(Zone));
        Assert.Equal(["nas.home.lan 10.0.0.3"], Has);
    }

    [Theory]
    [InlineData("www.home.lan", "A", "10.0.0.2")]
    [InlineData("nas.home.lan", "CNAME", "tv.home.lan")]
    public async Task A_name_cannot_be_an_address_and_stand_for_another(string name, string type, string value)
    {
        _peer.Rewrites.AddRange([new("nas.home.lan", "10.0.0.2"), new("www.home.lan", "nas.home.lan")]);
        await using var provider = Provider();

        Assert.Equal("DnsRecordConflict", (await provider.SetAsync(Zone, name, type, value))!.ErrorId);
        Assert.Empty(_peer.Writes);
    }

    [Theory]
    [InlineData("TXT", "hello")]
    [InlineData("CNAME", "a.home.lan", "b.home.lan")]
    public async Task What_it_cannot_hold_is_refused_without_a_request(string type, params string[] values)
    {
        await using var provider = Provider();

        Assert.Equal("DnsRecordUnsupported", (await provider.ApplyAsync(Change(provider, Zone, "nas.home.lan", type, [], values)))!.ErrorId);
        Assert.Empty(_peer.Requests);
    }

    [Fact]
    public async Task Its_plain_text_errors_are_told()
    {
        await using var provider = Provider();

        var error = await provider.ApplyAsync(Change(provider, Zone, "nas.home.lan", "CNAME", [], "."));

        Assert.Equal("DnsChangeRejected", error!.ErrorId);
        Assert.Contains("invalid CNAME target", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_somebody_else_has_just_changed_is_told()
    {
        _peer.Rewrites.Add(new("nas.home.lan", "10.0.0.2"));
        await using var provider = Provider();
        var change = await ChangeAsync(provider, Zone, "nas.home.lan", "A", "10.0.0.3");
        _peer.Next(EmulatorAnswer.Json("""[{"domain":"nas.home.lan","answer":"10.0.0.2"}]"""));
        _peer.Rewrites.Clear();

        var error = await provider.ApplyAsync(change);

        Assert.Equal("DnsChangeRejected", error!.ErrorId);
        Assert.Contains("target rule not found", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_told_without_showing_it()
    {
        await using var provider = Provider("wr0ng");

        var error = await Assert.ThrowsAsync<DentropyException>(() => provider.ReadAsync(Zone, null, Token));

        Assert.Equal("DnsPlaceRefused", error.ErrorId);
        AssertNoSecret(error, "wr0ng", Convert.ToBase64String("admin:wr0ng"u8));
        Assert.DoesNotContain(_peer.Requests, request => request.ToString().Contains("wr0ng", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failure_that_passes_is_got_over_and_a_lost_answer_to_an_addition_makes_no_second_record()
    {
        await using var provider = Provider();
        _peer.Next(EmulatorAnswer.Plain("busy", 503));
        var change = await ChangeAsync(provider, Zone, "nas.home.lan", "A", "10.0.0.2");
        _peer.Next([null]);
        _peer.CutNextAnswer();

        Assert.Equal("ServiceUnreachable", (await provider.ApplyAsync(change))!.ErrorId);
        Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "A", "10.0.0.2"));
        Assert.Equal(["nas.home.lan 10.0.0.2"], Has);

        var removal = await ChangeAsync(provider, Zone, "nas.home.lan", "A");
        _peer.Next([null]);
        _peer.CutNext();
        Assert.Null(await provider.ApplyAsync(removal));
        Assert.Empty(Has);
    }

    [Fact]
    public async Task A_web_page_is_not_taken_for_an_empty_list()
    {
        await using var provider = Provider();
        _peer.Next(EmulatorAnswer.Plain("<html>welcome</html>"));

        Assert.Equal("DnsPlaceFailed", (await Assert.ThrowsAsync<DentropyException>(() => provider.ReadAsync(Zone, null, Token))).ErrorId);
    }

    [Fact]
    public async Task The_place_in_cloud_yaml_is_opened_and_read()
    {
        _peer.Rewrites.Add(new("nas.home.lan", "10.0.0.2"));
        await using (var place = await OpenAsync($"type: adguard, url: '{_peer.Address}', user: admin, password: file:pw", ("pw", _peer.Password)))
            Assert.Equal(["nas.home.lan A 10.0.0.2"], await place.Provider.ReadAsync(Zone));
        _peer.User = null;
        await using (var place = await OpenAsync($"type: adguard, url: '{_peer.Address}'"))
            Assert.Equal(["nas.home.lan A 10.0.0.2"], await place.Provider.ReadAsync(Zone));

        Assert.Equal("CloudFileInvalid", (await Assert.ThrowsAsync<DentropyException>(() => OpenAsync("type: adguard, url: 'http://a', user: admin"))).ErrorId);
    }

    private AdGuardProvider Provider(string? password = null) => new("home", Settings(_peer.Address), "admin", password ?? _peer.Password);
}
