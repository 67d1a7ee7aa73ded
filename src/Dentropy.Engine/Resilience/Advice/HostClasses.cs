using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Advice;

/// <summary>
/// Nodes that are alike: the same cables, power and site, and the same in every service. A change with one of them does what it does with
/// any other, so one stands for all.
/// </summary>
internal sealed class HostClasses
{
    private readonly List<DcPart> _hosts;
    private readonly Dictionary<DcPart, string> _classes = [];
    private readonly int _each;

    /// <param name="model">The model.</param>
    /// <param name="each">How many of each class count: as many as there are changes at once.</param>
    public HostClasses(CloudModel model, int each)
    {
        _each = each;
        var down = model.Down.ToHashSet();
        _hosts = [.. model.Parts.Where(part => part.Part.Kind == DcPartKind.Node && !part.NeverFails && !down.Contains(part.Part)).Select(part => part.Part).Order(PartOrder.Instance)];
        var edges = model.Edges.SelectMany(edge => new[] { (Node: edge.From, Other: edge.To, edge.Cable), (Node: edge.To ?? edge.From, Other: (DcPart?)edge.From, edge.Cable) }).ToLookup(edge => edge.Node);
        var roles = model.Services.SelectMany(service => service.Quorums.SelectMany((quorum, i) => quorum.Of.Select(part => (part, $"{service.Name}/{i}")))).ToLookup(role => role.part, role => role.Item2);
        var used = model.Parts.SelectMany(part => part.Needs.SelectMany(group => group).Concat(part.At is { } at ? [at] : [])).ToHashSet();
        foreach (var part in model.Parts)
        {
            // A cable of its own makes no node special, since it is nobody else's; what others hang on does.
            var own = part.Part.Kind != DcPartKind.Node || used.Contains(part.Part) || part.Forwards is not null ? part.Part.ToString() : "";
            _classes[part.Part] = string.Join('\n', [
                own,
                string.Join(',', part.Needs.Select(group => string.Join('|', group.Select(needed => needed.ToString()).Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal)),
                part.At?.ToString() ?? "",
                string.Join(',', edges[part.Part].Select(edge => $"{edge.Other} {edge.Cable is not null}").Order(StringComparer.Ordinal)),
                string.Join(',', roles[part.Part].Order(StringComparer.Ordinal))]);
        }
    }

    /// <summary>Hosts of each class that are none of these, in order.</summary>
    public IReadOnlyList<DcPart> Hosts(IEnumerable<DcPart> but)
    {
        var there = but.ToHashSet();
        return Distinct(_hosts.Where(host => !there.Contains(host)));
    }

    /// <summary>Parts of each class.</summary>
    public IReadOnlyList<DcPart> Distinct(IEnumerable<DcPart> parts) => [.. parts.GroupBy(part => _classes[part], StringComparer.Ordinal).SelectMany(alike => alike.Take(_each))];
}
