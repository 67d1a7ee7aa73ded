using Dentropy.Engine.Inventory;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Model;

/// <summary>
/// Parts of one kind by name, in any letter case. Where the section is there, it says which there are, and any other is an error; where it is not, each that is
/// named is taken to be there.
/// </summary>
/// <param name="kind">The kind.</param>
/// <param name="described">Names that the section has; null where there is no section.</param>
internal sealed class PartTable(DcPartKind kind, IEnumerable<string>? described)
{
    private readonly Dictionary<string, DcPart> _parts = described?.ToDictionary(name => name, name => new DcPart(kind, name), StringComparer.OrdinalIgnoreCase)
        ?? new Dictionary<string, DcPart>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Parts that were only named.</summary>
    public List<DcPart> Named { get; } = [];

    /// <summary>Whether a section says which there are.</summary>
    public bool IsDescribed => described is not null;

    /// <summary>The part of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="place">Where it is named, asked for only where there is none.</param>
    /// <exception cref="DentropyException"><c>PartNotFound</c>, with the line.</exception>
    public DcPart Get(string name, Func<ModelPlace> place)
    {
        if (_parts.TryGetValue(name, out var part))
            return part;
        if (described is not null)
            throw ModelErrors.PartNotFound(place(), kind == DcPartKind.Power ? "power feed" : "switch", name, _parts.Keys);
        _parts.Add(name, part = new DcPart(kind, name));
        Named.Add(part);
        return part;
    }

    /// <summary>Parts of names, each once.</summary>
    public IReadOnlyList<DcPart> Get(string cloud, IReadOnlyList<YamlText> names) =>
        [.. names.Select(name => Get(name.Text!, () => ModelPlace.Of(cloud, name.Line))).Distinct()];
}
