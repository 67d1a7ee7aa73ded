using System.Globalization;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;

namespace Dentropy.Bench;

/// <summary>A thousand changes at Cloudflare, and a zone of 5,000 records, by the requests that they take. A server on this machine stands in for the service.</summary>
internal static class DnsBench
{
    private const string Zone = "example.org";
    private const int Records = 5000;
    private const int Changes = 1000;

    public static async Task RunAsync(Bench bench)
    {
        Console.WriteLine($"dns: {Changes} changes in a zone of {Records} records at Cloudflare");
        var folder = Directory.CreateTempSubdirectory("dentropy-bench-").FullName;
        try
        {
            await using var service = new DnsService(Zone, Records);
            await File.WriteAllTextAsync(Path.Combine(folder, "token"), "bench-token", bench.Cancellation);
            await File.WriteAllTextAsync(Path.Combine(folder, "cloud.yaml"), $"dns:\n  public:\n    type: cloudflare\n    token: file:token\n    url: {service.Address}\n", bench.Cancellation);
            var requests = 0;
            var medians = await bench.TurnsAsync(5, new Dictionary<string, Func<Task<double>>>(StringComparer.Ordinal)
            {
                ["read 5,000 records"] = () => Bench.TimeAsync(async () => await OpenAsync(folder, async provider => Check((await provider.ReadAsync(Zone, null, bench.Cancellation)).Count, Records))),
                ["read, and 1,000 changes"] = () => Bench.TimeAsync(async () => await OpenAsync(folder, async provider =>
                {
                    service.Forget();
                    var read = await provider.ReadAsync(Zone, null, bench.Cancellation);
                    Check(await ApplyAsync(provider, [.. read.Take(Changes).Select(Change)], bench.Cancellation), Changes);
                    requests = service.Requests;
                    Check(service.Operations, Changes);
                })),
            });
            var measured = string.Create(CultureInfo.InvariantCulture, $"{requests} calls, {medians["read, and 1,000 changes"] * 1000:0} ms");
            bench.Target("1,000 changes at Cloudflare in at most 8 calls, looking up and reading the zone included", measured, requests is > 0 and <= 8);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // A new provider each time, as a run of its own has it: nothing is known of the zone.
    private static async Task OpenAsync(string folder, Func<IDnsProvider, Task> work)
    {
        await using var links = new SshLinkPool();
        await using var places = new DnsPlaces(new FileNodeStore(folder), links);
        await work((await places.OpenAsync([], CancellationToken.None))[0].Provider);
    }

    private static DcDnsChange Change(DcDnsRecord record) => new()
    {
        Action = DcDnsAction.Update, Name = record.Name, Type = record.Type, Zone = Zone, Place = record.Place, Before = [record], After = [record with { Value = "203.0.113.7" }],
    };

    private static async Task<int> ApplyAsync(IDnsProvider provider, IReadOnlyList<DcDnsChange> changes, CancellationToken cancellation)
    {
        var done = 0;
        await foreach (var outcome in provider.ApplyAsync(Zone, changes, cancellation))
        {
            done += outcome.Failure is null ? 1 : throw outcome.Failure;
        }

        return done;
    }

    private static void Check(int count, int expected)
    {
        if (count != expected)
        {
            throw new InvalidOperationException($"{count} instead of {expected}");
        }
    }
}
