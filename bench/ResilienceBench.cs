using System.Globalization;
using Dentropy.Engine.Resilience;
using Dentropy.Resilience;

namespace Dentropy.Bench;

/// <summary>All single and double failures of a cloud of 100 nodes and of one of 1,000, and all triples of the one of 100.</summary>
internal static class ResilienceBench
{
    private static readonly Dictionary<string, (int Nodes, int Level, double Limit)> Cases = new(StringComparer.Ordinal)
    {
        ["100 nodes, pairs"] = (100, 2, 1),
        ["1,000 nodes, pairs"] = (1000, 2, 10),
        ["100 nodes, triples"] = (100, 3, 30),
    };

    public static async Task RunAsync(Bench bench)
    {
        Console.WriteLine("resilience: racks with two switches each, a feed each, cables, sites, two uplinks; 30 services, some in pools of Ceph's");
        var counts = new Dictionary<string, (int Failures, int Lost)>(StringComparer.Ordinal);
        var medians = await bench.TurnsAsync(3, Cases.ToDictionary(one => one.Key, one => (Func<Task<double>>)(() => Bench.TimeAsync(() =>
        {
            counts[one.Key] = Run(Make(one.Value.Nodes, 30), one.Value.Level, bench.Cancellation);
            return Task.CompletedTask;
        })), StringComparer.Ordinal));
        foreach (var (name, (nodes, level, limit)) in Cases)
        {
            var model = Make(nodes, 30);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name}: {model.Parts.Count} parts, {model.Services.Count} services, {counts[name].Failures} failures of up to {level}, {counts[name].Lost} not survived"));
            bench.Target(string.Create(CultureInfo.InvariantCulture, $"{name} under {limit:0} s"), string.Create(CultureInfo.InvariantCulture, $"{medians[name]:0.00} s"), medians[name] < limit);
        }
    }

    /// <summary>Racks of ten nodes; each fourth node has cables to both switches of its rack and two feeds, each fifth has two OSDs.</summary>
    internal static CloudModel Make(int nodes, int services)
    {
        var random = new Random(nodes);
        var parts = new List<ModelPart>();
        var edges = new List<ModelEdge>();
        DcPart P(DcPartKind kind, string name) => new(kind, name);
        void Cable(DcPart from, DcPart to)
        {
            var cable = P(DcPartKind.Link, $"{from.Name}-{to.Name}");
            parts.Add(new ModelPart(cable));
            edges.Add(new ModelEdge(from, to, cable));
        }

        parts.AddRange([new(P(DcPartKind.Site, "east")), new(P(DcPartKind.Site, "west")), new(P(DcPartKind.Power, "mains-a")), new(P(DcPartKind.Power, "mains-b"))]);
        var cores = Enumerable.Range(1, 2).Select(i => P(DcPartKind.Switch, $"core{i}")).ToArray();
        parts.AddRange(cores.Select((core, i) => new ModelPart(core) { Needs = [[P(DcPartKind.Power, i == 0 ? "mains-a" : "mains-b")], [P(DcPartKind.Site, i == 0 ? "east" : "west")]] }));
        Cable(cores[0], cores[1]);
        for (var i = 0; i < 2; i++)
        {
            var uplink = P(DcPartKind.Uplink, $"isp{i}");
            parts.Add(new ModelPart(uplink) { Needs = [[P(DcPartKind.Power, "mains-a"), P(DcPartKind.Power, "mains-b")]] });
            edges.Add(new ModelEdge(uplink, cores[i]));
            edges.Add(new ModelEdge(uplink, null));
        }

        var all = new List<DcPart>();
        var osds = new List<DcPart>();
        for (var rack = 0; rack * 10 < nodes; rack++)
        {
            var site = P(DcPartKind.Site, rack % 2 == 0 ? "east" : "west");
            var feeds = new[] { P(DcPartKind.Power, $"pdu{rack}a"), P(DcPartKind.Power, $"pdu{rack}b") };
            parts.AddRange(feeds.Select((feed, i) => new ModelPart(feed) { Needs = [[P(DcPartKind.Power, i == 0 ? "mains-a" : "mains-b")], [site]] }));
            var switches = new[] { P(DcPartKind.Switch, $"sw{rack}a"), P(DcPartKind.Switch, $"sw{rack}b") };
            for (var i = 0; i < 2; i++)
            {
                parts.Add(new ModelPart(switches[i]) { Needs = [[feeds[i]], [site]] });
                Cable(switches[i], cores[0]);
                Cable(switches[i], cores[1]);
            }

            for (var i = 0; i < 10; i++)
            {
                var node = P(DcPartKind.Node, $"n{(rack * 10) + i}");
                var isDouble = i % 4 == 0;
                parts.Add(new ModelPart(node) { Needs = [isDouble ? [feeds[0], feeds[1]] : [feeds[i % 2]], [site]] });
                if (isDouble)
                {
                    Cable(node, switches[0]);
                    Cable(node, switches[1]);
                }
                else
                {
                    edges.Add(new ModelEdge(node, switches[i % 2]));
                }

                all.Add(node);
                for (var disk = 0; i % 5 == 1 && disk < 2; disk++)
                {
                    var osd = P(DcPartKind.Osd, $"{osds.Count}");
                    parts.Add(new ModelPart(osd) { At = node });
                    osds.Add(osd);
                }
            }
        }

        var made = new List<ModelService> { new("mon") { Quorums = [new ModelQuorum(3, Some(all, 5), "monitors")] }, new("lb") { Quorums = [new ModelQuorum(1, Some(all, 2), "replicas")], IsPublic = true } };
        for (var pool = 0; pool < 3; pool++)
        {
            var groups = Enumerable.Range(0, 64).Select(_ => Some(osds, 3)).ToList();
            made.Add(new ModelService($"pool:{pool}") { Quorums = [.. groups.Select((group, i) => new ModelQuorum(2, group, $"copies of group {pool}.{i:x}"))], Needs = ["mon"] });
            made.Add(new ModelService($"data:{pool}") { Quorums = [.. groups.Select((group, i) => new ModelQuorum(1, group, $"copies of group {pool}.{i:x}"))], IsAtRest = true });
        }

        while (made.Count < services)
        {
            var count = 2 + random.Next(6);
            made.Add(new ModelService($"app{made.Count}")
            {
                Quorums = [new ModelQuorum(1 + random.Next(count / 2), Some(all, count), "replicas")],
                Needs = random.Next(3) switch { 0 => ["lb"], 1 => ["lb", $"pool:{random.Next(3)}"], _ => [] },
                IsPublic = random.Next(2) == 0,
            });
        }

        return new CloudModel(parts, edges, made);

        IReadOnlyList<DcPart> Some(List<DcPart> from, int count)
        {
            var chosen = new HashSet<DcPart>();
            while (chosen.Count < count)
                chosen.Add(from[random.Next(from.Count)]);
            return [.. chosen];
        }
    }

    private static (int Failures, int Lost) Run(CloudModel model, int level, CancellationToken cancellationToken)
    {
        var (failures, lost) = (0, 0);
        foreach (var result in new ResilienceEngine(model).TestAll(new ResilienceQuery { Level = level }, cancellationToken))
        {
            failures++;
            lost += result.Survives ? 0 : 1;
        }

        return (failures, lost);
    }
}
