using System.Runtime.CompilerServices;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;

namespace Dentropy.Engine.Tests.Dns;

// A place that a test looks into: it counts what is asked of it, and fails where it is told to.
internal sealed class MemoryPlace(string name) : IDnsProvider
{
    public string Place => name;

    public DnsTraits Traits { get; set; } = new() { TimeToLive = true, AutomaticTimeToLive = true, Wildcards = true, ManyValues = true };

    public List<string> Zones { get; } = [];

    public List<DcDnsRecord> Records { get; } = [];

    public List<string> Requests { get; } = [];

    // Changes of these names fail; after so many changes the link breaks.
    public HashSet<string> Failing { get; } = new(StringComparer.Ordinal);

    public int BreaksAfter { get; set; } = int.MaxValue;

    public DentropyException? Broken { get; set; }

    public string? Refuses { get; set; }

    public int Writes => Requests.Count(request => request.StartsWith("write", StringComparison.Ordinal));

    public void Add(string zone, string record, bool owned = false)
    {
        var words = record.Split(' ', 3);
        Records.Add(new DcDnsRecord { Name = words[0], Type = words[1], Value = words[2], Zone = zone, Place = name, Owned = owned, Proxied = Traits.Proxied ? false : null });
    }

    public IEnumerable<string> Texts => Records.Select(record => record.ToString()).Order(StringComparer.Ordinal);

    public Task<IReadOnlyList<string>> ZonesAsync(CancellationToken cancellationToken)
    {
        Requests.Add("zones");
        return Broken is { } broken ? throw broken : Task.FromResult<IReadOnlyList<string>>([.. Zones]);
    }

    public Task<IReadOnlyList<DcDnsRecord>> ReadAsync(string zone, string? name, CancellationToken cancellationToken)
    {
        Requests.Add($"read {zone} {name}".TrimEnd());
        if (Broken is { } broken)
            throw broken;
        return Task.FromResult<IReadOnlyList<DcDnsRecord>>([.. Records.Where(record => string.Equals(record.Zone, zone, StringComparison.Ordinal) && (name is null || string.Equals(record.Name, name, StringComparison.Ordinal)))]);
    }

    public string? Refusal(DcDnsChange change) => Refuses;

    public async IAsyncEnumerable<DnsOutcome> ApplyAsync(string zone, IReadOnlyList<DcDnsChange> changes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var change in changes)
        {
            if (BreaksAfter-- <= 0)
                throw new DentropyException("ConnectionLost", DentropyErrorCategory.ConnectionError, name, "The link broke.");
            await Task.Yield();
            Requests.Add($"write {change}");
            if (Failing.Contains(change.Name))
            {
                yield return new DnsOutcome(change, new DentropyException("DnsChangeRejected", DentropyErrorCategory.InvalidResult, change.Name, "No."));
                continue;
            }

            Records.RemoveAll(record => change.Before.Any(before => string.Equals(before.ToString(), record.ToString(), StringComparison.Ordinal)));
            Records.AddRange(change.After.Select(record => Traits.Comments ? record : record with { Owned = false }));
            yield return new DnsOutcome(change, Failure: null);
        }
    }

    public ValueTask DisposeAsync()
    {
        Requests.Add("closed");
        return ValueTask.CompletedTask;
    }
}
