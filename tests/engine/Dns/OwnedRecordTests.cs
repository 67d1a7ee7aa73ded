using Dentropy.Dns;
using Dentropy.Engine.Dns.Changes;
using Xunit;

namespace Dentropy.Engine.Tests.Dns;

public sealed class OwnedRecordTests : IDisposable
{
    private readonly MemoryCloud _cloud = new();
    private readonly MemoryPlace _home;

    public OwnedRecordTests() => _home = _cloud.Place("home", DcDnsView.Inside, "home.lan");

    public void Dispose() => _cloud.Dispose();

    [Fact]
    public async Task What_Dentropy_made_is_written_down_sorted_and_nothing_else()
    {
        _home.Add("home.lan", "old.home.lan A 10.77.0.1");
        await _cloud.SetAsync(new DnsSetting { Name = "b.home.lan", Type = "TXT", Values = ["a \"quoted\" \\ 😀\ttext"] });
        await _cloud.SetAsync(new DnsSetting { Name = "a.home.lan", Values = ["10.77.0.2"] });
        Assert.Equal(
            "# Records that Dentropy made at home, which keeps no comments. It deletes no others.\nhome.lan:\n- \"a.home.lan A 10.77.0.2\"\n- \"b.home.lan TXT a \\\"quoted\\\" \\\\ 😀\\u0009text\"\n",
            _cloud.Owned("home"));
        Assert.Equal(
            ["a.home.lan A 10.77.0.2 at home ours", "b.home.lan TXT a \"quoted\" \\ 😀\ttext at home ours", "old.home.lan A 10.77.0.1 at home"],
            (await _cloud.GetAsync(new DnsQuery())).Records);
    }

    [Fact]
    public async Task What_was_there_already_stays_somebody_elses_until_it_is_changed()
    {
        _home.Add("home.lan", "old.home.lan A 10.77.0.1");
        await _cloud.SetAsync(new DnsSetting { Name = "old.home.lan", Values = ["10.77.0.1"] });
        Assert.Null(_cloud.Owned("home"));
        var change = Assert.Single(await _cloud.SetAsync(new DnsSetting { Name = "old.home.lan", Values = ["10.77.0.1", "10.77.0.2"] }));
        Assert.NotNull(change.Note);
        Assert.Contains("10.77.0.2", _cloud.Owned("home"), StringComparison.Ordinal);
        Assert.DoesNotContain("10.77.0.1", _cloud.Owned("home"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_the_place_did_is_written_down()
    {
        _home.Failing.Add("a.home.lan");
        await MemoryCloud.FailsAsync(() => _cloud.SetAsync(new DnsSetting { Name = "a.home.lan", Values = ["10.77.0.1"] }));
        Assert.Null(_cloud.Owned("home"));
        await _cloud.SetAsync(new DnsSetting { Name = "b.home.lan", Values = ["10.77.0.1"] });
        await _cloud.RemoveAsync(new DnsRemoval { Name = "b.home.lan" });
        Assert.DoesNotContain("b.home.lan", _cloud.Owned("home"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_else_changed_is_mended_by_the_next_change()
    {
        await _cloud.SetAsync(new DnsSetting { Name = "a.home.lan", Values = ["10.77.0.1", "10.77.0.2"] });
        _home.Records.RemoveAll(record => record.Value == "10.77.0.1");
        await _cloud.SetAsync(new DnsSetting { Name = "a.home.lan", Values = ["10.77.0.3"], Add = true });
        Assert.DoesNotContain("10.77.0.1", _cloud.Owned("home"), StringComparison.Ordinal);
        Assert.Contains("10.77.0.2", _cloud.Owned("home"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_with_comments_needs_no_file()
    {
        _home.Traits = _home.Traits with { Comments = true };
        await _cloud.SetAsync(new DnsSetting { Name = "a.home.lan", Values = ["10.77.0.1"] });
        Assert.True(Assert.Single(_home.Records).Owned);
        Assert.Null(_cloud.Owned("home"));
    }

    [Fact]
    public async Task A_file_that_is_broken_stops_everything_with_its_line()
    {
        await _cloud.SetAsync(new DnsSetting { Name = "a.home.lan", Values = ["10.77.0.1"] });
        File.WriteAllText(Path.Combine(_cloud.Folder, "dns/owned/home.yaml"), "home.lan: none\n");
        Assert.Equal("DnsOwnedInvalid", await MemoryCloud.FailsAsync(() => _cloud.SetAsync(new DnsSetting { Name = "b.home.lan", Values = ["10.77.0.1"] })));
        Assert.Equal(1, _home.Writes);
    }
}
