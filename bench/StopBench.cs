using System.Globalization;
using Dentropy.Engine.Cluster;
using Dentropy.Engine.Transport;

namespace Dentropy.Bench;

/// <summary>How long the caller waits when he leaves a running fan-out after the first result.</summary>
internal static class StopBench
{
    public static async Task RunAsync(Bench bench)
    {
        Console.WriteLine("early stop of a fan-out on 50 hosts");
        var nodes = await bench.HostsAsync(50);
        await using var pool = new SshLinkPool();
        var command = new ClusterCommand(pool);
        await foreach (var _ in command.RunAsync(nodes, new() { Command = "true" }, progress: null, bench.Cancellation))
        {
        }

        var medians = await bench.TurnsAsync(7, new Dictionary<string, Func<Task<double>>>(StringComparer.Ordinal)
        {
            ["from the first result to the end"] = async () =>
            {
                var watch = new System.Diagnostics.Stopwatch();
                await foreach (var _ in command.RunAsync(nodes, new() { Command = $"[ $(hostname) = {nodes[0].Name} ] || sleep 600" }, progress: null, bench.Cancellation))
                {
                    watch.Start();
                    break;
                }

                return watch.Elapsed.TotalSeconds;
            },
        });
        var milliseconds = medians["from the first result to the end"] * 1000;
        bench.Target("early stop of a running fan-out within 250 ms", string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0} ms"), milliseconds <= 250);
    }
}
