using Dentropy.Engine.Inventory;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Report;

/// <summary>Which part of the cloud is drawn in which layer. A pure function of the model.</summary>
internal sealed class TopologyGroups
{
    private readonly CloudModel _model;

    public TopologyGroups(CloudModel model)
    {
        _model = model;
        Switches = Named(DcPartKind.Switch);
        Uplinks = Named(DcPartKind.Uplink);
        var nodes = Named(DcPartKind.Node);
        var outside = nodes.Where(node => SwitchesOf(node).Count == 0 && Touches(node, other: null)).ToList();
        Outside = [.. Named(DcPartKind.Provider), .. outside];
        Groups =
        [
            .. nodes.Except(outside)
                .GroupBy(node => string.Join('\n', SwitchesOf(node)), StringComparer.Ordinal)
                .OrderBy(group => group.Key.Length == 0)
                .ThenBy(group => group.Key, NodeNameOrder.Instance)
                .Select(group => (Switches: SwitchesOf(group.First()), Nodes: (IReadOnlyList<DcPart>)[.. group])),
        ];
    }

    /// <summary>Providers and nodes that stand on the internet itself.</summary>
    public IReadOnlyList<DcPart> Outside { get; }

    public IReadOnlyList<DcPart> Uplinks { get; }

    public IReadOnlyList<DcPart> Switches { get; }

    /// <summary>Nodes by the switches that they hang on; those without a cable last.</summary>
    public IReadOnlyList<(IReadOnlyList<DcPart> Switches, IReadOnlyList<DcPart> Nodes)> Groups { get; }

    private IReadOnlyList<DcPart> Named(DcPartKind kind) => [.. _model.Parts.Select(part => part.Part).Where(part => part.Kind == kind).OrderBy(part => part.Name, NodeNameOrder.Instance)];

    private IReadOnlyList<DcPart> SwitchesOf(DcPart node) =>
    [
        .. _model.Edges.Where(edge => edge.From == node || edge.To == node)
            .Select(edge => edge.From == node ? edge.To : edge.From)
            .OfType<DcPart>()
            .Where(part => part.Kind == DcPartKind.Switch)
            .Distinct()
            .OrderBy(part => part.Name, NodeNameOrder.Instance),
    ];

    private bool Touches(DcPart part, DcPart? other) => _model.Edges.Any(edge => edge.From == part && edge.To == other);
}
