using Dentropy.Dns;
using Dentropy.Engine;
using Dentropy.Engine.Dns.FreeDns;
using Dentropy.Peers.Tests.Emulators;
using Xunit;
using static Dentropy.Peers.Tests.Dns.ProviderSteps;

namespace Dentropy.Peers.Tests.Dns;

public sealed class FreeDnsTests : IAsyncDisposable
{
    private const string Zone = "mooo.com";
    private readonly FreeDnsEmulator _peer = new();

    public FreeDnsTests()
    {
        _peer.Add("cloud.mooo.com", "203.0.113.7");
        _peer.Add("cloud.mooo.com", "2001:db8::7");
        _peer.Add("new.mooo.com", "NULL");
        _peer.Add("example.org", "203.0.113.8");
    }

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    [Fact]
    public async Task Hosts_are_read_below_their_zones_and_those_without_an_address_are_not()
    {
        await using var provider = Provider();

        Assert.Equal(["mooo.com", "example.org"], await provider.ZonesAsync(Token));
        Assert.Equal(["cloud.mooo.com A 203.0.113.7", "cloud.mooo.com AAAA 2001:db8::7"], await provider.ReadAsync(Zone));
        Assert.Equal(["example.org A 203.0.113.8"], await provider.ReadAsync("example.org"));
        Assert.Equal("DnsZoneNotFound", (await Assert.ThrowsAsync<DentropyException>(() => provider.ReadAsync("other.net", null, Token))).ErrorId);
    }

    [Fact]
    public async Task A_record_gets_another_value_and_no_other_record_does()
    {
        await using var provider = Provider();

        Assert.Null(await provider.SetAsync(Zone, "cloud.mooo.com", "AAAA", "2001:db8::8"));
        Assert.Null(await provider.SetAsync(Zone, "cloud.mooo.com", "A", "203.0.113.9"));

        Assert.Equal(["cloud.mooo.com 203.0.113.9", "cloud.mooo.com 2001:db8::8", "new.mooo.com NULL", "example.org 203.0.113.8"], _peer.Rows);
        Assert.Equal(2, _peer.Changes.Count);
    }

    [Fact]
    public async Task What_is_so_already_sends_nothing()
    {
        await using var provider = Provider();
        var change = await ChangeAsync(provider, Zone, "cloud.mooo.com", "A", "203.0.113.7");
        _peer.Forget();

        Assert.Null(await provider.ApplyAsync(change));

        Assert.Empty(_peer.Requests);
    }

    [Fact]
    public async Task Two_records_of_a_name_keep_the_one_that_stays()
    {
        _peer.Add("cloud.mooo.com", "203.0.113.20");
        await using var provider = Provider();

        Assert.Null(await provider.SetAsync(Zone, "cloud.mooo.com", "A", "203.0.113.20", "203.0.113.21"));

        Assert.Equal(["cloud.mooo.com A 203.0.113.20", "cloud.mooo.com A 203.0.113.21", "cloud.mooo.com AAAA 2001:db8::7"], await provider.ReadAsync(Zone));
        Assert.Single(_peer.Changes);
    }

    [Fact]
    public async Task Copies_of_a_record_are_one_record_and_change_together()
    {
        _peer.Add("cloud.mooo.com", "203.0.113.7");
        await using var provider = Provider();

        Assert.Null(await provider.SetAsync(Zone, "cloud.mooo.com", "A", "203.0.113.9"));

        Assert.DoesNotContain("cloud.mooo.com 203.0.113.7", _peer.Rows);
    }

    [Theory]
    [InlineData("A", "203.0.113.1", "203.0.113.2")]
    [InlineData("A")]
    [InlineData("TXT", "hello")]
    [InlineData("CNAME", "other.mooo.com")]
    public async Task Making_and_removing_and_other_types_are_refused_without_a_request(string type, params string[] values)
    {
        await using var provider = Provider();
        Assert.False(provider.Traits.Makes);
        var change = await ChangeAsync(provider, Zone, "cloud.mooo.com", type, values);
        _peer.Forget();

        Assert.Equal("DnsRecordUnsupported", (await provider.ApplyAsync(change))!.ErrorId);
        Assert.Empty(_peer.Requests);
    }

    [Fact]
    public async Task A_record_that_somebody_else_has_changed_is_told_and_left_alone()
    {
        await using var provider = Provider();
        var change = Change(
            provider, Zone, "cloud.mooo.com", "A", [new DcDnsRecord { Name = "cloud.mooo.com", Type = "A", Value = "203.0.113.1", Zone = Zone, Place = "home" }], "203.0.113.2");

        Assert.Equal("DnsChangeRejected", (await provider.ApplyAsync(change))!.ErrorId);
        Assert.Empty(_peer.Changes);
    }

