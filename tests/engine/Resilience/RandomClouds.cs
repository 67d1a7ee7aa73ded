using Dentropy.Engine.Resilience;
using Dentropy.Resilience;

namespace Dentropy.Engine.Tests.Resilience;

/// <summary>Small clouds of any shape: rings, islands, several cables and feeds, disks, data at rest, needs in chains, things that are down.</summary>
internal static class RandomClouds
{
    private static readonly DcPartKind[] Kinds = Enum.GetValues<DcPartKind>();

    public static CloudModel Make(int seed, int most = 12)
    {
        var random = new Random(seed);
        var count = 1 + Math.Max(random.Next(most), random.Next(most));
        var kinds = random.Next(3) switch
        {
            0 => Kinds,
            1 => [DcPartKind.Node, DcPartKind.Node, DcPartKind.Node, DcPartKind.Switch, DcPartKind.Switch, DcPartKind.Link, DcPartKind.Power, DcPartKind.Uplink],
            _ => [DcPartKind.Node, DcPartKind.Node, DcPartKind.Osd, DcPartKind.Osd, DcPartKind.Switch, DcPartKind.Site, DcPartKind.Power],
        };
        var parts = new List<ModelPart>();
        for (var i = 0; i < count; i++)
        {
            var part = new ModelPart(new DcPart(kinds[random.Next(kinds.Length)], $"p{random.Next(3)}{i}"))
            {
                Needs = [.. Enumerable.Range(0, i == 0 ? 0 : random.Next(3) / 2 * random.Next(3)).Select(_ => Some(random, parts, 1 + random.Next(2)))],
                Forwards = random.Next(6) == 0 ? random.Next(2) == 0 : null,
                NeverFails = random.Next(20) == 0,
            };
            parts.Add(i > 0 && random.Next(part.Part.Kind == DcPartKind.Osd ? 2 : 12) == 0 ? part with { At = parts[random.Next(i)].Part } : part);
        }

        var places = parts.Where(part => part.Part.Kind is not (DcPartKind.Link or DcPartKind.Power or DcPartKind.Site) || random.Next(8) == 0).ToList();
        var edges = new List<ModelEdge>();
        for (var i = random.Next((count * 3 / 2) + 2); places.Count > 0 && i > 0; i--)
        {
            var cables = parts.Where(part => part.Part.Kind == DcPartKind.Link).ToList();
            edges.Add(new ModelEdge(
                places[random.Next(places.Count)].Part,
                random.Next(5) == 0 ? null : places[random.Next(places.Count)].Part,
                cables.Count > 0 && random.Next(2) == 0 ? cables[random.Next(cables.Count)].Part : null));
        }

        var services = new List<ModelService>();
        for (var i = 1 + random.Next(4); i > 0; i--)
        {
            var atRest = random.Next(5) == 0;
            services.Add(new ModelService($"s{i}")
            {
                Quorums = [.. Enumerable.Range(0, random.Next(4) == 0 ? random.Next(3) : 1).Select(_ => Quorum(random, parts))],
                Needs = [.. services.Where(_ => random.Next(3) == 0).Select(service => service.Name)],
                IsPublic = !atRest && random.Next(2) == 0,
                IsAtRest = atRest,
                IsAuxiliary = random.Next(6) == 0,
            });
        }

        for (var i = parts.Count - 1; i > 0; i--)
        {
            var other = random.Next(i + 1);
            (parts[i], parts[other]) = (parts[other], parts[i]);
        }

        return new CloudModel(parts, edges, services)
        {
            Down = random.Next(4) == 0 ? Some(random, parts, 1 + random.Next(2)) : [],
        };
    }

    private static ModelQuorum Quorum(Random random, List<ModelPart> parts)
    {
        var of = Some(random, parts, 1 + random.Next(Math.Min(parts.Count, 5)));
        var need = random.Next(3) == 0 ? random.Next(of.Count + 1) : 1 + random.Next((of.Count + 1) / 2);
        return new ModelQuorum(need, of, "replicas");
    }

    private static IReadOnlyList<DcPart> Some(Random random, List<ModelPart> parts, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => parts[random.Next(parts.Count)].Part).Distinct()];
}
