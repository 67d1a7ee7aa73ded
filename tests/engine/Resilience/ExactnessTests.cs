using System.Numerics;
using Dentropy.Engine.Resilience;
using Dentropy.Engine.Resilience.Search;
using Dentropy.Resilience;
using Xunit;

namespace Dentropy.Engine.Tests.Resilience;

/// <summary>The engine against the plain definition, on 10,000 clouds of up to 12 parts each.</summary>
public sealed class ExactnessTests
{
    private const int Clouds = 10_000;

    private static readonly Lazy<(CloudModel Model, NaiveCloud Naive, uint[] Truth)[]> All = new(MakeAll);

    [Fact]
    public void Every_failure_of_every_cloud_is_told_as_the_definition_tells_it() => Each((seed, model, naive, truth) =>
    {
        var graph = new CloudGraph(model);
        var state = new CloudState(graph);
        var numbers = Numbers(graph, naive);
        var services = model.Services.Select(service => graph.ServiceNumbers[service.Name]).ToArray();
        for (var lost = 0u; lost < truth.Length; lost++)
        {
            state.Set([.. Bits(lost).Select(bit => numbers[bit])]);
            for (var service = 0; service < services.Length; service++)
            {
                Assert.Equal(state.SurvivesAnywhere(services[service]), state.Survives(services[service]));
                Assert.True(((truth[lost] >> service) & 1) == 1 == state.Survives(services[service]), $"seed {seed}: {model.Services[service].Name} without {string.Join(" ", naive.Parts(lost))}");
            }
        }
    });

    [Fact]
    public void Every_minimal_failure_up_to_three_parts_is_found_and_no_other() => Each((seed, model, naive, truth) =>
    {
        var engine = new ResilienceEngine(model);
        for (var service = 0; service < model.Services.Count; service++)
        {
            bool Dies(uint lost) => ((truth[lost] >> service) & 1) == 0;
            var expected = Sets(naive, 3).Where(lost => Dies(lost) && Bits(lost).All(bit => !Dies(lost & ~(1u << bit)))).Select(lost => Text(naive.Parts(lost)));
            var found = engine.MinimalCuts(model.Services[service].Name, 3, CancellationToken.None);
            Same(expected, found.Select(result => Text(result.Lost)), $"seed {seed}, {model.Services[service].Name}");
            Assert.All(found, result => Assert.Equal([model.Services[service].Name], result.Minimal));
        }
    });

    [Fact]
    public void All_failures_of_up_to_three_parts_are_told_with_their_services() => Each((seed, model, naive, truth) =>
    {
        var engine = new ResilienceEngine(model);
        var named = seed % 3 == 0 ? model.Services.Take(1).Select(service => service.Name).ToArray() : [];
        var query = new ResilienceQuery { Level = 1 + (seed % 3), FailuresOnly = seed % 2 == 0, MinimalOnly = seed % 5 == 0, Services = named, Kinds = seed % 7 == 0 ? [DcPartKind.Node, DcPartKind.Switch] : [] };
        var kinds = query.Kinds.Count == 0 ? uint.MaxValue : query.Kinds.Aggregate(0u, (set, kind) => set | naive.OfKind(kind));
        var asked = model.Services.Select((service, i) => (named.Length > 0 ? named.Contains(service.Name) : !service.IsAuxiliary) ? 1u << i : 0).Aggregate(0u, (set, bit) => set | bit);

        string Names(uint services) => string.Join(' ', model.Services.Where((_, i) => (services & (1u << i)) != 0).Select(service => service.Name).Order(StringComparer.Ordinal));
        string Line(IEnumerable<DcPart> lost, string down, string minimal) => $"{Text(lost)} | {down} | {minimal}";
        var expected = Sets(naive, query.Level).Where(lost => lost != 0 && (lost & ~kinds) == 0).Select(lost =>
        {
            var down = ~truth[lost] & asked;
            var minimal = Bits(lost).Aggregate(down, (set, bit) => set & truth[lost & ~(1u << bit)]);
            return (lost, down, minimal);
        }).Where(failure => (!query.FailuresOnly || failure.down != 0) && (!query.MinimalOnly || failure.minimal != 0))
            .Select(failure => Line(naive.Parts(failure.lost), Names(failure.down), Names(failure.minimal)));
        Same(expected, engine.TestAll(query, CancellationToken.None).Select(result => Line(result.Lost, string.Join(' ', result.Services), string.Join(' ', result.Minimal))), $"seed {seed}");
    });

