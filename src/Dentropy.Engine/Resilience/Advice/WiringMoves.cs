using Dentropy.Engine.Inventory;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Advice;

/// <summary>Cables to other switches, power from other feeds, and more of both; another uplink.</summary>
internal sealed class WiringMoves(CloudModel model, HostClasses classes)
{
    private readonly IReadOnlyList<DcPart> _switches = Usable(model, DcPartKind.Switch);
    private readonly IReadOnlyList<DcPart> _feeds = Usable(model, DcPartKind.Power);

    /// <summary>Changes of what the services may hang on.</summary>
    /// <param name="hosts">Nodes that the services run on; what becomes of others makes no difference to them.</param>
    /// <param name="anyPublic">Whether the internet matters.</param>
    public IEnumerable<CloudMove> Find(IReadOnlySet<DcPart> hosts, bool anyPublic)
    {
        // Of hosts that are alike one is enough; a gateway is never like another.
        var owners = classes.Distinct(model.Parts.Select(part => part.Part).Order(PartOrder.Instance).Where(part => part.Kind switch
        {
            DcPartKind.Node => hosts.Contains(part),
            DcPartKind.Switch or DcPartKind.Uplink or DcPartKind.Power => true,
            _ => false,
        })).ToHashSet();
        var moves = owners.Where(part => part.Kind is DcPartKind.Node or DcPartKind.Uplink).SelectMany(Cables)
            .Concat(Trunks())
            .Concat(model.Parts.Where(part => owners.Contains(part.Part) && !part.NeverFails).SelectMany(Power));
        return anyPublic ? moves.Concat(Uplinks()) : moves;
    }

    private static IReadOnlyList<DcPart> Usable(CloudModel model, DcPartKind kind) =>
        [.. model.Parts.Where(part => part.Part.Kind == kind && !part.NeverFails && !model.Down.Contains(part.Part)).Select(part => part.Part).Order(PartOrder.Instance)];

    private static string Name(DcPart part) => part.Kind == DcPartKind.Node ? Shown.Text(part.Name) : $"{part.Kind.ToString().ToLowerInvariant()} {Shown.Text(part.Name)}";

    private static CloudModel Connect(CloudModel model, DcPart from, DcPart to)
    {
        var cable = Free(model, DcPartKind.Link, $"{from.Name}-{to.Name}");
        return model with { Parts = [.. model.Parts, new ModelPart(cable)], Edges = [.. model.Edges, new ModelEdge(from, to, cable)] };
    }

    private static DcPart Free(CloudModel model, DcPartKind kind, string name)
    {
        var free = new DcPart(kind, name);
        for (var i = 2; model.Parts.Any(part => part.Part == free); i++)
            free = new DcPart(kind, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}-{i}"));
        return free;
    }

    private static CloudModel Feed(CloudModel model, DcPart owner, IReadOnlyList<DcPart> old, IReadOnlyList<DcPart> group) => model with
    {
        Parts = [.. model.Parts.Select(part => part.Part != owner ? part : part with { Needs = [.. part.Needs.Select(need => need.SequenceEqual(old) ? group : need)] })],
    };

    private IEnumerable<CloudMove> Cables(DcPart owner)
    {
        var own = model.Edges.Where(edge => (edge.From == owner && edge.To is { Kind: DcPartKind.Switch }) || (edge.To == owner && edge.From.Kind == DcPartKind.Switch)).ToList();
        if (own.Count == 0)
            yield break;
        var there = own.Select(edge => edge.From == owner ? edge.To! : edge.From).ToHashSet();
        foreach (var to in _switches.Where(one => !there.Contains(one)))
        {
            yield return new CloudMove("AddCable", CloudMove.AddCableCost, $"Give {Name(owner)} another cable, to {Name(to)}", null, model => Connect(model, owner, to));
            foreach (var edge in own)
            {
                var from = edge.From == owner ? edge.To! : edge.From;
                yield return new CloudMove("MoveCable", CloudMove.MoveCableCost, $"Move the cable of {Name(owner)} from {Name(from)} to {Name(to)}", null, model => model with
                {
                    Edges = [.. model.Edges.Select(one => one == edge ? new ModelEdge(owner, to, edge.Cable) : one)],
                });
            }
        }
    }

    private IEnumerable<CloudMove> Trunks()
    {
        var joined = model.Edges.Where(edge => edge.To is not null).SelectMany(edge => new[] { (edge.From, edge.To!), (edge.To!, edge.From) }).ToHashSet();
        for (var i = 0; i < _switches.Count; i++)
        {
            for (var j = i + 1; j < _switches.Count; j++)
            {
                var (one, other) = (_switches[i], _switches[j]);
                if (!joined.Contains((one, other)))
                    yield return new CloudMove("AddCable", CloudMove.AddCableCost, $"Join {Name(one)} and {Name(other)} with a cable", null, model => Connect(model, one, other));
            }
        }
    }

    private IEnumerable<CloudMove> Power(ModelPart owner)
    {
        foreach (var group in owner.Needs.Where(group => group.Count > 0 && group.All(feed => feed.Kind == DcPartKind.Power)))
        {
            foreach (var to in _feeds.Where(feed => feed != owner.Part && !group.Contains(feed) && !Needs(feed, owner.Part)))
            {
                yield return new CloudMove("AddPower", CloudMove.AddPowerCost, $"Give {Name(owner.Part)} another supply, from {Name(to)}", null, model => Feed(model, owner.Part, group, [.. group, to]));
                foreach (var from in group)
                    yield return new CloudMove("MovePower", CloudMove.MovePowerCost, $"Feed {Name(owner.Part)} from {Name(to)} instead of {Name(from)}", null, model => Feed(model, owner.Part, group, [.. group.Select(feed => feed == from ? to : feed)]));
            }
        }
    }

    // Whether a feed needs the part by any way, so that to feed the part from it would close a circle.
    private bool Needs(DcPart feed, DcPart part)
    {
        var parts = model.Parts.ToDictionary(one => one.Part);
        var found = new HashSet<DcPart> { feed };
        var open = new Stack<DcPart>([feed]);
        while (open.TryPop(out var next))
        {
            if (next == part)
                return true;
            foreach (var needed in parts[next].Needs.SelectMany(group => group).Concat(parts[next].At is { } at ? [at] : []))
                if (found.Add(needed))
                    open.Push(needed);
        }

        return false;
    }

    private IEnumerable<CloudMove> Uplinks()
    {
        foreach (var at in _switches)
        {
            foreach (var feed in _feeds.Count == 0 ? [null] : _feeds.Cast<DcPart?>())
            {
                yield return new CloudMove("AddUplink", CloudMove.AddUplinkCost, $"Add an uplink at {Name(at)}{(feed is null ? "" : $", fed from {Name(feed)}")}", null, model =>
                {
                    var uplink = Free(model, DcPartKind.Uplink, $"at-{at.Name}");
                    return model with
                    {
                        Parts = [.. model.Parts, new ModelPart(uplink) { Needs = feed is null ? [] : [[feed]] }],
                        Edges = [.. model.Edges, new ModelEdge(uplink, at), new ModelEdge(uplink, null)],
                    };
                });
            }
        }
    }
}
