using System.Globalization;
using System.Text.Json;
using Dentropy.Engine.Cluster.Serf;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;

namespace Dentropy.Bench;

/// <summary>A query that five members answer at once, with a time of three seconds: warm over ssh, and with the serf program on the node itself.</summary>
internal static class SerfBench
{
    private const int Members = 5;
    private const string Limit = "3s";

    public static async Task RunAsync(Bench bench)
    {
        Console.WriteLine($"serf: a query to {Members} members, with a time of {Limit}");
        var nodes = await bench.HostsAsync(Members);
        var key = JsonDocument.Parse(await AgentsAsync(bench.Cancellation)).RootElement.GetProperty("authKey").GetString()!;
        var folder = Directory.CreateTempSubdirectory("dentropy-bench-").FullName;
        await using var links = new SshLinkPool();
        try
        {
            await Shell.CheckAsync($"cp -r {Bench.Cloud}/. {folder}", bench.Cancellation);
            await File.WriteAllTextAsync(Path.Combine(folder, "serf.key"), key, bench.Cancellation);
            await File.WriteAllTextAsync(Path.Combine(folder, "cloud.yaml"), $"serf: {{nodes: [{nodes[0].Name}], authKey: 'file:serf.key'}}\n", bench.Cancellation);
            var cluster = new SerfCluster(new SerfAgents(links), new FileNodeStore(folder));
            var named = nodes.Select(node => node.Name).ToList();
            await AskAsync();
            var program = $"serf query -rpc-auth={key} -timeout={Limit} {string.Join(' ', named.Select(name => "-node=" + name))} load";
            var medians = await bench.TurnsAsync(5, new Dictionary<string, Func<Task<double>>>(StringComparer.Ordinal)
            {
                ["dentropy, warm over ssh"] = () => Bench.TimeAsync(AskAsync),
                ["serf query on the node"] = () => Shell.TimeAsync($"{Bench.LabCommand("exec")} {nodes[0].Name} {program}", bench.Cancellation),
            });
            var (ours, theirs) = (medians["dentropy, warm over ssh"], medians["serf query on the node"]);
            bench.Ratio("a query returns when all have answered, and not at its time", theirs, ours, 2);
            bench.Target("serf query waits its whole time", string.Create(CultureInfo.InvariantCulture, $"{theirs:0.00} s"), theirs >= 3);

            async Task AskAsync()
            {
                var answers = 0;
                await foreach (var outcome in cluster.QueryAsync(new ClusterQuerySettings { Name = "load", Members = named, Timeout = TimeSpan.FromSeconds(3) }, bench.Cancellation))
                    answers += outcome.Answer is null ? 0 : 1;
                if (answers != Members)
                    throw new InvalidOperationException($"{answers} of {Members} members answered.");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> AgentsAsync(CancellationToken cancellationToken)
    {
        await Shell.CheckAsync($"{Bench.LabCommand("serf")} up", cancellationToken);
        return await Shell.CheckAsync($"{Bench.LabCommand("serf")} status --json", cancellationToken);
    }
}
