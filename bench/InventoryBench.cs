using System.Globalization;
using Dentropy.Engine.Inventory;

namespace Dentropy.Bench;

/// <summary>Reading a folder of 10,000 nodes, and choosing among them.</summary>
internal static class InventoryBench
{
    private const int Nodes = 10_000;

    public static async Task RunAsync(Bench bench)
    {
        Console.WriteLine("inventory: 10,000 nodes");
        var folder = Directory.CreateTempSubdirectory("dentropy-bench-").FullName;
        try
        {
            var nodes = Directory.CreateDirectory(Path.Combine(folder, "nodes")).FullName;
            for (var i = 1; i <= Nodes; i++)
            {
                var text = $"name: pi{i}\naddress: 10.{i >> 16}.{(i >> 8) & 255}.{i & 255}\nuser: root\nroles: [{(i % 5 == 0 ? "manager" : "worker")}]\nhardware: rpi4-8g\narchitecture: arm64\nswitch: sw{i % 4}\npower: psu{i % 2}\nmetadata:\n  shelf: top\nrevision: 1\n";
                await File.WriteAllTextAsync(Path.Combine(nodes, $"pi{i}.yaml"), text);
            }

            var store = new FileNodeStore(folder);
            var medians = await bench.TurnsAsync(5, new Dictionary<string, Func<Task<double>>>(StringComparer.Ordinal)
            {
                ["read all"] = () => Bench.TimeAsync(async () => Check((await store.ReadAllAsync(bench.Cancellation)).Nodes.Count, Nodes)),
                ["read and choose by expression"] = () => Bench.TimeAsync(async () => Check((await NodeSelector.SelectAsync(store, new NodeQuery { Expression = "@worker&!pi[1-5000]" }, bench.Cancellation)).Nodes.Count, 4000)),
            });
            bench.Target("reading 10,000 nodes well under a second", string.Create(CultureInfo.InvariantCulture, $"{medians["read all"] * 1000:0} ms"), medians["read all"] < 0.7);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Check(int count, int expected)
    {
        if (count != expected)
        {
            throw new InvalidOperationException($"{count} nodes instead of {expected}");
        }
    }
}
