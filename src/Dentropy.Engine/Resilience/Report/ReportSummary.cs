using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Report;

/// <summary>What the page says in words before it shows anything.</summary>
internal sealed class ReportSummary(ReportContent content)
{
    private const int MostNamed = 6;

    private readonly List<(DcPart Part, IReadOnlyList<string> Services)> _bad =
    [
        .. content.Singles
            .Select(failure => (failure.Lost[0], (IReadOnlyList<string>)[.. failure.Services.Where(result => !result.Survives).Select(result => result.Service)]))
            .Where(pair => pair.Item2.Count > 0)
            .OrderByDescending(pair => pair.Item2.Count)
            .ThenBy(pair => pair.Item1.ToString(), Inventory.NodeNameOrder.Instance),
    ];

    /// <summary>Figures to be seen at a glance.</summary>
    public Html Tiles()
    {
        var page = new Html();
        var safe = content.Services.Count(service => _bad.TrueForAll(pair => !pair.Services.Contains(service, StringComparer.Ordinal)));
        page.Raw("<ul class=\"tiles\">");
        Tile(page, _bad.Count == 0, $"{content.Singles.Count - _bad.Count} of {content.Singles.Count}", "single failures are survived by every service");
        Tile(page, safe == content.Services.Count, $"{safe} of {content.Services.Count}", "services survive each single failure");
        if (content.Level > 1)
            Tile(page, content.Combined.Count == 0, $"{content.Combined.Count}", content.Level == 2 ? "pairs take a service down though neither does so alone" : "pairs and triples take a service down though no part of them does");
        page.Raw("</ul>");
        return page;
    }

    public Html Sentences()
    {
        var page = new Html();
        page.Raw("<ul class=\"summary\">");
        page.Line($"<li>{Looked()}</li>");
        page.Line($"<li>{Alone()}</li>");
        if (content.Level > 1)
            page.Line($"<li>{Together()}</li>");
        if (content.Model.Down.Count > 0)
            page.Line($"<li>{ReportWords.List([.. content.Model.Down.Select(part => part.ToString())], MostNamed)} {(content.Model.Down.Count == 1 ? "does" : "do")} not work now; every failure comes on top of that.</li>");
        if (content.Advice is [var first, ..])
            page.Line($"<li>What helps most for its effort: {first.Change}.</li>");
        page.Raw("</ul>");
        return page;
    }

    private static void Tile(Html page, bool good, string figure, string words) => page.Line($"<li class=\"{(good ? "good" : "bad")}\"><b>{figure}</b>{words}</li>");

    private string Looked()
    {
        var kinds = content.Model.Parts.CountBy(part => part.Part.Kind).OrderBy(pair => pair.Key).Select(pair => ReportWords.Count(pair.Value, Name(pair.Key, many: false), Name(pair.Key, many: true)));
        return $"The cloud has {ReportWords.List([.. kinds])}, and {ReportWords.Count(content.Services.Count, "service", "services")} that {(content.Services.Count == 1 ? "is" : "are")} to work.";

        static string Name(DcPartKind kind, bool many)
        {
            var word = ReportWords.One(kind);
            word = kind == DcPartKind.Osd ? word : word.ToLowerInvariant();
            return many ? word + (kind == DcPartKind.Switch ? "es" : "s") : word;
        }
    }

    private string Alone()
    {
        if (content.Services.Count == 0)
            return "No services are described, so nothing can be said of what is survived. Describe them in cloud.yaml.";
        if (_bad.Count == 0)
            return "Whichever single thing fails, every service goes on working.";
        var named = _bad.Take(MostNamed).Select(pair => $"{pair.Part} ({ReportWords.List(pair.Services, 3)})").ToList();
        var more = _bad.Count > MostNamed ? $", and {_bad.Count - MostNamed} more" : "";
        return $"{ReportWords.Count(_bad.Count, "thing takes", "things take")} services down alone: {string.Join(", ", named)}{more}.";
    }

    private string Together()
    {
        if (content.Combined.Count == 0)
            return $"No further harm comes from {(content.Level == 2 ? "two" : "two or three")} things that fail at the same time.";
        var parts = content.Combined.SelectMany(row => row.Lost).CountBy(part => part).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key.ToString(), Inventory.NodeNameOrder.Instance).Take(3);
        return $"{ReportWords.Count(content.Combined.Count, "combination", "combinations")} of {(content.Level == 2 ? "two" : "two or three")} things {(content.Combined.Count == 1 ? "takes" : "take")} down a service that survives each smaller failure. "
            + $"In most of them: {ReportWords.List([.. parts.Select(pair => $"{pair.Key} ({pair.Value})")])}.";
    }
}
