using Dentropy.Dns;
using Dentropy.Engine.Dns.Dynamic;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Tests.Dns.Dynamic;
using Dentropy.Engine.Transport;
using Dentropy.Peers.Tests.Emulators;
using Xunit;

namespace Dentropy.Peers.Tests.Dns;

public sealed class DynamicTests : IAsyncLifetime
{
    private const string Truth = "203.0.113.7";

    private readonly string _folder = Directory.CreateTempSubdirectory("dentropy-dns-").FullName;
    private readonly AddressService _web1 = new(Truth);
    private readonly AddressService _web2 = new(Truth);
    private readonly DnsResponder _dns = new(Truth);
    private readonly SshLinkPool _links = new();
    private readonly MemoryPlace _place = new("public");

    private string _timeout = "30s";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private PublicAddresses Finder => new(new FileNodeStore(_folder), _links);

    public ValueTask InitializeAsync()
    {
        Sources($"- {_web1.Address}", $"- {{ url: '{_web2.Address}json', field: address }}", $"- {{ dns: myip.example.net, server: '{_dns.Address}' }}");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _web1.DisposeAsync();
        await _web2.DisposeAsync();
        await _dns.DisposeAsync();
        await _links.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Web_services_and_a_name_server_agree()
    {
        var address = await FoundAsync();
        Assert.Equal(Truth, address.ToString());
        Assert.Equal([DcAddressSourceKind.Http, DcAddressSourceKind.Http, DcAddressSourceKind.Dns], address.Sources.Select(source => source.Kind));
        Assert.Empty(address.Disagreed);
        Assert.Equal("GET /", Assert.Single(_web1.Requests).ToString());
        Assert.Equal("GET /json", Assert.Single(_web2.Requests).ToString());
        Assert.Equal("myip.example.net 1 1", Assert.Single(_dns.Questions));
    }

    [Fact]
    public async Task One_that_lies_and_one_that_is_dead_are_named()
    {
        _web1.Says = "198.51.100.1";
        var address = await FoundAsync();
        Assert.Equal(Truth, address.Address);
        Assert.Equal(["198.51.100.1"], Assert.Single(address.Disagreed).Addresses);

        (_web1.Says, _dns.Answers) = (Truth, []);
        Assert.Equal("PublicAddressUncertain", (await FailureAsync()).ErrorId);
        Sources($"- {_web1.Address}", $"- {_web2.Address}", "- http://127.0.0.1:1/");
        address = await FoundAsync();
        Assert.Contains("cannot be reached", Assert.Single(address.Disagreed).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_of_three_that_lie_leave_it_uncertain_and_each_is_quoted()
    {
        (_web1.Says, _web2.Says) = ("198.51.100.1", "198.51.100.2");
        var failure = await FailureAsync();
        Assert.Equal("PublicAddressUncertain", failure.ErrorId);
        foreach (var said in new[] { "198.51.100.1", "198.51.100.2", Truth })
            Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        _web2.Says = "198.51.100.1";
        Assert.Equal("PublicAddressUncertain", (await FailureAsync()).ErrorId);
    }

    [Fact]
    public async Task Errors_redirects_pages_and_silence_are_no_answers()
    {
        _web1.Next(EmulatorAnswer.Plain("no", 503));
        Assert.Contains("503", Problem(await FoundAsync(kinds: 1)), StringComparison.Ordinal);
        _web1.Next(new EmulatorAnswer(302) { Headers = { ["Location"] = _web2.Address.ToString() } });
        Assert.Contains("302", Problem(await FoundAsync(kinds: 1)), StringComparison.Ordinal);
        Assert.DoesNotContain(_web2.Requests, request => request.Path == "/");
        _web1.Next(EmulatorAnswer.Plain("<html>" + new string('x', 100_000)));
        Assert.NotEmpty(Problem(await FoundAsync(kinds: 1)));
        _web1.CutNext();
        Assert.NotEmpty(Problem(await FoundAsync(kinds: 1)));
        _timeout = "3s";
        await InitializeAsync();
        _web1.HangNext();
        Assert.Contains("gave no answer within 3 seconds", Problem(await FoundAsync(kinds: 1)), StringComparison.Ordinal);

        static string Problem(DcPublicAddress address) => Assert.Single(address.Disagreed).Problem!;
    }

    [Fact]
    public async Task Documentation_addresses_count_only_where_they_are_accepted()
    {
        await File.WriteAllTextAsync(Path.Join(_folder, "cloud.yaml"), $"dynamicDns:\n  sources: ['{_web1.Address}', '{_web2.Address}']\n", Token);
        var failure = await FailureAsync();
        Assert.Equal("PublicAddressUnknown", failure.ErrorId);
        Assert.Contains("203.0.113.7, which is for documentation", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Name_servers_are_asked_as_the_published_services_want_it()
    {
        await using var chaos = new DnsResponder(Truth);
        await using var text = new DnsResponder("edns0-client-subnet 203.0.113.0/24", Truth);
        Sources($"- {{ dns: whoami.cloudflare, server: '{chaos.Address}', type: txt, class: ch }}", $"- {{ dns: o-o.myaddr.l.google.com, server: '{text.Address}', type: txt }}");
        Assert.Equal(Truth, (await FoundAsync()).Address);
        Assert.Equal("whoami.cloudflare 16 3", Assert.Single(chaos.Questions));
        Assert.Equal("o-o.myaddr.l.google.com 16 1", Assert.Single(text.Questions));

        // Asked over IPv4 for IPv6, because the entry says so.
        _dns.Answers = ["2001:db8::7"];
        Sources($"- {{ dns: myip.example.net, server: '{_dns.Address}', families: ipv6 }}", $"- {{ url: '{_web1.Address}', families: ipv6 }}");
        _web1.Says = "2001:db8::7";
        Assert.Equal(("2001:db8::7", DcAddressFamily.IPv6), (await FoundAsync() is var found ? found.Address : "", found.Family));
        Assert.Equal("myip.example.net 28 1", Assert.Single(_dns.Questions));
    }

    [Fact]
    public async Task An_interface_of_a_node_is_asked_over_its_link()
    {
        // Every machine has lo, whose addresses are not global.
        Sources($"- {_web1.Address}", $"- {_web2.Address}", "- { node: localhost, interface: lo }", "- { node: localhost, interface: nothing-here }");
        var address = await FoundAsync(kinds: 1);
        Assert.Equal(["has no lasting IPv4 address on lo", "tells nothing of nothing-here"], address.Disagreed.Select(answer => answer.Problem));
        Sources("- { node: nobody, interface: wan0 }");
        Assert.Equal("NodeNotFound", (await Assert.ThrowsAsync<DentropyException>(() => Finder.FindAsync([], Token))).ErrorId);
    }

    [Fact]
    public async Task A_run_over_fifty_records_that_changes_nothing_costs_one_request()
    {
        Sources([$"- {_web1.Address}", $"- {_web2.Address}", $"- {{ dns: myip.example.net, server: '{_dns.Address}' }}"], Enumerable.Range(1, 50).Select(at => $"- {{ name: h{at}.example.org, place: public }}"));
        Assert.Equal(50, await UpdateAsync());
        var before = Requests;
        Assert.Equal(0, await UpdateAsync());
        Assert.Equal(before + 1, Requests);
    }

    [Fact]
    public async Task Sources_that_lie_change_no_record()
    {
        Sources([$"- {_web1.Address}", $"- {_web2.Address}", $"- {{ dns: myip.example.net, server: '{_dns.Address}' }}"], ["- { name: a.example.org, place: public }"]);
        Assert.Equal(1, await UpdateAsync());
        (_web1.Says, _web2.Says) = ("198.51.100.1", "198.51.100.2");
        var before = _place.Requests.Count;
        for (var run = 0; run < 4; run++)
            Assert.Equal(0, await UpdateAsync());
        Assert.Equal(before, _place.Requests.Count);
        Assert.Equal([Truth], _place.Values("a.example.org"));
    }

    private int Requests => _web1.Requests.Count + _web2.Requests.Count + _dns.Questions.Count + _place.Requests.Count;

    private void Sources(params string[] sources) => Sources(sources, []);

    private void Sources(IEnumerable<string> sources, IEnumerable<string> records) => File.WriteAllText(
        Path.Join(_folder, "cloud.yaml"),
        $"dynamicDns:\n  accept: [203.0.113.0/24, 198.51.100.0/24, '2001:db8::/32']\n  timeout: {_timeout}\n  sources:\n    {string.Join("\n    ", sources)}\n  records: [{string.Join(", ", records.Select(record => record[2..]))}]\n");

    private async Task<DcPublicAddress> FoundAsync(int? kinds = null)
    {
        if (kinds is { } wanted)
        {
            var path = Path.Join(_folder, "cloud.yaml");
            var text = await File.ReadAllTextAsync(path, Token);
            if (!text.Contains("kinds:", StringComparison.Ordinal))
                await File.WriteAllTextAsync(path, text + $"  kinds: {wanted}\n", Token);
        }

        var outcome = Assert.Single(await Finder.FindAsync([], Token));
        Assert.Null(outcome.Failure);
        return outcome.Address!;
    }

    private async Task<DentropyException> FailureAsync() => (await Finder.FindAsync([DcAddressFamily.IPv4], Token))[0].Failure!;

    private async Task<int> UpdateAsync()
    {
        var store = new FileNodeStore(_folder);
        var dynamic = new DynamicDns(
            _folder,
            async (settings, token) => [.. await Task.WhenAll(settings.Sources.Select(source => source.Open(store, _links, token)))],
            (_, _) => Task.FromResult(new DnsPlace(_place, DcDnsView.Outside, ["example.org"])),
            Path.Join(_folder, "state"),
            TimeProvider.System);
        using var run = await dynamic.PlanAsync(new DynamicDnsOptions(), Token);
        var changed = 0;
        await foreach (var outcome in run.ApplyAsync(run.Changes, Token))
            changed += outcome.Failure is null ? 1 : 0;
        return changed;
    }
}
