using Dentropy.Engine.Inventory;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Report;

/// <summary>The tables of failures by services, and the reasons below them.</summary>
internal sealed class FailureMatrix(ReportContent content)
{
    // A page with more is for no reader; the command line lists them all.
    private const int MostCombined = 200;

    private readonly Dictionary<string, int> _best = content.Services.ToDictionary(
        service => service,
        service => content.Singles.SelectMany(failure => failure.Services).Where(result => result.Service == service).Max(result => result.Spare) ?? 0,
        StringComparer.Ordinal);

    public static string RowId(IReadOnlyList<DcPart> lost) => "row-" + Html.Id(string.Join('+', lost));

    /// <summary>Single failures, a body a kind.</summary>
    public Html Singles()
    {
        var page = new Html();
        Begin(page, "Every single failure, by service");
        foreach (var kind in ReportWords.Kinds)
        {
            var rows = content.Singles.Where(failure => failure.Lost[0].Kind == kind).OrderBy(failure => failure.Lost[0].Name, NodeNameOrder.Instance).ToList();
            if (rows.Count == 0)
                continue;
            page.Line($"<tbody><tr class=\"kind\"><th scope=\"rowgroup\" colspan=\"{content.Services.Count + 1}\"><span>{ReportWords.Heading(kind, rows.Count)}</span></th></tr>");
            foreach (var row in rows)
                Single(page, row);
            page.Raw("</tbody>");
        }

        page.Raw("</table></div>");
        return page;
    }

    /// <summary>Failures of several things at once, for which each of them is needed.</summary>
    public Html Combined()
    {
        var page = new Html();
        var shown = content.Combined.Take(MostCombined).ToList();
        Begin(page, "Failures of several things at once, by service");
        page.Raw("<tbody>");
        foreach (var row in shown)
        {
            page.Line($"<tr id=\"{RowId(row.Lost)}\"><th scope=\"row\"><a href=\"#why-{RowId(row.Lost)}\">{ReportWords.Parts(row.Lost)}</a></th>");
            foreach (var service in content.Services)
            {
                if (row.Minimal.Contains(service, StringComparer.Ordinal))
                    page.Line($"<td class=\"x\" title=\"{service} does not work\">✗</td>");
                else if (row.Services.Contains(service, StringComparer.Ordinal))
                    page.Line($"<td class=\"a\" title=\"{service} does not work, and would not with a part of this either\">×</td>");
                else
                    page.Raw("<td class=\"u\">·</td>");
            }

            page.Raw("</tr>");
        }

        page.Raw("</tbody></table></div>");
        if (content.Combined.Count > shown.Count)
            page.Line($"<p>{content.Combined.Count - shown.Count} more are not on this page. <code>Test-DcResilience -Level {content.Level}</code> lists them all.</p>");
        return page;
    }

    /// <summary>Why, for each failure that a service does not survive.</summary>
    public Html SingleReasons()
    {
        var page = new Html();
        foreach (var kind in ReportWords.Kinds)
        {
            foreach (var failure in content.Singles.Where(failure => failure.Lost[0].Kind == kind).OrderBy(failure => failure.Lost[0].Name, NodeNameOrder.Instance))
            {
                var lost = failure.Services.Where(result => !result.Survives).ToList();
                if (lost.Count == 0)
                    continue;
                Details(page, failure.Lost, [.. lost.Select(result => result.Service)], () =>
                {
                    page.Raw("<dl>");
                    foreach (var result in lost)
                        page.Line($"<dt>{result.Service}</dt><dd>{Steps(result.Reasons)}</dd>");
                    page.Raw("</dl>");
                });
            }
        }

        return page;
    }

    /// <summary>The same for failures of several things.</summary>
    public Html CombinedReasons()
    {
        var page = new Html();
        foreach (var row in content.Combined.Take(MostCombined))
            Details(page, row.Lost, row.Minimal, () => page.Page(Steps(row.Reasons)));
        return page;
    }

    private static void Details(Html page, IReadOnlyList<DcPart> lost, IReadOnlyList<string> services, Action body)
    {
        page.Line($"<details><summary><code>{ReportWords.Parts(lost)}</code> takes {ReportWords.List(services, 6)}</summary><div id=\"why-{RowId(lost)}\">");
        body();
        page.Raw("</div></details>");
    }

    private static Html Steps(IReadOnlyList<string> reasons)
    {
        var page = new Html();
        page.Raw("<ol>");
        foreach (var reason in reasons)
            page.Line($"<li>{reason}</li>");
        page.Raw("</ol>");
        return page;
    }

    private void Begin(Html page, string caption)
    {
        page.Line($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{caption}\"><table class=\"matrix\"><caption>{caption}</caption>");
        page.Raw("<thead><tr><th scope=\"col\"><span>If this fails</span></th>");
        foreach (var service in content.Services)
            page.Line($"<th scope=\"col\" title=\"{service}\"><span>{service}</span></th>");
        page.Raw("</tr></thead>");
    }

    private void Single(Html page, ReportFailure row)
    {
        var results = row.Services.ToDictionary(result => result.Service, StringComparer.Ordinal);
        var name = row.Lost[0].ToString();
        page.Line($"<tr id=\"{RowId(row.Lost)}\"><th scope=\"row\">{(row.Services.Any(result => !result.Survives) ? Link(row, name) : Plain(name))}</th>");
        foreach (var service in content.Services)
        {
            var state = results.TryGetValue(service, out var result) ? CellStates.Of(result, _best[service]) : CellState.Untouched;
            if (state == CellState.Untouched)
                page.Raw("<td class=\"u\">·</td>");
            else
                page.Line($"<td class=\"{CellStates.Class(state)}\" title=\"{CellStates.Words(state, service, result?.Spare)}\">{CellStates.Sign(state)}</td>");
        }

        page.Raw("</tr>");
    }

    private static Html Link(ReportFailure row, string name) => new Html().Line($"<a href=\"#why-{RowId(row.Lost)}\">{name}</a>");

    private static Html Plain(string name) => new Html().Line($"{name}");
}
