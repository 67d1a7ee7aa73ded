using System.Diagnostics;
using System.Globalization;
using Dentropy.Engine.Cluster;
using Dentropy.Engine.Transport;

namespace Dentropy.Bench;

/// <summary>Memory with 500 warm links, ours and that of the ssh masters.</summary>
internal static class MemoryBench
{
    private const int Hosts = 500;

    public static async Task RunAsync(Bench bench)
    {
        Console.WriteLine("memory: 500 hosts");
        var nodes = await bench.HostsAsync(Hosts);
        await using var pool = new SshLinkPool();
        var ok = 0;
        var cold = await Bench.TimeAsync(async () => ok = await RunAsync(pool, nodes, bench));
        var warm = await Bench.TimeAsync(async () => ok = Math.Min(ok, await RunAsync(pool, nodes, bench)));
        using var self = Process.GetCurrentProcess();
        var mine = self.WorkingSet64 / 1048576.0;
        var masters = await MastersAsync(bench);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {ok} of {Hosts} answered; cold {cold:0.00} s, warm {warm:0.00} s; the ssh masters hold {masters:0} MiB together"));
        bench.Target("memory for 500 nodes below 150 MB, Dentropy's process", string.Create(CultureInfo.InvariantCulture, $"{mine:0} MiB, all {ok} nodes answered"), mine < 150 && ok == Hosts);
    }

    private static async Task<int> RunAsync(SshLinkPool pool, IReadOnlyList<Nodes.DcNode> nodes, Bench bench)
    {
        var ok = 0;
        await foreach (var result in new ClusterCommand(pool).RunAsync(nodes, new() { Command = "true", Retry = 1 }, progress: null, bench.Cancellation))
        {
            ok += result.Ok ? 1 : 0;
        }

        return ok;
    }

    // The proportional set size counts memory that processes share once.
    private static async Task<double> MastersAsync(Bench bench) => double.Parse(
        await Shell.CheckAsync("cat $(pgrep -f 'ssh .*-M -S .*dentropy-' | sed 's#.*#/proc/&/smaps_rollup#') 2>/dev/null | awk '/^Pss:/ { sum += $2 } END { print sum / 1024 }'", bench.Cancellation),
        CultureInfo.InvariantCulture);
}
