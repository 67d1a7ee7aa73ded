using Dentropy.Engine.Inventory;
using Dentropy.Engine.Storage.Ceph;
using Dentropy.Engine.Transport;

namespace Dentropy.Bench;

/// <summary>The health of a real Ceph cluster over a warm link, against the <c>ceph</c> command on the node itself: once, and for the same data.</summary>
internal static class CephBench
{
    private const string Words = "status|health detail|osd dump|osd tree|osd df|osd crush dump|pg dump pgs_brief|df detail|mon dump|versions|mgr dump";

    public static async Task RunAsync(Bench bench)
    {
        Console.WriteLine("ceph: health of a cluster of three hosts");
        await bench.HostsAsync(3);
        var lab = $"{Bench.Root}/lab/lab.sh";
        await Shell.CheckAsync($"{lab} ceph up --name bench", bench.Cancellation);
        var node = (await bench.HostsAsync(3))[0];
        await using var pool = new SshLinkPool();
        var clusters = new CephClusters(new FileNodeStore(Bench.Cloud), pool) { Forecast = new CephForecast(null) };
        var query = new CephQuery { Nodes = [node], Detail = true, Timeout = TimeSpan.FromSeconds(60) };
        await HealthAsync();

        // Timed on the node, so that the lab's own way into it does not count.
        const string Once = "perl -MTime::HiRes=time -e '$t=time; system(\"ceph status --format json >/dev/null\"); printf \"%.6f\", time-$t'";
        var all = $"perl -MTime::HiRes=time -e '$t=time; for (split /[|]/, \"{Words}\") {{ system(\"ceph $_ --format json >/dev/null 2>&1\") }} printf \"%.6f\", time-$t'";
        var together = $"perl -MTime::HiRes=time -e '$t=time; for (split /[|]/, \"{Words}\") {{ next if fork; exec(\"ceph $_ --format json >/dev/null 2>&1\") }} 1 while wait > 0; printf \"%.6f\", time-$t'";
        var medians = await bench.TurnsAsync(5, new Dictionary<string, Func<Task<double>>>(StringComparer.Ordinal)
        {
            ["health, warm"] = () => Bench.TimeAsync(HealthAsync),
            ["one ceph status on the node"] = () => OnNodeAsync(Once),
            ["the same data on the node, one command after the other"] = () => OnNodeAsync(all),
            ["the same data on the node, all commands at once"] = () => OnNodeAsync(together),
        });
        bench.Ratio("health within 1.2 times of one ceph status on the node", medians["one ceph status on the node"], medians["health, warm"], 1 / 1.2);
        bench.Ratio("health against the same data on the node, all commands at once", medians["the same data on the node, all commands at once"], medians["health, warm"], 1);
        await Shell.CheckAsync($"{lab} ceph down --name bench", bench.Cancellation);

        async Task HealthAsync()
        {
            await foreach (var outcome in clusters.HealthAsync(query, bench.Cancellation))
            {
                if (outcome.Failure is { } failure)
                    throw failure;
            }
        }

        async Task<double> OnNodeAsync(string command) =>
            double.Parse(await Shell.CheckAsync($"{lab} exec --name bench {node.Name} sh -c {ShellQuote.Word(command)}", bench.Cancellation), System.Globalization.CultureInfo.InvariantCulture);
    }
}
