using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Dns.Plans;

namespace Dentropy.Bench;

/// <summary>A plan over a zone of 5,000 records, a fifth of them to be created, changed or removed; and over ten times as many.</summary>
internal static class DnsPlanBench
{
    private const int Records = 5000;

    public static async Task RunAsync(Bench bench)
    {
        Console.WriteLine("dns-plan: a zone of 5,000 records, 1,000 changes");
        var (small, large) = (Zone(Records), Zone(10 * Records));
        var text = Text(Records);
        var medians = await bench.TurnsAsync(9, new Dictionary<string, Func<Task<double>>>(StringComparer.Ordinal)
        {
            ["plan of 5,000 records"] = () => PlanAsync(small, Records),
            ["plan of 50,000 records"] = () => PlanAsync(large, 10 * Records),
            ["reading a file of 5,000 records"] = () => Bench.TimeAsync(() => Task.FromResult(DnsPlanFile.Read("dns.yaml", text))),
        });
        bench.Target("a plan over 5,000 records computed in under 100 ms", Milliseconds(medians["plan of 5,000 records"]), medians["plan of 5,000 records"] < 0.1);
        bench.Target("the same with reading the file, in under 100 ms", Milliseconds(medians["plan of 5,000 records"] + medians["reading a file of 5,000 records"]), medians["plan of 5,000 records"] + medians["reading a file of 5,000 records"] < 0.1);
        bench.Target("ten times as many records take no more than twenty times as long", Milliseconds(medians["plan of 50,000 records"]), medians["plan of 50,000 records"] < 20 * medians["plan of 5,000 records"]);
    }

    private static Task<double> PlanAsync((DnsPlanZone Zone, List<DcDnsRecord> Records) input, int count)
    {
        var place = new DnsPlace(new Silent(), DcDnsView.Outside, ["example.org"]);
        var watch = Stopwatch.StartNew();
        var plan = DnsPlanner.Plan(input.Zone, place, input.Records, includeForeign: false, cloud: null);
        var time = watch.Elapsed.TotalSeconds;
        return plan.Changes.Count == count / 5 && plan.Problems.Count == 0 ? Task.FromResult(time) : throw new InvalidOperationException($"{plan.Changes.Count} changes");
    }

    // Of fifteen names one is new, one has another address, and one is in the file no more.
    private static (DnsPlanZone Zone, List<DcDnsRecord> Records) Zone(int count)
    {
        var zone = DnsPlanFile.Read("dns.yaml", Text(count))[0];
        var records = Enumerable.Range(0, count).Where(i => i % 15 != 0).Select(i => Record(i, i % 15 == 1 ? "192.0.2.1" : Address(i))).ToList();
        records.AddRange(Enumerable.Range(count, (count / 5) - ((count + 14) / 15) - ((count + 13) / 15)).Select(i => Record(i, Address(i))));
        return (zone, records);
    }

    private static DcDnsRecord Record(int i, string value) =>
        new() { Name = $"h{i}.example.org", Type = "A", Value = value, Zone = "example.org", Place = "public", TimeToLive = TimeSpan.FromMinutes(5), Owned = true };

    private static string Text(int count)
    {
        var text = new StringBuilder("zones:\n  example.org:\n    place: public\n    ttl: 5m\n    records:\n");
        for (var i = 0; i < count; i++)
            text.Append(CultureInfo.InvariantCulture, $"      h{i}: {Address(i)}\n");
        return text.ToString();
    }

    private static string Address(int i) => string.Create(CultureInfo.InvariantCulture, $"10.{i >> 16}.{(i >> 8) & 255}.{i & 255}");

    private static string Milliseconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0.0} ms");

    /// <summary>A place that can hold anything and is never asked.</summary>
    private sealed class Silent : IDnsProvider
    {
        public string Place => "public";

        public DnsTraits Traits { get; } = new() { TimeToLive = true, Comments = true, Wildcards = true, ManyValues = true };

        public Task<IReadOnlyList<string>> ZonesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

        public Task<IReadOnlyList<DcDnsRecord>> ReadAsync(string zone, string? name, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<DcDnsRecord>>([]);

        public string? Refusal(DcDnsChange change) => null;

        public async IAsyncEnumerable<DnsOutcome> ApplyAsync(string zone, IReadOnlyList<DcDnsChange> changes, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            yield break;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
