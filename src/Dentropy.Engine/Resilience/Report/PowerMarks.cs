using Dentropy.Engine.Inventory;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Report;

/// <summary>A short mark for each power feed and each site: a letter and a colour, so that neither is needed to tell two apart.</summary>
internal sealed class PowerMarks
{
    private const int Colours = 8;

    private readonly Dictionary<DcPart, IReadOnlyList<DcPart>> _needs = [];
    private readonly Dictionary<DcPart, int> _number = [];

    public PowerMarks(CloudModel model)
    {
        foreach (var part in model.Parts)
            _needs[part.Part] = [.. part.Needs.SelectMany(group => group).Distinct().Order(Comparer<DcPart>.Create(Compare))];
        Feeds = Named(model, DcPartKind.Power);
        Sites = Named(model, DcPartKind.Site);
        foreach (var (i, feed) in Feeds.Index())
            _number[feed] = i;
        foreach (var (i, site) in Sites.Index())
            _number[site] = i;
    }

    public IReadOnlyList<DcPart> Feeds { get; }

    public IReadOnlyList<DcPart> Sites { get; }

    /// <summary>The feeds and sites that a part needs directly. A site that all parts share says nothing.</summary>
    public IEnumerable<DcPart> Of(DcPart part) =>
        _needs.GetValueOrDefault(part, []).Where(need => need.Kind == DcPartKind.Power || (need.Kind == DcPartKind.Site && Sites.Count > 1));

    /// <summary>A, B, ... for feeds; 1, 2, ... for sites.</summary>
    public string Text(DcPart mark)
    {
        var number = _number.GetValueOrDefault(mark);
        if (mark.Kind == DcPartKind.Site)
            return (number + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return number < 26 ? $"{(char)('A' + number)}" : $"{(char)('A' + (number / 26) - 1)}{(char)('A' + (number % 26))}";
    }

    public string Class(DcPart mark) => mark.Kind == DcPartKind.Site ? "site" : $"p{_number.GetValueOrDefault(mark) % Colours}";

    /// <summary>What the mark stands for, e.g. <c>ups-a, fed by mains</c>.</summary>
    public string Meaning(DcPart mark)
    {
        var above = _needs.GetValueOrDefault(mark, []).Where(need => need.Kind == DcPartKind.Power).Select(need => need.Name).ToList();
        return above.Count > 0 ? $"{mark.Name}, fed by {string.Join(" or ", above)}" : mark.Name;
    }

    private static IReadOnlyList<DcPart> Named(CloudModel model, DcPartKind kind) =>
        [.. model.Parts.Select(part => part.Part).Where(part => part.Kind == kind).OrderBy(part => part.Name, NodeNameOrder.Instance)];

    private static int Compare(DcPart? x, DcPart? y) => x!.Kind != y!.Kind ? x.Kind - y.Kind : NodeNameOrder.Instance.Compare(x.Name, y.Name);
}