    [Fact]
    public void The_worst_loss_of_parts_of_a_kind_is_the_smallest_that_takes_a_service_down() => Each((seed, model, naive, truth) =>
    {
        var asked = model.Services.Select((service, i) => service.IsAuxiliary ? 0 : 1u << i).Aggregate(0u, (set, bit) => set | bit);
        var engine = new ResilienceEngine(model);
        foreach (var kind in model.Parts.Select(part => part.Part.Kind).Distinct())
        {
            var all = naive.OfKind(kind) & naive.MayFail;
            var deadly = Sets(naive, 12).Where(lost => (lost & ~all) == 0 && (~truth[lost] & asked) != 0).ToList();
            var least = deadly.Count == 0 ? int.MaxValue : deadly.Min(BitOperations.PopCount);
            for (var count = 0; count <= BitOperations.PopCount(all) + 1; count++)
            {
                var result = engine.AnyOf(kind, count, CancellationToken.None);
                Assert.True(result.Survives == (least > count), $"seed {seed}: any {count} of {kind}");
                if (result.Survives)
                    continue;
                Assert.Equal(least, result.Lost.Count);
                Assert.Contains(deadly, lost => Text(naive.Parts(lost)) == Text(result.Lost));
                var down = engine.Test(result.Lost).Where(one => !one.Survives).Select(one => one.Service);
                Assert.Equal(down, result.Services);
                Assert.NotEmpty(result.Minimal);
            }
        }
    });

    [Fact]
    public void A_failure_that_is_asked_for_is_told_alike_and_its_spare_is_what_can_be_lost()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var model = RandomClouds.Make(seed);
            var naive = new NaiveCloud(model);
            var engine = new ResilienceEngine(model);
            var lost = (uint)(seed * 2654435761L) & ((1u << naive.Count) - 1);
            var survivors = naive.Survivors(lost);
            foreach (var result in engine.Test(naive.Parts(lost)))
            {
                var index = model.Services.ToList().FindIndex(service => service.Name == result.Service);
                Assert.Equal(((survivors >> index) & 1) == 1, result.Survives);
                Assert.Equal(result.Survives && model.Services[index].Quorums.Any(quorum => quorum.Need > 0), result.Spare is not null);
                Assert.True(result.Survives || result.Reasons.Count > 0);
            }
        }
    }

    private static void Each(Action<int, CloudModel, NaiveCloud, uint[]> check) => Parallel.For(0, Clouds, seed =>
    {
        var (model, naive, truth) = All.Value[seed];
        check(seed, model, naive, truth);
    });

    private static (CloudModel Model, NaiveCloud Naive, uint[] Truth)[] MakeAll()
    {
        var all = new (CloudModel, NaiveCloud, uint[])[Clouds];
        Parallel.For(0, Clouds, seed =>
        {
            // Most have fewer parts than twelve, since each part doubles the failures that there are.
            var model = RandomClouds.Make(seed, most: seed % 20 == 0 ? 12 : seed % 20 < 5 ? 10 : 8);
            var naive = new NaiveCloud(model);
            var truth = new uint[1 << naive.Count];
            for (var lost = 0u; lost < truth.Length; lost++)
                truth[lost] = naive.Survivors(lost);
            all[seed] = (model, naive, truth);
        });
        return all;
    }

    private static IEnumerable<uint> Sets(NaiveCloud naive, int most) => Enumerable.Range(0, 1 << naive.Count).Select(set => (uint)set).Where(set => BitOperations.PopCount(set) <= most && (set & ~naive.MayFail) == 0);

    private static IEnumerable<int> Bits(uint set) => Enumerable.Range(0, 32).Where(bit => (set & (1u << bit)) != 0);

    private static string Text(IEnumerable<DcPart> parts) => string.Join(' ', parts.Select(part => part.ToString()).Order(StringComparer.Ordinal));

    private static int[] Numbers(CloudGraph graph, NaiveCloud naive) => [.. Enumerable.Range(0, naive.Count).Select(bit => graph.TryFind(naive.Parts(1u << bit)[0], out var number) ? number : -1)];

    private static void Same(IEnumerable<string> expected, IEnumerable<string> found, string where)
    {
        var (one, other) = (expected.Order(StringComparer.Ordinal).ToList(), found.Order(StringComparer.Ordinal).ToList());
        Assert.True(one.SequenceEqual(other), $"{where}: {string.Join("; ", one.Except(other).Select(line => "missing " + line).Concat(other.Except(one).Select(line => "wrong " + line)).Take(5))}");
    }
}