    [Theory]
    [InlineData("ERROR: Address 203.0.113.9 has not changed.", true)]
    [InlineData("Updated cloud.mooo.com to 203.0.113.9 in 0.3 seconds", true)]
    [InlineData("Updated cloud.mooo.com to 198.51.100.1 in 0.3 seconds", false)]
    [InlineData("ERROR: Invalid update URL (2)", false)]
    [InlineData("", false)]
    [InlineData("<html>maintenance</html>", false)]
    public async Task Its_answers_are_read_with_care(string said, bool good)
    {
        await using var provider = Provider();
        var change = await ChangeAsync(provider, Zone, "cloud.mooo.com", "A", "203.0.113.9");
        _peer.Next(null, EmulatorAnswer.Plain(said));

        Assert.Equal(good ? null : "DnsChangeRejected", (await provider.ApplyAsync(change))?.ErrorId);
    }

    [Fact]
    public async Task A_wrong_key_is_told_and_neither_key_nor_update_address_is_in_any_error()
    {
        await using (var provider = new FreeDnsProvider("home", Settings(_peer.Address), "badbadbad"))
        {
            var refused = await Assert.ThrowsAsync<DentropyException>(() => provider.ReadAsync(Zone, null, Token));
            Assert.Equal("DnsPlaceRefused", refused.ErrorId);
            AssertNoSecret(refused, "badbadbad");
        }

        await using var good = Provider();
        var change = await ChangeAsync(good, Zone, "cloud.mooo.com", "A", "203.0.113.9");
        var secrets = _peer.Tokens.Append(_peer.Key).ToArray();
        // The service repeats the address that was asked for.
        _peer.Next(null, EmulatorAnswer.Plain($"ERROR: Unable to locate this record {_peer.Address}dynamic/update.php?{_peer.Tokens[0]}&address=203.0.113.9 update.php?{_peer.Tokens[0]} {_peer.Key}"));
        AssertNoSecret((await good.ApplyAsync(change))!, secrets);
        _peer.Next([null]);
        for (var tries = 0; tries < 5; tries++)
            _peer.CutNext();
        AssertNoSecret((await good.ApplyAsync(change))!, secrets);
        _peer.Next(null, EmulatorAnswer.Plain("no", 404));
        AssertNoSecret((await good.ApplyAsync(change))!, secrets);
        Assert.DoesNotContain(_peer.Tokens[0], FreeDnsRow.Parse($"a.mooo.com|1.2.3.4|http://freedns.afraid.org/dynamic/update.php?{_peer.Tokens[0]}")!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_address_that_is_elsewhere_is_not_asked()
    {
        await using var provider = Provider();
        var change = await ChangeAsync(provider, Zone, "cloud.mooo.com", "A", "203.0.113.9");
        _peer.UpdateHost = "http://afraid.org.example.net/";

        var error = await provider.ApplyAsync(change);

        Assert.Equal("DnsChangeRejected", error!.ErrorId);
        AssertNoSecret(error, [.. _peer.Tokens]);
    }

    [Fact]
    public async Task A_page_is_no_empty_listing_and_an_empty_one_is()
    {
        await using var provider = Provider();
        _peer.Next(EmulatorAnswer.Plain("<html>\nmaintenance</html>"));
        Assert.Equal("DnsPlaceFailed", (await Assert.ThrowsAsync<DentropyException>(() => provider.ZonesAsync(Token))).ErrorId);
        _peer.Next(EmulatorAnswer.Plain(""));
        Assert.Empty(await provider.ZonesAsync(Token));
    }

    [Fact]
    public async Task A_failure_that_passes_and_a_lost_answer_are_got_over()
    {
        await using var provider = Provider();
        var change = await ChangeAsync(provider, Zone, "cloud.mooo.com", "A", "203.0.113.9");
        _peer.Next(EmulatorAnswer.Plain("busy", 502), null);
        _peer.CutNextAnswer();

        Assert.Null(await provider.ApplyAsync(change));

        Assert.Contains("cloud.mooo.com 203.0.113.9", _peer.Rows);
    }

    [Theory]
    [InlineData("user: ada, password: file:secret", "lovelace")]
    [InlineData("token: file:secret", FreeDnsEmulator.AdaKey)]
    public async Task The_place_in_cloud_yaml_is_opened_and_read(string keys, string secret)
    {
        await using var place = await OpenAsync($"type: freedns, url: '{_peer.Address}', {keys}", ("secret", secret + "\n"));

        Assert.Equal(DcDnsView.Outside, place.View);
        Assert.Equal(Zone, await place.ZoneOfAsync("cloud.mooo.com", Token));
        Assert.Equal("CloudFileInvalid", (await Assert.ThrowsAsync<DentropyException>(() => OpenAsync("type: freedns, user: ada"))).ErrorId);
        Assert.Equal("CloudFileInvalid", (await Assert.ThrowsAsync<DentropyException>(() => OpenAsync("type: freedns, user: ada, token: env:X"))).ErrorId);
    }

    private FreeDnsProvider Provider() => new("home", Settings(_peer.Address), _peer.Key);
}
