using System.Text.Json;
using System.Text.RegularExpressions;
using Dentropy.Engine.Resilience.Report;
using Dentropy.Engine.Tests.Resilience.Report;
using Xunit;

namespace Dentropy.Peers.Tests.Resilience;

/// <summary>The report in a real browser, as wide as a phone and as a screen. A page around it measures it; the report itself is as it was written.</summary>
public sealed partial class ReportBrowserTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dentropy-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(8, 5, 360)]
    [InlineData(8, 5, 1280)]
    [InlineData(100, 30, 360)]
    [InlineData(100, 30, 1280)]
    public async Task ItFitsTheScreenAndShowsEverything(int nodes, int services, int width)
    {
        Browser.Require();
        var engine = ReportClouds.Make(nodes, services);
        var content = ResilienceReport.Gather(engine, ReportClouds.Settings, default);
        await File.WriteAllTextAsync(Path.Join(_folder, "report.html"), ReportPage.Make(content));

        var (seen, log) = await MeasureAsync(width);

        // The page itself is never wider than the screen; the tables and the drawing scroll in boxes of their own.
        Assert.Equal((width, width), (seen.GetProperty("wide").GetInt32(), seen.GetProperty("shown").GetInt32()));
        Assert.Equal(content.Singles.Count * content.Services.Count, seen.GetProperty("cells").GetInt32());
        Assert.Equal(content.Services.Count, seen.GetProperty("columns").GetInt32());
        Assert.Equal(content.Singles.Count(failure => failure.Services.Any(result => !result.Survives)) + Math.Min(content.Combined.Count, 200), seen.GetProperty("details").GetInt32());
        Assert.Equal(engine.Model.Parts.Count(part => part.Part.Kind is not (Dentropy.Resilience.DcPartKind.Link or Dentropy.Resilience.DcPartKind.Power)), seen.GetProperty("boxes").GetInt32());
        Assert.True(seen.GetProperty("sticky").GetBoolean(), "the first column stays when the table is scrolled");
        Assert.True(seen.GetProperty("unfolds").GetBoolean(), "a reason takes room once it is unfolded");
        Assert.True(seen.GetProperty("styled").GetBoolean(), "the page's policy lets its own style be applied");
        Assert.Equal(0, seen.GetProperty("scripts").GetInt32());
        Assert.DoesNotMatch("CONSOLE|Refused to|Content Security Policy", log);
    }

    [Fact]
    public async Task ItsPolicyKeepsAStrangersScriptAndStyleOut()
    {
        Browser.Require();
        var page = ResilienceReport.Make(ReportClouds.Make(8, 5), ReportClouds.Settings, default);
        await File.WriteAllTextAsync(Path.Join(_folder, "report.html"), page.Replace("</body>", "<script>document.title='taken'</script><style>body{color:red}</style></body>", StringComparison.Ordinal));
        var (document, log) = await Browser.DumpAsync(Path.Join(_folder, "report.html"), Path.Join(_folder, "profile"));
        Assert.DoesNotContain("<title>taken", document, StringComparison.Ordinal);
        Assert.Contains("Content Security Policy", log, StringComparison.Ordinal);
    }

    private async Task<(JsonElement Seen, string Log)> MeasureAsync(int width)
    {
        const string script =
            """
            addEventListener('load', () => {
              const d = document.getElementById('f').contentDocument, root = d.documentElement, view = d.defaultView;
              const matrix = d.querySelector('table.matrix'), box = matrix.parentElement, head = matrix.querySelector('tbody th[scope=row]');
              box.style.maxWidth = '200px';
              const before = head.getBoundingClientRect().left;
              box.scrollLeft = 80;
              const sticky = box.scrollLeft > 0 && Math.abs(head.getBoundingClientRect().left - before) < 1;
              const reason = d.querySelector('details'), folded = reason.getBoundingClientRect().height;
              reason.open = true;
              document.title = JSON.stringify({
                wide: root.scrollWidth, shown: root.clientWidth, cells: matrix.querySelectorAll('td').length, columns: matrix.querySelectorAll('thead th').length - 1,
                details: d.querySelectorAll('details').length, boxes: d.querySelectorAll('svg .part').length, sticky,
                unfolds: reason.getBoundingClientRect().height > folded, styled: view.getComputedStyle(matrix.querySelector('td.x')).backgroundColor !== 'rgba(0, 0, 0, 0)', scripts: d.scripts.length });
            });
            """;
        var around = Path.Join(_folder, "around.html");
        await File.WriteAllTextAsync(around, $"<!DOCTYPE html><body style='margin:0'><iframe id='f' src='report.html' style='width:{width}px;height:900px;border:0'></iframe><script>{script}</script></body>");
        var (document, log) = await Browser.DumpAsync(around, Path.Join(_folder, "profile"));
        var title = TitleText().Match(document);
        Assert.True(title.Success, log);
        using var json = JsonDocument.Parse(System.Net.WebUtility.HtmlDecode(title.Groups["text"].Value));
        return (json.RootElement.Clone(), log);
    }

    [GeneratedRegex("<title>(?<text>\\{.*?)</title>", RegexOptions.ExplicitCapture)]
    private static partial Regex TitleText();
}
