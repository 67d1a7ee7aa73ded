using Dentropy.Cli.Tests.Support;
using Dentropy.Engine.Dns.Dynamic;
using Dentropy.Peers.Tests.Dns;
using Xunit;

namespace Dentropy.Cli.Tests.Dns;

public sealed class DnsUpdateTests : IAsyncDisposable
{
    private const string Truth = "203.0.113.7";

    private readonly Support.Cli _cli = new();
    private readonly AddressService _one = new(Truth);
    private readonly AddressService _two = new(Truth);

    public DnsUpdateTests()
    {
        _cli.Environment["XDG_STATE_HOME"] = Path.Combine(_cli.Home, "state");
        Settings();
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        _cli.Dispose();
    }

    [Fact]
    public async Task Prints_the_address_alone_or_with_who_said_what()
    {
        Assert.Equal(Truth + "\n", (await _cli.RunAsync("dns", "address")).Good().Out);
        var address = Assert.Single((await _cli.RunAsync("dns", "address", "--family", "ipv4", "--output", "json")).Good().Json.EnumerateArray());
        Assert.Equal((Truth, "IPv4", 2), (address.GetProperty("address").GetString(), address.GetProperty("family").GetString(), address.GetProperty("sources").GetArrayLength()));
        Assert.Equal("Http", address.GetProperty("sources")[0].GetProperty("kind").GetString());
        (await _cli.RunAsync("dns", "address", "--family", "ipx")).Fails(2, "InvalidOptionValue");
    }

    [Fact]
    public async Task An_address_that_is_not_certain_ends_with_1_and_one_that_nobody_tells_with_3()
    {
        _two.Says = "198.51.100.1";
        var result = (await _cli.RunAsync("dns", "address")).Fails(1, "PublicAddressUncertain");
        Assert.Empty(result.Out);
        Assert.Contains(Truth, result.Error, StringComparison.Ordinal);
        Assert.Contains("198.51.100.1", result.Error, StringComparison.Ordinal);
        (await _cli.RunAsync("dns", "update")).Ends(1);

        _cli.Write("cloud/cloud.yaml", "dynamicDns: { sources: ['http://127.0.0.1:1/'] }\n");
        (await _cli.RunAsync("dns", "address")).Fails(3, "PublicAddressUnknown");
    }

    [Fact]
    public async Task A_run_that_changes_nothing_prints_nothing_and_asks_one_source()
    {
        Remember(Truth);
        var result = (await _cli.RunAsync("dns", "update")).Good();
        Assert.Empty(result.Out);
        Assert.Equal(1, _one.Requests.Count + _two.Requests.Count);
        Assert.Equal(0, (await _cli.RunAsync("dns", "update", "--output", "json")).Good().Json.GetArrayLength());
        var told = (await _cli.RunAsync("dns", "update", "--verbose")).Ends(0);
        Assert.Contains("as before", told.Error, StringComparison.Ordinal);
        Assert.Equal("dns update: 0 of 1 records changed, 0 failures\n", told.Out);
    }

    [Fact]
    public async Task A_record_that_cannot_be_changed_is_an_error_and_is_summed_up()
    {
        Remember("198.51.100.1");
        var result = (await _cli.RunAsync("dns", "update")).Fails(2, "DnsPlaceNotFound");
        Assert.Equal("dns update: 0 of 1 records changed, 1 failure\n", result.Out);
        (await _cli.RunAsync("dns", "update", "--what-if")).Fails(2, "DnsPlaceNotFound");
    }

    [Fact]
    public async Task A_dry_run_remembers_nothing()
    {
        await _cli.RunAsync("dns", "update", "--what-if");
        Assert.False(File.Exists(State().Location));
        await _cli.RunAsync("dns", "update");
        Assert.True(File.Exists(State().Location));
    }

    [Fact]
    public async Task Without_records_it_says_where_to_write_them()
    {
        _cli.Write("cloud/cloud.yaml", "dynamicDns: { agree: 2 }\n");
        Assert.Contains("records:", (await _cli.RunAsync("dns", "update")).Fails(2, "DynamicDnsUnconfigured").Error, StringComparison.Ordinal);
        _cli.Write("cloud/cloud.yaml", "dynamicDns: { agree: many }\n");
        (await _cli.RunAsync("dns", "update")).Fails(2, "CloudFileInvalid");
    }

    private void Settings() => _cli.Write(
        "cloud/cloud.yaml",
        $"dynamicDns:\n  accept: [203.0.113.0/24, 198.51.100.0/24]\n  sources: ['{_one.Address}', '{_two.Address}']\n  records: [{{ name: a.example.org, place: public }}]\n");

    // What a run before this one would have left.
    private void Remember(string address)
    {
        var file = State();
        Directory.CreateDirectory(Path.GetDirectoryName(file.Location)!);
        file.Write(new DynamicState
        {
            Addresses = { ["IPv4/32"] = new BelievedAddress { Value = Truth, Sources = [$"127.0.0.1:{_one.Address.Port}", $"127.0.0.1:{_two.Address.Port}"] } },
            Records = { ["a.example.org A at public"] = new FollowedRecord { Value = address, Zone = "example.org", Checked = DateTimeOffset.UtcNow, Settings = "|32|||" } },
        });
    }

    private DynamicStateFile State() => new(Path.Combine(_cli.Home, "state", "dentropy", Path.GetFileName(DynamicStateFile.FolderOf(_cli.Cloud))));
}
