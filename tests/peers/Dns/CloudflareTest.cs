using Dentropy.Dns;
using Dentropy.Engine.Dns.Cloudflare;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Http;
using Dentropy.Peers.Tests.Emulators;
using Xunit;

namespace Dentropy.Peers.Tests.Dns;

/// <summary>An emulator, and a provider that speaks to it.</summary>
public abstract class CloudflareTest : IAsyncDisposable
{
    private protected const string Zone = "example.org";
    private readonly List<CloudflareProvider> _open = [];

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    private protected CloudflareEmulator Emulator { get; } = new(Zone, "xn--bcher-kva.example");

    private protected RushedClock Clock { get; } = new();

    public async ValueTask DisposeAsync()
    {
        foreach (var provider in _open)
            await provider.DisposeAsync();
        await Emulator.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected CloudflareProvider Open(int batchSize = 200, string? token = null, TimeSpan? timeout = null, Uri? address = null)
    {
        var settings = new ApiSettings { Name = "public (Cloudflare)", Address = address ?? Emulator.Api, Clock = Clock, Timeout = timeout ?? TimeSpan.FromSeconds(30) };
        var provider = new CloudflareProvider("public", settings, token ?? Emulator.Token, batchSize);
        _open.Add(provider);
        return provider;
    }

    private protected static DcDnsRecord Record(string name, string type, string value, string zone = Zone) =>
        new() { Name = name, Type = type, Value = value, Zone = zone, Place = "public" };

    /// <summary>A change to the records that are given, from those that were read.</summary>
    private protected static DcDnsChange Change(IReadOnlyList<DcDnsRecord> before, params IReadOnlyList<DcDnsRecord> after)
    {
        var one = after.Concat(before).First();
        return new DcDnsChange
        {
            Action = after.Count == 0 ? DcDnsAction.Remove : before.Count == 0 ? DcDnsAction.Create : DcDnsAction.Update,
            Name = one.Name, Type = one.Type, Zone = one.Zone, Place = "public", Before = before, After = after,
        };
    }

    private protected static DcDnsChange Create(string name, string type, string value) => Change([], Record(name, type, value));

    private protected static async Task<List<DnsOutcome>> ApplyAsync(CloudflareProvider provider, params IReadOnlyList<DcDnsChange> changes) =>
        await provider.ApplyAsync(changes[0].Zone, changes, Stop).ToListAsync(Stop);

    private protected static async Task DoneAsync(CloudflareProvider provider, params IReadOnlyList<DcDnsChange> changes)
    {
        var outcomes = await ApplyAsync(provider, changes);
        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        Assert.Equal(changes.Count, outcomes.Count);
    }

    private protected static async Task<string?> FailsAsync(CloudflareProvider provider, DcDnsChange change) => Assert.Single(await ApplyAsync(provider, change)).Failure?.ErrorId;

    private protected int Count(string request) => Emulator.Requests.Count(one => $"{one.Method} {one.Path}".EndsWith(request, StringComparison.Ordinal));

    private protected string[] Values(string type) => [.. Emulator.Zone(Zone).Records.Where(record => (string?)record["type"] == type).Select(record => (string)record["content"]!)];
}
