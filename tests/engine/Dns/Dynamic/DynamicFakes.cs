using System.Net;
using System.Runtime.CompilerServices;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Dynamic;
using Dentropy.Engine.Dns.Places;

namespace Dentropy.Engine.Tests.Dns.Dynamic;

/// <summary>A source that says what a test wants, and counts how often it is asked.</summary>
internal sealed class FakeSource(string name, DcAddressSourceKind kind, params string[] says) : IAddressSource
{
    public string Name => name;

    public DcAddressSourceKind Kind => kind;

    public IReadOnlyList<DcAddressFamily> Families { get; init; } = [DcAddressFamily.IPv4, DcAddressFamily.IPv6];

    /// <summary>Its answers; none for a source that is away.</summary>
    public string[] Says { get; set; } = says;

    public int Asked { get; private set; }

    public Task<IReadOnlyList<IPAddress>> AskAsync(DcAddressFamily family, CancellationToken cancellationToken)
    {
        Asked++;
        IReadOnlyList<IPAddress> told = [.. Says.Select(IPAddress.Parse).Where(address => Addresses.FamilyOf(address) == family)];
        return told.Count > 0 ? Task.FromResult(told) : throw new AddressProblemException("cannot be reached: it is away", isAway: true);
    }
}

/// <summary>A clock that stands until it is moved.</summary>
internal sealed class FakeClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>A place in memory that keeps count of what is asked of it.</summary>
internal sealed class MemoryPlace(string place) : IDnsProvider
{
    public string Place => place;

    public DnsTraits Traits { get; init; } = new() { TimeToLive = true, ManyValues = true, Wildcards = true, Comments = true };

    public List<DcDnsRecord> Records { get; } = [];

    /// <summary>Requests in order, as <c>read zone</c>, <c>read name</c>, <c>apply 3</c>.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Names whose changes it refuses.</summary>
    public HashSet<string> Refuses { get; } = new(StringComparer.Ordinal);

    public bool IsAway { get; set; }

    public void Put(string name, string value, bool owned = false) => Records.Add(new DcDnsRecord
    {
        Name = name, Type = value.Contains(':', StringComparison.Ordinal) ? "AAAA" : "A", Value = value, Zone = "example.org", Place = place, Owned = owned,
    });

    public string[] Values(string name, string type = "A") => [.. Records.Where(record => record.Name == name && record.Type == type).Select(record => record.Value)];

    public Task<IReadOnlyList<string>> ZonesAsync(CancellationToken cancellationToken)
    {
        Requests.Add("zones");
        return Task.FromResult<IReadOnlyList<string>>(["example.org"]);
    }

    public Task<IReadOnlyList<DcDnsRecord>> ReadAsync(string zone, string? name, CancellationToken cancellationToken)
    {
        Requests.Add("read " + (name ?? zone));
        return IsAway ? throw DnsErrors.Failed(place, "it is away") : Task.FromResult<IReadOnlyList<DcDnsRecord>>([.. Records.Where(record => name is null || record.Name == name)]);
    }

    public string? Refusal(DcDnsChange change) => null;

    public async IAsyncEnumerable<DnsOutcome> ApplyAsync(string zone, IReadOnlyList<DcDnsChange> changes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Requests.Add($"apply {changes.Count}");
        await Task.CompletedTask;
        foreach (var change in changes)
        {
            if (Refuses.Contains(change.Name))
            {
                yield return new DnsOutcome(change, DnsErrors.Rejected(change, "no"));
                continue;
            }

            Records.RemoveAll(record => record.Name == change.Name && record.Type == change.Type);
            Records.AddRange(change.After);
            yield return new DnsOutcome(change, Failure: null);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
