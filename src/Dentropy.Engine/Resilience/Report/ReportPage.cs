using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Report;

/// <summary>
/// Makes the page: one file with everything in it. It has no script, and its policy (Content Security Policy Level 3) lets it load nothing
/// and apply no style but its own.
/// </summary>
internal static class ReportPage
{
    public static string Make(ReportContent content)
    {
        var summary = new ReportSummary(content);
        var drawing = new TopologyDrawing(content);
        var matrix = new FailureMatrix(content);
        var page = new Html();
        Head(page, content);
        page.Line($"<body><main><header><h1>What {content.Title} survives</h1><p class=\"soft\">{content.Date.UtcDateTime.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture)} UTC</p></header>");
        page.Page(summary.Tiles()).Page(summary.Sentences());
        page.Raw("<h2 id=\"topology\">Topology</h2><p id=\"map-words\" class=\"soft\">Each box leads to its row below. Nodes stand under their switch; those on several switches stand above them.</p>");
        page.Line($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Topology\">{drawing.Draw()}</div>");
        page.Page(drawing.Legend());
        page.Raw("<h2 id=\"advice\">Advice</h2>").Page(Advice(content));
        page.Raw("<h2 id=\"single\">Single failures</h2>").Page(Keys(combined: false)).Page(matrix.Singles());
        page.Raw("<h3>Why</h3>").Page(OrNothing(matrix.SingleReasons(), "No single failure takes a service down."));
        if (content.Level > 1)
            Combined(page, content, matrix);
        if (content.Model.Notes.Count > 0)
            Notes(page, content.Model.Notes);
        page.Raw("<footer>Made by Dentropy from the inventory. It says what follows from what is described there, not what was tried: New-DcFailureDrill tries it.</footer></main></body></html>");
        return page.ToString();
    }

    private static void Head(Html page, ReportContent content)
    {
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(ReportStyle.Text)));
        page.Raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
        page.Raw($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'\">");
        page.Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"referrer\" content=\"no-referrer\"><meta name=\"color-scheme\" content=\"light dark\">");
        page.Line($"<title>What {content.Title} survives</title>");
        page.Raw($"<style>{ReportStyle.Text}</style></head>");
    }

    private static void Combined(Html page, ReportContent content, FailureMatrix matrix)
    {
        page.Line($"<h2 id=\"combined\">{(content.Level == 2 ? "Two failures at once" : "Two or three failures at once")}</h2>");
        if (content.Combined.Count == 0)
        {
            page.Raw("<p>None takes a service down that a part of it would not take down as well.</p>");
            return;
        }

        page.Raw("<p>Only those of which every part is needed: some service survives any smaller failure. What a single failure takes down is above.</p>");
        page.Page(Keys(combined: true)).Page(matrix.Combined()).Raw("<h3>Why</h3>").Page(matrix.CombinedReasons());
    }

    private static Html Keys(bool combined)
    {
        var page = new Html();
        page.Raw("<ul class=\"keys\"><li><span class=\"key x\">✗</span>does not work</li>");
        page.Raw(combined
            ? "<li><span class=\"key a\">×</span>does not work, and a part of this is enough for it</li>"
            : "<li><span class=\"key l\">!</span>works, nothing left in reserve</li><li><span class=\"key w\">−</span>works, with less in reserve</li>");
        page.Raw("<li><span class=\"key u\">·</span>nothing changes</li></ul>");
        return page;
    }

    private static Html Advice(ReportContent content)
    {
        var page = new Html();
        if (content.Advice.Count == 0)
            return page.Raw("<p>No single change that was looked at lets the cloud survive more.</p>");
        page.Raw("<ol class=\"advice\">");
        foreach (var advice in content.Advice)
        {
            page.Line($"<li><b>{advice.Change}</b><br>Against <code>{ReportWords.Parts(advice.Against)}</code>; saves {(advice.Saves.Count > 0 ? ReportWords.List(advice.Saves, 8) : "no service whole")}. <span class=\"soft\">Effort {advice.Cost}. {Harm(advice)}</span></li>");
        }

        page.Raw("</ol>");
        return page;
    }

    private static string Harm(DcResilienceAdvice advice)
    {
        var steps = advice.Before.Zip(advice.After).Select((pair, i) => $"{(i == 0 ? "alone" : i == 1 ? "in pairs" : "in threes")} {pair.First} to {pair.Second}");
        return advice.Before.Count > 0 ? $"Services lost, over all failures: {string.Join(", ", steps)}." : "";
    }

    private static void Notes(Html page, IReadOnlyList<string> notes)
    {
        page.Raw("<h2 id=\"notes\">What was assumed</h2><ul>");
        foreach (var note in notes)
            page.Line($"<li>{note}</li>");
        page.Raw("</ul>");
    }

    private static Html OrNothing(Html page, string otherwise) => page.ToString().Length > 0 ? page : new Html().Line($"<p>{otherwise}</p>");
}
