using Dentropy.Engine.Resilience;
using Dentropy.Resilience;

namespace Dentropy.Engine.Tests.Resilience;

/// <summary>
/// The definition, word for word, over sets as bits: slow and plain, and it shares nothing with the engine. Up to 31 parts; bit 31 is the internet.
/// </summary>
internal sealed class NaiveCloud
{
    private const uint Internet = 1u << 31;
    private readonly CloudModel _model;
    private readonly Dictionary<DcPart, int> _bit = [];
    private readonly ModelPart[] _parts;
    private readonly (uint From, uint To, uint All)[] _edges;
    private readonly uint[][] _needs;
    private readonly uint[][] _matter;
    private readonly uint[] _place;
    private readonly uint _forwards;
    private readonly uint _down;
    private readonly Dictionary<string, ModelService> _services;
    private readonly Dictionary<ModelQuorum, uint[]> _members = [];
    private readonly List<uint> _areas = [];

    public NaiveCloud(CloudModel model)
    {
        _model = model;
        _parts = [.. model.Parts];
        for (var i = 0; i < _parts.Length; i++)
            _bit[_parts[i].Part] = i;
        uint Bit(DcPart part) => 1u << _bit[part];
        uint Bits(IEnumerable<DcPart> parts) => parts.Aggregate(0u, (bits, part) => bits | Bit(part));

        _needs = [.. _parts.Select(part => part.Needs.Select(Bits).ToArray())];
        _matter = [.. _parts.Select(part => part.Needs.Where(group => group.Count > 0 && group.All(needed => needed.Kind is DcPartKind.Site or DcPartKind.Node or DcPartKind.Osd)).Select(Bits).ToArray())];
        _place = new uint[_parts.Length];
        for (var i = 0; i < _parts.Length; i++)
        {
            var place = _parts[i];
            while (place.At is { } at)
                place = _parts[_bit[at]];
            _place[i] = Bit(place.Part);
        }

        uint Place(DcPart? part) => part is null ? Internet : _place[_bit[part]];
        _edges = [.. model.Edges.Select(edge => (Place(edge.From), Place(edge.To), Bits(new[] { edge.From, edge.To, edge.Cable }.OfType<DcPart>())))];
        _forwards = Internet;
        foreach (var part in _parts)
        {
            var me = Bit(part.Part);
            var gateway = _edges.Any(edge => edge.From != edge.To && (edge.From == me || edge.To == me) && IsGate(edge.From == me ? edge.To : edge.From));
            if (part.Forwards ?? (part.Part.Kind != DcPartKind.Node || gateway))
                _forwards |= me;
        }

        _down = Bits(model.Down);
        _services = model.Services.ToDictionary(service => service.Name);
        foreach (var quorum in model.Services.SelectMany(service => service.Quorums))
            _members[quorum] = [.. quorum.Of.Select(Bit)];

        bool IsGate(uint other) => other == Internet || _parts.Any(part => Bit(part.Part) == other && part.Part.Kind is DcPartKind.Node or DcPartKind.Uplink);
    }

    public int Count => _parts.Length;

    public DcPart[] Parts(uint set) => [.. _parts.Where((_, i) => (set & (1u << i)) != 0).Select(part => part.Part)];

    public uint OfKind(DcPartKind kind) => Where(part => part.Part.Kind == kind);

    public uint MayFail => Where(part => !part.NeverFails) & ~_down;

    /// <summary>Bit for bit, which services of the model survive.</summary>
    public uint Survivors(uint lost)
    {
        lost |= _down;
        var works = 0u;
        var whole = 0u;
        for (var changed = true; changed;)
        {
            changed = false;
            for (var i = 0; i < _parts.Length; i++)
            {
                var bit = 1u << i;
                var at = _parts[i].At is { } part ? 1u << _bit[part] : 0u;
                if ((works & bit) == 0 && (lost & bit) == 0 && (at == 0 || (works & at) != 0) && Array.TrueForAll(_needs[i], group => (group & works) != 0))
                    (works, changed) = (works | bit, true);
                if ((whole & bit) == 0 && (lost & bit) == 0 && (at == 0 || (whole & at) != 0) && Array.TrueForAll(_matter[i], group => (group & whole) != 0))
                    (whole, changed) = (whole | bit, true);
            }
        }

        _areas.Clear();
        Reach(Internet, works);
        for (var i = 0; i < _parts.Length; i++)
        {
            if ((works & (1u << i)) == 0)
                continue;
            if ((_forwards & (1u << i)) != 0)
                Reach(1u << i, works);
            else
                _areas.Add(1u << i);
        }

        foreach (var edge in _edges)
            if ((edge.All & works) == edge.All)
                _areas.Add(edge.From | edge.To);

        var survivors = 0u;
        for (var i = 0; i < _model.Services.Count; i++)
        {
            var service = _model.Services[i];
            foreach (var area in _areas)
                if ((!service.IsPublic || (area & Internet) != 0) && Works(service, area, works, whole))
                    survivors |= 1u << i;
        }

        return survivors;
    }

    private bool Works(ModelService service, uint area, uint works, uint whole)
    {
        foreach (var quorum in service.Quorums)
        {
            var count = 0;
            foreach (var part in _members[quorum])
                if (service.IsAtRest ? (part & whole) != 0 : (part & works) != 0 && (PlaceOf(part) & area) != 0)
                    count++;
            if (count < quorum.Need)
                return false;
        }

        foreach (var needed in service.Needs)
            if (!Works(_services[needed], area, works, whole))
                return false;
        return true;
    }

    private uint PlaceOf(uint part) => _place[System.Numerics.BitOperations.TrailingZeroCount(part)];

    // All that can be reached from a place through places that forward.
    private void Reach(uint from, uint works)
    {
        var area = from;
        for (var before = 0u; before != area;)
        {
            before = area;
            foreach (var (one, other, all) in _edges)
            {
                if ((all & works) != all)
                    continue;
                if ((one & area & _forwards) != 0)
                    area |= other;
                if ((other & area & _forwards) != 0)
                    area |= one;
            }
        }

        _areas.Add(area);
    }

    private uint Where(Func<ModelPart, bool> which) => _parts.Select((part, i) => which(part) ? 1u << i : 0u).Aggregate(0u, (all, bit) => all | bit);
}
