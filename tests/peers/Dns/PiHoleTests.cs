using Dentropy.Dns;
using Dentropy.Engine;
using Dentropy.Engine.Dns.PiHole;
using Dentropy.Peers.Tests.Emulators;
using Xunit;
using static Dentropy.Peers.Tests.Dns.ProviderSteps;

namespace Dentropy.Peers.Tests.Dns;

public sealed class PiHoleTests : IAsyncDisposable
{
    private const string Zone = "home.lan";
    private readonly PiHoleEmulator _peer = new();

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    [Fact]
    public async Task Addresses_are_made_read_changed_and_removed()
    {
        await using var provider = Provider();

        Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "A", "10.0.0.2", "10.0.0.3"));
        Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "AAAA", "fd00::2"));
        Assert.Equal(["nas.home.lan A 10.0.0.2", "nas.home.lan A 10.0.0.3", "nas.home.lan AAAA fd00::2"], await provider.ReadAsync(Zone));
        Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "A", "10.0.0.3", "10.0.0.4"));
        Assert.Equal(["10.0.0.3 nas.home.lan", "10.0.0.4 nas.home.lan", "fd00::2 nas.home.lan"], _peer.Hosts.Order(StringComparer.Ordinal));
        Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "A"));
        Assert.Equal(["fd00::2 nas.home.lan"], _peer.Hosts);
        Assert.Equal(0, _peer.Restarts);
    }

    [Fact]
    public async Task Other_zones_and_lines_that_are_none_are_not_shown()
    {
        _peer.Hosts.AddRange(["10.0.0.2 NAS.home.lan nas", "10.0.0.9 other.net", "nonsense", "10.0.0.2\tnas.home.lan # again"]);
        await using var provider = Provider();

        Assert.Equal(["nas.home.lan A 10.0.0.2"], await provider.ReadAsync(Zone));
        Assert.Equal("nas A 10.0.0.2", Assert.Single(await provider.ReadAsync("nas", "nas", Token)).ToString());
    }

    [Fact]
    public async Task The_other_names_of_a_line_stay_with_their_remark()
    {
        _peer.Hosts.AddRange(["10.0.0.2 router.home.lan nas.home.lan Printer.home.lan # the shelf"]);
        await using var provider = Provider();

        Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "A", "10.0.0.7"));

        Assert.Equal(["10.0.0.7 nas.home.lan", "10.0.0.2 router.home.lan Printer.home.lan # the shelf"], _peer.Hosts);
        // At no time is a name without an address: whatever goes has its successor there before.
        Assert.Equal(["PUT", "PUT", "DELETE"], _peer.Writes.Where(request => request.Path.Contains("/config/", StringComparison.Ordinal)).Select(request => request.Method));
    }

    [Fact]
    public async Task A_line_that_the_API_cannot_name_is_left_alone_and_named()
    {
        _peer.Hosts.Add("10.0.0.2 nas.home.lan # rack 1/2");
        await using var provider = Provider();

        var error = await provider.SetAsync(Zone, "nas.home.lan", "A");

        Assert.Equal("DnsChangeRejected", error!.ErrorId);
        Assert.Contains("rack 1/2", error.Message, StringComparison.Ordinal);
        Assert.Single(_peer.Hosts);
    }

    [Fact]
    public async Task Records_are_removed_from_every_line_that_has_them()
    {
        _peer.Hosts.AddRange(["10.0.0.2 nas.home.lan", "10.0.0.2 nas.home.lan tv.home.lan"]);
        await using var provider = Provider();

        Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "A"));

        Assert.Equal(["10.0.0.2 tv.home.lan"], _peer.Hosts);
    }

    [Fact]
    public async Task What_is_so_already_sends_nothing()
    {
        _peer.Hosts.Add("10.0.0.2 nas.home.lan");
        _peer.Cnames.Add("files.home.lan,nas.home.lan");
        await using var provider = Provider();

        Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "A", "10.0.0.2"));
        Assert.Null(await provider.SetAsync(Zone, "files.home.lan", "CNAME", "nas.home.lan"));

        Assert.Equal(["POST /api/auth"], _peer.Writes.Select(request => request.ToString()));
        Assert.Equal(0, _peer.Restarts);
    }

    [Fact]
    public async Task CNAME_records_are_swapped_and_count_after_one_restart()
    {
        _peer.Cnames.AddRange(["a.home.lan,b.home.lan,nas.home.lan,300", "c.home.lan,nas.home.lan"]);
        await using var provider = Provider();
        var changes = new[]
        {
            await ChangeAsync(provider, Zone, "a.home.lan", "CNAME", "tv.home.lan"),
            await ChangeAsync(provider, Zone, "c.home.lan", "CNAME"),
            await ChangeAsync(provider, Zone, "d.home.lan", "CNAME", "nas.home.lan"),
        };

        var outcomes = await provider.AllAsync(changes);

        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        Assert.Equal(["a.home.lan,tv.home.lan", "b.home.lan,nas.home.lan,300", "d.home.lan,nas.home.lan"], _peer.Cnames.Order(StringComparer.Ordinal));
        Assert.Equal(_peer.Cnames, _peer.ServedCnames);
        Assert.Equal(1, _peer.Restarts);
    }

    [Fact]
    public async Task The_time_to_live_of_a_CNAME_record_is_read_and_set()
    {
        _peer.Cnames.Add("a.home.lan,nas.home.lan,300");
        await using var provider = Provider();
        var change = await ChangeAsync(provider, Zone, "a.home.lan", "CNAME", "nas.home.lan");
        Assert.Equal(TimeSpan.FromSeconds(300), Assert.Single(change.Before).TimeToLive);

        Assert.Null(await provider.ApplyAsync(change with { After = [change.After[0] with { TimeToLive = TimeSpan.FromMinutes(1) }] }));

        Assert.Equal(["a.home.lan,nas.home.lan,60"], _peer.Cnames);
    }

    [Fact]
    public async Task A_CNAME_record_that_is_refused_leaves_the_old_one()
    {
        _peer.Cnames.AddRange(["a.home.lan,b.home.lan,nas.home.lan"]);
        await using var provider = Provider();
        var change = await ChangeAsync(provider, Zone, "a.home.lan", "CNAME", "tv.home.lan");
        // Behind the first of three writes somebody else makes the same name.
        _peer.Next(null, null);
        _peer.Next(null, EmulatorAnswer.Json("""{"error":{"key":"bad_request","message":"Invalid configuration","hint":"duplicate CNAME"}}""", 400));

        var error = await provider.ApplyAsync(change);

        Assert.Equal("DnsChangeRejected", error!.ErrorId);
        Assert.Contains("duplicate CNAME", error.Message, StringComparison.Ordinal);
        Assert.Equal(["a.home.lan,b.home.lan,nas.home.lan"], _peer.Cnames);
    }

    [Fact]
    public async Task A_restart_that_is_not_allowed_is_told_for_each_record()
    {
        _peer.AllowDestructive = false;
        await using var provider = Provider();

        var error = await provider.SetAsync(Zone, "a.home.lan", "CNAME", "nas.home.lan");

        Assert.Equal("DnsPlaceFailed", error!.ErrorId);
        Assert.Contains("webserver.api.allow_destructive", error.Message, StringComparison.Ordinal);
        Assert.Equal(["a.home.lan,nas.home.lan"], _peer.Cnames);
    }

    [Theory]
    [InlineData("CNAME", "tv.home.lan")]
    [InlineData("A", "10.0.0.9")]
    public async Task A_name_cannot_be_an_address_and_stand_for_another(string type, string value)
    {
        _peer.Hosts.Add("10.0.0.2 nas.home.lan");
        _peer.Cnames.Add("www.home.lan,nas.home.lan");
        await using var provider = Provider();

        var error = await provider.SetAsync(Zone, type == "CNAME" ? "nas.home.lan" : "www.home.lan", type, value);

        Assert.Equal("DnsRecordConflict", error!.ErrorId);
        Assert.Equal(["POST /api/auth"], _peer.Writes.Select(request => request.ToString()));
    }

    [Fact]
    public async Task A_removal_makes_room_for_what_comes_with_it()
    {
        _peer.Hosts.Add("10.0.0.2 nas.home.lan");
        await using var provider = Provider();

        var outcomes = await provider.AllAsync(
            await ChangeAsync(provider, Zone, "nas.home.lan", "CNAME", "tv.home.lan"), await ChangeAsync(provider, Zone, "nas.home.lan", "A"));

        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        Assert.Empty(_peer.Hosts);
        Assert.Equal(["nas.home.lan,tv.home.lan"], _peer.ServedCnames);
    }

    [Theory]
    [InlineData("nas.home.lan", "TXT", "hello")]
    [InlineData("nas.home.lan", "MX", "10 mail.home.lan")]
    [InlineData("*.home.lan", "A", "10.0.0.2")]
    public async Task What_it_cannot_hold_is_refused_without_a_request(string name, string type, string value)
    {
        await using var provider = Provider();

        var error = await provider.ApplyAsync(Change(provider, Zone, name, type, [], value));

        Assert.Equal("DnsRecordUnsupported", error!.ErrorId);
        Assert.Empty(_peer.Requests);
    }

    [Fact]
    public async Task An_address_with_a_time_to_live_and_two_CNAME_records_are_refused()
    {
        await using var provider = Provider();
        var change = Change(provider, Zone, "nas.home.lan", "A", [], "10.0.0.2");

        Assert.Equal("DnsRecordUnsupported", (await provider.ApplyAsync(change with { After = [change.After[0] with { TimeToLive = TimeSpan.FromMinutes(5) }] }))!.ErrorId);
        Assert.Equal("DnsRecordUnsupported", (await provider.ApplyAsync(Change(provider, Zone, "nas.home.lan", "CNAME", [], "a.home.lan", "b.home.lan")))!.ErrorId);
        Assert.Empty(_peer.Requests);
    }

    [Fact]
    public async Task What_it_finds_invalid_is_told_with_its_own_words()
    {
        await using var provider = Provider();

        var error = await provider.ApplyAsync(Change(provider, Zone, "näs.home.lan", "A", [], "10.0.0.2"));

        Assert.Equal("DnsChangeRejected", error!.ErrorId);
        Assert.Contains("invalid hostname", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Pi_hole_without_a_password_needs_none_and_has_no_session()
    {
        _peer.Password = null;
        await using (var provider = Provider(password: null))
            Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "A", "10.0.0.2"));
        await using (var provider = Provider("needless"))
            Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "A", "10.0.0.3"));

        Assert.Equal(["10.0.0.3 nas.home.lan"], _peer.Hosts);
    }

    [Fact]
    public async Task An_app_password_that_may_not_change_anything_is_told_how_it_may()
    {
        _peer.AppPassword = "app";
        await using var provider = Provider("app");

        var error = await provider.SetAsync(Zone, "nas.home.lan", "A", "10.0.0.2");

        Assert.Equal("DnsPlaceRefused", error!.ErrorId);
        Assert.Contains("webserver.api.app_sudo", error.Message, StringComparison.Ordinal);
        _peer.AppSudo = true;
        Assert.Null(await provider.SetAsync(Zone, "nas.home.lan", "A", "10.0.0.2"));
    }

    [Theory]
    [InlineData("wrong", false, "the password is wrong")]
    [InlineData(null, false, "none is named")]
    [InlineData("correct horse", true, "TOTP")]
    public async Task A_login_that_is_refused_is_one_request_and_says_why(string? password, bool secondFactor, string said)
    {
        _peer.SecondFactor = secondFactor;
        await using (var provider = Provider(password))
        {
            var error = await Assert.ThrowsAsync<DentropyException>(() => provider.ReadAsync(Zone, null, Token));
            Assert.Equal("DnsPlaceRefused", error.ErrorId);
            Assert.Contains(said, error.Message, StringComparison.Ordinal);
            AssertNoSecret(error, "correct horse");
            await Assert.ThrowsAsync<DentropyException>(() => provider.ReadAsync(Zone, null, Token));
        }

        Assert.Equal(0, _peer.OpenSeats);
        Assert.True(_peer.Logins <= 1);
    }

    [Fact]
    public async Task A_web_page_is_not_taken_for_a_Pi_hole()
    {
        await using var provider = Provider();
        _peer.Next(null, EmulatorAnswer.Plain("<html>hello</html>"));

        Assert.Equal("DnsPlaceFailed", (await Assert.ThrowsAsync<DentropyException>(() => provider.ReadAsync(Zone, null, Token))).ErrorId);
    }

    [Fact]
    public async Task The_place_in_cloud_yaml_is_opened_and_read()
    {
        _peer.Hosts.Add("10.0.0.2 nas.home.lan");
        await using (var place = await OpenAsync($"type: pihole, url: '{_peer.Address}admin/', password: file:pw", ("pw", "correct horse\n")))
        {
            Assert.Equal(DcDnsView.Inside, place.View);
            Assert.Equal("home.lan", await place.ZoneOfAsync("nas.home.lan", Token));
            Assert.Equal(["nas.home.lan A 10.0.0.2"], await place.Provider.ReadAsync(Zone));
        }

        Assert.Equal(0, _peer.OpenSeats);
        var error = await Assert.ThrowsAsync<DentropyException>(() => OpenAsync($"type: pihole, url: '{_peer.Address}', password: hunter2"));
        Assert.Equal("CloudFileInvalid", error.ErrorId);
        AssertNoSecret(error, "hunter2");
    }

    private PiHoleProvider Provider(string? password = "correct horse") => new("home", Settings(_peer.Address), password);
}
