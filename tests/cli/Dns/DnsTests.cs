using System.Text.Json;
using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Dns;

public sealed class DnsTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public DnsTests()
    {
        _cli.Write("cloud/cloud.yaml", "dns:\n  lan:\n    type: file\n    path: lan.records\n    zones: [home.lan]\n  public:\n    type: file\n    path: public.records\n    view: outside\n    zones: [example.org]\n");
        _cli.Write("cloud/lan.records", "nas.home.lan. 300 IN A 10.77.0.5\nwww.home.lan. IN CNAME nas.home.lan.\n");
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Lists_records_in_every_format()
    {
        var table = (await _cli.RunAsync("dns", "list")).Good();
        Assert.Contains(table.OutLines, line => line.StartsWith("nas.home.lan", StringComparison.Ordinal) && line.Contains("10.77.0.5", StringComparison.Ordinal) && line.Contains("300", StringComparison.Ordinal));
        var record = Assert.Single((await _cli.RunAsync("dns", "list", "-z", "home.lan", "-t", "A", "-o", "json")).Good().Json.EnumerateArray());
        Assert.Equal(("nas.home.lan", 300, "Inside", false), (record.GetProperty("name").GetString(), record.GetProperty("timeToLive").GetDouble(), record.GetProperty("view").GetString(), record.GetProperty("owned").GetBoolean()));
        Assert.Equal(2, (await _cli.RunAsync("dns", "list", "*.home.lan", "-o", "jsonl")).Good().OutLines.Length);
        Assert.Contains("- name: nas.home.lan", (await _cli.RunAsync("dns", "list", "nas.home.lan", "-o", "yaml")).Good().Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_place_that_fails_hides_no_other()
    {
        _cli.Write("cloud/public.records", "nonsense\n");
        var list = (await _cli.RunAsync("dns", "list")).Fails(2, "DnsFileInvalid");
        Assert.Equal(3, list.OutLines.Length);
        (await _cli.RunAsync("dns", "list", "-z", "other.net", "-p", "lan")).Fails(2, "DnsZoneNotFound");
        (await _cli.RunAsync("dns", "list", "-p", "nowhere")).Fails(2, "DnsPlaceNotFound");
    }

    [Fact]
    public async Task Sets_once_and_says_what_it_did()
    {
        await _cli.UnchangedAsync(async () => Assert.Equal(
            ["would create cloud.example.org A at public: to 203.0.113.7 (TTL 300)"], (await _cli.RunAsync("dns", "set", "cloud.example.org", "203.0.113.7", "--time-to-live", "5m", "--what-if")).Good().OutLines));
        Assert.Equal(["+ cloud.example.org A at public: 203.0.113.7 (TTL 300)"], (await _cli.RunAsync("dns", "set", "cloud.example.org", "203.0.113.7", "--time-to-live", "5m")).Good().OutLines);
        await _cli.UnchangedAsync(async () => Assert.Empty((await _cli.RunAsync("dns", "set", "cloud", "203.0.113.7", "--zone", "example.org")).Good().Out));
        var change = Assert.Single((await _cli.RunAsync("dns", "set", "cloud.example.org", "203.0.113.8", "-o", "json")).Good().Json.EnumerateArray());
        Assert.Equal(("Update", true), (change.GetProperty("action").GetString(), change.GetProperty("applied").GetBoolean()));
        Assert.Equal("cloud.example.org. 300 IN A 203.0.113.8\n", _cli.Files()["public.records"]);
        Assert.Contains("cloud.example.org A 203.0.113.8", _cli.Files()["dns/owned/public.yaml"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sets_both_views_in_one_call()
    {
        _cli.Write("cloud/cloud.yaml", _cli.Files()["cloud.yaml"].Replace("[home.lan]", "[home.lan, example.org]", StringComparison.Ordinal));
        (await _cli.RunAsync("dns", "set", "cloud.example.org", "203.0.113.7")).Fails(2, "DnsPlaceAmbiguous");
        Assert.Equal(3, (await _cli.RunAsync("dns", "set", "cloud.example.org", "--inside", "10.77.0.20", "--outside", "203.0.113.7", "--outside", "2001:db8::7")).Good().OutLines.Length);
        Assert.Contains("cloud.example.org. IN A 10.77.0.20", _cli.Files()["lan.records"], StringComparison.Ordinal);
        (await _cli.RunAsync("dns", "set", "cloud.example.org", "203.0.113.7", "--inside", "10.77.0.20")).Fails(2, "InvalidUsage");
    }

    [Theory]
    [InlineData("DnsRecordConflict", "nas.home.lan", "www.home.lan", "-t", "CNAME")]
    [InlineData("DnsRecordUnsupported", "nas.home.lan", "--proxied")]
    [InlineData("DnsTypeMissing", "nas.home.lan", "banana")]
    [InlineData("InvalidDnsValue", "nas.home.lan", "banana", "-t", "A")]
    [InlineData("InvalidOptionValue", "nas.home.lan", "--time-to-live", "soon")]
    public async Task What_cannot_be_changes_nothing(string error, params string[] words) =>
        await _cli.UnchangedAsync(async () => (await _cli.RunAsync(["dns", "set", .. words])).Fails(2, error));

    [Fact]
    public async Task Removes_when_told_twice()
    {
        await _cli.UnchangedAsync(async () => (await _cli.RunAsync("dns", "remove", "www.home.lan")).Fails(2, "NotConfirmed"));
        await _cli.UnchangedAsync(async () => Assert.Equal(["would remove www.home.lan CNAME at lan: from nas.home.lan"], (await _cli.RunAsync("dns", "remove", "www.home.lan", "--what-if")).Good().OutLines));
        Assert.Equal(["- www.home.lan CNAME at lan: nas.home.lan"], (await _cli.RunAsync("dns", "remove", "www.home.lan", "--yes")).Good().OutLines);
        (await _cli.RunAsync("dns", "remove", "www.home.lan", "--yes")).Fails(2, "DnsRecordNotFound");
        Assert.Equal("nas.home.lan. 300 IN A 10.77.0.5\n", _cli.Files()["lan.records"]);
    }

    [Fact]
    public async Task Plans_and_applies_a_file()
    {
        _cli.Write("dns.yaml", "zones:\n  home.lan:\n    place: lan\n    records:\n      nas: 10.77.0.6\n      web: { type: CNAME, value: nas.home.lan }\n");
        await _cli.UnchangedAsync(async () => Assert.Equal(
            ["~ nas.home.lan A at lan: 10.77.0.5 (TTL 300) -> 10.77.0.6 (TTL 300)", "+ web.home.lan CNAME at lan: nas.home.lan", "1 to create, 1 to change, 0 to remove, 0 as they are to be, 1 of others"],
            (await _cli.RunAsync("dns", "plan", "dns.yaml")).Good().OutLines));
        var plan = Assert.Single((await _cli.RunAsync("dns", "plan", "dns.yaml", "-o", "json")).Good().Json.EnumerateArray());
        Assert.Equal((2, 1, JsonValueKind.Null), (plan.GetProperty("changes").GetArrayLength(), plan.GetProperty("foreign").GetInt32(), plan.GetProperty("guard").ValueKind));
        await _cli.UnchangedAsync(async () => (await _cli.RunAsync("dns", "apply", "dns.yaml")).Ends(2));
        await _cli.UnchangedAsync(async () => Assert.Equal(2, (await _cli.RunAsync("dns", "apply", "dns.yaml", "--what-if")).Good().OutLines.Length));
        Assert.Equal(2, (await _cli.RunAsync("dns", "apply", "dns.yaml", "--yes")).Good().OutLines.Length);
        await _cli.UnchangedAsync(async () => Assert.Empty((await _cli.RunAsync("dns", "apply", "dns.yaml")).Good().Out));
        Assert.Equal("nas.home.lan. 300 IN A 10.77.0.6\nwww.home.lan. IN CNAME nas.home.lan.\nweb.home.lan. IN CNAME nas.home.lan.\n", _cli.Files()["lan.records"]);
    }

    [Fact]
    public async Task A_plan_that_takes_much_away_needs_a_word_more()
    {
        var records = string.Concat(Enumerable.Range(1, 8).Select(i => $"      h{i}: 10.77.1.{i}\n"));
        _cli.Write("dns.yaml", "zones:\n  home.lan:\n    place: lan\n    records:\n" + records);
        (await _cli.RunAsync("dns", "apply", "dns.yaml", "--yes")).Good();
        _cli.Write("dns.yaml", "zones:\n  home.lan:\n    place: lan\n    records: {}\n");
        await _cli.UnchangedAsync(async () => (await _cli.RunAsync("dns", "apply", "dns.yaml", "--yes")).Fails(2, "DnsPlanTooManyRemovals"));
        Assert.Equal(8, (await _cli.RunAsync("dns", "apply", "dns.yaml", "--yes", "--allow-removal", "8")).Good().OutLines.Length);
        _cli.Write("dns.yaml", "zones:\n  home.lan:\n    place: lan\n    recods: {}\n");
        (await _cli.RunAsync("dns", "plan", "dns.yaml")).Fails(2, "DnsPlanInvalid");
    }
}
