using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Report;

/// <summary>Draws the topology as SVG. Each thing that can fail is a link to its row of the matrix, so that it can be reached by keyboard and has a name.</summary>
internal sealed class TopologyDrawing(ReportContent content)
{
    private const int LongestName = 15;

    private readonly TopologyLayout _layout = new(content.Model);
    private readonly PowerMarks _marks = new(content.Model);
    private readonly HashSet<DcPart> _down = [.. content.Model.Down];
    private readonly Dictionary<DcPart, IReadOnlyList<string>> _takes = content.Singles
        .ToDictionary(failure => failure.Lost[0], failure => (IReadOnlyList<string>)[.. failure.Services.Where(result => !result.Survives).Select(result => result.Service)]);

    private readonly ILookup<DcPart, string> _services = content.Model.Services
        .Where(service => !service.IsAuxiliary)
        .SelectMany(service => service.Quorums.SelectMany(quorum => quorum.Of).Distinct().Select(part => (part, service.Name)))
        .ToLookup(pair => pair.part, pair => pair.Name);

    public Html Draw()
    {
        var page = new Html();
        page.Line($"<svg class=\"map\" width=\"{_layout.Width}\" height=\"{_layout.Height}\" viewBox=\"0 0 {_layout.Width} {_layout.Height}\" role=\"group\" aria-labelledby=\"map-title\" aria-describedby=\"map-words\">");
        page.Line($"<title id=\"map-title\">Topology of {content.Title}</title>");
        foreach (var group in _layout.Groups)
            Frame(page, group);
        Lines(page);
        foreach (var group in _layout.Groups.Where(group => group.Switches.Count != 1))
            page.Line($"<text class=\"label\" x=\"{group.Frame.X + 10}\" y=\"{group.Frame.Y + 17}\">{Label(group)}</text>");
        var net = _layout.Internet;
        page.Line($"<g><rect class=\"net\" x=\"{net.X}\" y=\"{net.Y}\" width=\"{net.Width}\" height=\"{net.Height}\" rx=\"18\"/><text class=\"mid\" x=\"{net.Middle}\" y=\"{net.Y + 23}\">the internet</text></g>");
        foreach (var box in _layout.Boxes.Values)
            Part(page, box);
        page.Raw("</svg>");
        return page;
    }

    /// <summary>What the marks and lines of the drawing mean.</summary>
    public Html Legend()
    {
        var page = new Html();
        page.Raw("<ul class=\"legend\">");
        foreach (var feed in _marks.Feeds)
            page.Line($"<li><span class=\"mark {_marks.Class(feed)}\">{_marks.Text(feed)}</span> power: {_marks.Meaning(feed)}</li>");
        foreach (var site in _marks.Sites.Where(_ => _marks.Sites.Count > 1))
            page.Line($"<li><span class=\"mark site\">{_marks.Text(site)}</span> site: {site.Name}</li>");
        page.Raw("<li><span class=\"line\"></span> cable that can fail by itself</li>");
        page.Raw("<li><span class=\"line sure\"></span> cable that is not looked at</li>");
        page.Raw("<li><span class=\"line bad\"></span> red frame or line with ✗: if it fails alone, a service is lost</li>");
        if (_down.Count > 0)
            page.Raw("<li><span class=\"mark off\">off</span> does not work now</li>");
        page.Raw("</ul>");
        return page;
    }

    private static string Label(BoxGroup group) => group.Switches.Count == 0 ? "without a switch" : "on " + string.Join(" + ", group.Switches.Select(one => one.Name));

    private static string Short(string name) => name.Length <= LongestName ? name : name[..(LongestName - 1)] + "…";

    private static void Frame(Html page, BoxGroup group)
    {
        var frame = group.Frame;
        page.Line($"<rect class=\"frame\" x=\"{frame.X}\" y=\"{frame.Y}\" width=\"{frame.Width}\" height=\"{frame.Height}\" rx=\"8\"/>");
    }

    private void Part(Html page, Box box)
    {
        var part = box.Part!;
        var takes = _takes.GetValueOrDefault(part, []);
        var classes = part.Kind.ToString().ToLowerInvariant() + (takes.Count > 0 ? " bad" : "") + (_down.Contains(part) ? " down" : "");
        // What never fails has no row to lead to.
        var fails = _takes.ContainsKey(part);
        var title = Title(part, takes, fails);
        if (fails)
            page.Line($"<a class=\"part {classes}\" href=\"#{FailureMatrix.RowId([part])}\" aria-label=\"{title}\"><title>{title}</title>");
        else
            page.Line($"<g class=\"part {classes}\" role=\"img\" aria-label=\"{title}\"><title>{title}</title>");
        page.Line($"<rect x=\"{box.X}\" y=\"{box.Y}\" width=\"{box.Width}\" height=\"{box.Height}\" rx=\"{(part.Kind == DcPartKind.Node ? 5 : 12)}\"/>");
        page.Line($"<text x=\"{box.X + 8}\" y=\"{box.Y + 16}\">{Short(part.Name)}</text>");
        var x = box.X + 8;
        foreach (var mark in _marks.Of(part))
        {
            var text = _marks.Text(mark);
            var width = 8 + (text.Length * 7);
            page.Line($"<rect class=\"mark {_marks.Class(mark)}\" x=\"{x}\" y=\"{box.Bottom - 17}\" width=\"{width}\" height=\"13\" rx=\"3\"/><text class=\"mark {_marks.Class(mark)}\" x=\"{x + (width / 2.0)}\" y=\"{box.Bottom - 7}\">{text}</text>");
            x += width + 3;
        }

        // Beside many marks there is no room for words; they are in the title.
        var room = x < box.X + (box.Width * 0.45);
        var kind = _down.Contains(part) ? "off" : !room ? "" : part.Kind == DcPartKind.Node ? ServiceCount(part) : ReportWords.One(part.Kind).ToLowerInvariant();
        page.Line($"<text class=\"small\" x=\"{box.X + box.Width - 7}\" y=\"{box.Bottom - 7}\">{kind}</text>");
        if (takes.Count > 0)
            page.Line($"<text class=\"sign\" x=\"{box.X + box.Width - 7}\" y=\"{box.Y + 16}\">✗</text>");
        page.Raw(fails ? "</a>" : "</g>");
    }

