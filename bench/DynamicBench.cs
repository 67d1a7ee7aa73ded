using System.Globalization;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Dynamic;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Tests.Dns.Dynamic;
using Dentropy.Engine.Transport;
using Dentropy.Peers.Tests.Dns;

namespace Dentropy.Bench;

/// <summary>How many requests an update of dynamic DNS costs: to sources and to the place together, as they count them themselves.</summary>
internal static class DynamicBench
{
    private const int Hosts = 25;
    private const int Most = 3;

    public static async Task RunAsync(Bench bench)
    {
        Console.WriteLine($"dynamic: {2 * Hosts} records, A and AAAA of {Hosts} names");
        var folder = Directory.CreateTempSubdirectory("dentropy-bench-").FullName;
        await using var links = new SshLinkPool();
        await using var web4 = new AddressService("203.0.113.7");
        await using var web6 = new AddressService("2001:db8::7");
        await using var dns4 = new DnsResponder("203.0.113.7");
        await using var dns6 = new DnsResponder("2001:db8::7");
        var place = new MemoryPlace("public");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "cloud.yaml"), Cloud(web4, web6, dns4, dns6), bench.Cancellation);
            var first = await RunAsync();
            var second = await RunAsync();
            Console.WriteLine($"  the first run: {first.Changed} records in {first.Requests} requests");
            bench.Target(
                string.Create(CultureInfo.InvariantCulture, $"a run over {2 * Hosts} records that changes nothing: at most {Most} requests"),
                string.Create(CultureInfo.InvariantCulture, $"{second.Requests} requests, {second.Changed} changes"),
                first.Changed == 2 * Hosts && second.Changed == 0 && second.Requests <= Most);
            (web4.Says, dns4.Answers) = ("203.0.113.8", ["203.0.113.8"]);
            var third = await RunAsync();
            Console.WriteLine($"  a run that changes {third.Changed} records: {third.Requests} requests");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        async Task<(int Changed, int Requests)> RunAsync()
        {
            var before = Requests();
            var store = new FileNodeStore(folder);
            var dynamic = new DynamicDns(
                folder,
                async (settings, token) => [.. await Task.WhenAll(settings.Sources.Select(source => source.Open(store, links, token)))],
                (_, _) => Task.FromResult(new DnsPlace(place, DcDnsView.Outside, ["example.org"])),
                Path.Combine(folder, "state"),
                TimeProvider.System);
            using var run = await dynamic.PlanAsync(new DynamicDnsOptions(), bench.Cancellation);
            var changed = 0;
            await foreach (var outcome in run.ApplyAsync(run.Changes, bench.Cancellation))
                changed += outcome.Failure is null ? 1 : 0;
            return (changed, Requests() - before);
        }

        int Requests() => web4.Requests.Count + web6.Requests.Count + dns4.Questions.Count + dns6.Questions.Count + place.Requests.Count;
    }

    private static string Cloud(AddressService web4, AddressService web6, DnsResponder dns4, DnsResponder dns6)
    {
        var records = string.Join("\n", Enumerable.Range(1, Hosts).Select(at => $"    - {{ name: h{at}.example.org, place: public, families: [ipv4, ipv6] }}"));
        return $"""
            dynamicDns:
              accept: [203.0.113.0/24, "2001:db8::/32"]
              sources:
                - {web4.Address}
                - url: {web6.Address}
                  families: ipv6
                - dns: myip.example.net
                  server: "{dns4.Address}"
                - dns: myip6.example.net
                  server: "{dns6.Address}"
                  families: ipv6
              records:
            {records}
            """;
    }
}
