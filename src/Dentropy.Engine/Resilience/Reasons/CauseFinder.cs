using Dentropy.Engine.Resilience.Search;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Reasons;

/// <summary>Why a part does not work: what failed or is down at the root of it, and what that does to the part.</summary>
internal sealed record PartCause(int[] Roots, string Effect, string Effects);

/// <summary>Traces what does not work back to what fails. The order in which parts failed has each after what it fails with.</summary>
internal sealed class CauseFinder
{
    private readonly CloudGraph _graph;
    private readonly Dictionary<int, PartCause> _causes = [];

    private CauseFinder(CloudGraph graph) => _graph = graph;

    public static CauseFinder Find(CloudGraph graph, NeedGroups groups, ReadOnlySpan<int> failed, bool[] isFailed, IReadOnlySet<int> lost)
    {
        var finder = new CauseFinder(graph);
        foreach (var part in failed)
        {
            finder._causes[part] = lost.Contains(part) || graph.Down.Contains(part)
                ? new PartCause([part], "", "")
                : finder.Through(part, groups, isFailed);
        }

        return finder;
    }

    public PartCause Of(int part) => _causes[part];

    private PartCause Through(int part, NeedGroups groups, bool[] isFailed)
    {
        foreach (var group in groups.Of[part])
        {
            var members = groups.Members[group];
            if (!Array.TrueForAll(members, member => isFailed[member]) || !Array.TrueForAll(members, _causes.ContainsKey))
                continue;
            int[] roots = [.. members.SelectMany(member => _causes[member].Roots).Distinct().Order()];
            var (effect, effects) = members.Length == 0 ? ("cannot work", "cannot work") : _graph.Parts[members[0]].Kind switch
            {
                DcPartKind.Power => ("has no power", "have no power"),
                DcPartKind.Site => ("is lost with it", "are lost with it"),
                DcPartKind.Node or DcPartKind.Osd => ("fails with it", "fail with it"),
                _ => ("cannot work", "cannot work"),
            };
            return new PartCause(roots, effect, effects);
        }

        return new PartCause([], "cannot work", "cannot work");
    }
}