    private string ServiceCount(DcPart node) => _services[node].Count() is var count and > 0 ? ReportWords.Count(count, "service", "services") : "";

    private string Title(DcPart part, IReadOnlyList<string> takes, bool fails)
    {
        var words = new List<string> { $"{ReportWords.One(part.Kind)} {part.Name}{(_down.Contains(part) ? ", which does not work now" : "")}." };
        if (_services[part].ToList() is { Count: > 0 } services)
            words.Add($"Has {ReportWords.List(services, 8)}.");
        if (_marks.Of(part).Select(mark => mark.Name).ToList() is { Count: > 0 } feeds)
            words.Add($"Hangs on {ReportWords.List(feeds)}.");
        if (fails)
            words.Add(takes.Count > 0 ? $"If it fails alone, {ReportWords.List(takes, 8)} {(takes.Count == 1 ? "is" : "are")} lost." : "If it fails alone, no service is lost.");
        return string.Join(' ', words);
    }

    // One line for all cables of a group to a switch; every other connection has a line of its own.
    private void Lines(Html page)
    {
        var switches = _layout.Boxes.Values.Where(box => box.Part!.Kind == DcPartKind.Switch).OrderBy(box => box.X).ToList();
        var grouped = _layout.Groups.SelectMany(group => group.Nodes.Select(node => (node.Part!, group))).ToDictionary(pair => pair.Item1, pair => pair.group);
        var bundles = new Dictionary<(BoxGroup, DcPart), List<ModelEdge>>();
        foreach (var edge in content.Model.Edges)
        {
            var (from, to) = (edge.From, edge.To);
            if (to is not null && grouped.ContainsKey(to) && from.Kind == DcPartKind.Switch)
                (from, to) = (to, from);
            if (to is { Kind: DcPartKind.Switch } && grouped.TryGetValue(from, out var group))
            {
                if (!bundles.TryGetValue((group, to), out var edges))
                    bundles.Add((group, to), edges = []);
                edges.Add(edge);
                continue;
            }

            var (a, b) = (_layout.Boxes.GetValueOrDefault(from), to is null ? _layout.Internet : _layout.Boxes.GetValueOrDefault(to));
            if (a is null || b is null)
                continue;
            var arc = from.Kind == DcPartKind.Switch && to?.Kind == DcPartKind.Switch;
            Line(page, [edge], arc ? Arc(a, b, Math.Abs(switches.IndexOf(a) - switches.IndexOf(b))) : Straight(a, b));
        }

        foreach (var ((group, to), edges) in bundles)
            Line(page, edges, Straight(group.Frame, _layout.Boxes[to]));
    }

    private void Line(Html page, List<ModelEdge> edges, string path)
    {
        var cables = edges.Select(edge => edge.Cable).OfType<DcPart>().ToList();
        var bad = cables.Where(cable => _takes.GetValueOrDefault(cable, []).Count > 0).ToList();
        var classes = "cable" + (cables.Count == 0 ? " sure" : "") + (bad.Count > 0 ? " bad" : "");
        var ends = edges.Count == 1 ? $"{edges[0].From.Name} to {edges[0].To?.Name ?? "the internet"}" : ReportWords.Count(edges.Count, "cable", "cables");
        var what = bad.Count > 0 ? $"if {ReportWords.List([.. bad.Select(cable => cable.Name)], 5)} fails alone, a service is lost"
            : cables.Count > 0 ? "if one fails alone, no service is lost" : "taken to hold";
        page.Line($"<g role=\"img\" aria-label=\"{ends}: {what}\"><title>{ends}: {what}</title><path class=\"{classes}\" d=\"{path}\"/></g>");
    }

    private static string Straight(Box a, Box b)
    {
        var (upper, lower) = a.Y <= b.Y ? (a, b) : (b, a);
        // Into the side of a wide box that is nearest.
        var x1 = Math.Clamp(lower.Middle, upper.X + 12, upper.X + upper.Width - 12);
        var x2 = Math.Clamp(x1, lower.X + 12, lower.X + lower.Width - 12);
        return FormattableString.Invariant($"M{x1:0.#} {upper.Bottom:0.#} L{x2:0.#} {lower.Y:0.#}");
    }

    private static string Arc(Box a, Box b, int distance)
    {
        var (left, right) = a.X <= b.X ? (a, b) : (b, a);
        if (distance < 2)
            return FormattableString.Invariant($"M{left.X + left.Width:0.#} {left.Y + 18:0.#} L{right.X:0.#} {right.Y + 18:0.#}");
        var top = left.Y - (TopologyLayout.ArcHeight(distance) * 4 / 3);
        return FormattableString.Invariant($"M{left.Middle + 20:0.#} {left.Y:0.#} C{left.Middle + 40:0.#} {top:0.#} {right.Middle - 40:0.#} {top:0.#} {right.Middle - 20:0.#} {right.Y:0.#}");
    }}
