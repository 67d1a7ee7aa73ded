using Dentropy.Engine.Resilience;
using Dentropy.Engine.Resilience.Report;
using Dentropy.Resilience;

namespace Dentropy.Engine.Tests.Resilience.Report;

/// <summary>Clouds for pages: nodes on four switches in a ring, two load balancers on two switches each, and services on some of them.</summary>
internal static class ReportClouds
{
    public static ReportSettings Settings { get; } = new() { Date = new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.FromHours(1)), Title = "home" };

    public static ResilienceEngine Make(int nodes, int services)
    {
        DcPart Part(string text) => DcPart.Parse(text)!;
        var parts = new List<ModelPart>();
        var edges = new List<ModelEdge>();
        void Add(string part, params string[][] needs) => parts.Add(new ModelPart(Part(part)) { Needs = [.. needs.Select(group => (IReadOnlyList<DcPart>)[.. group.Select(Part)])] });
        void Join(string from, string? to, string? cable)
        {
            if (cable is not null)
                Add(cable);
            edges.Add(new ModelEdge(Part(from), to is null ? null : Part(to), cable is null ? null : Part(cable)));
        }

        Add("power:ups-a");
        Add("power:ups-b");
        Add("uplink:fibre", ["power:ups-a"]);
        Join("uplink:fibre", null, null);
        Add("node:vps1");
        Join("node:vps1", null, null);
        for (var i = 1; i <= 4; i++)
            Add($"switch:sw{i}", [i % 2 == 1 ? "power:ups-a" : "power:ups-b"]);
        for (var i = 1; i <= 4; i++)
            Join($"switch:sw{i}", $"switch:sw{(i % 4) + 1}", $"link:sw{i}-sw{(i % 4) + 1}");
        Join("uplink:fibre", "switch:sw1", null);
        foreach (var name in new[] { "lb1", "lb2" })
        {
            Add($"node:{name}", ["power:ups-a", "power:ups-b"]);
            Join($"node:{name}", "switch:sw1", $"link:{name}-sw1");
            Join($"node:{name}", "switch:sw2", $"link:{name}-sw2");
        }

        for (var i = 1; i <= nodes; i++)
        {
            Add($"node:worker{i}", [i % 2 == 1 ? "power:ups-a" : "power:ups-b"]);
            Join($"node:worker{i}", $"switch:sw{((i - 1) % 4) + 1}", $"link:worker{i}");
        }

        return new ResilienceEngine(new CloudModel(
            parts,
            edges,
            [
                .. Enumerable.Range(1, services).Select(i => new ModelService($"app-{i}")
                {
                    Quorums = [new ModelQuorum(1 + (i % 2), [.. Enumerable.Range(0, 1 + (i % 3)).Append(3).Select(k => Part($"node:worker{(((i * 3) + k) % nodes) + 1}")).Distinct()], "replicas")],
                }),
                new ModelService("lb") { Quorums = [new ModelQuorum(1, [Part("node:lb1"), Part("node:lb2")], "load balancers")] },
                new ModelService("hidden") { IsAuxiliary = true, Quorums = [new ModelQuorum(1, [Part("node:lb1")], "servers")] },
            ]) { Notes = ["It was assumed that <b>nothing</b> burns."] });
    }
}
