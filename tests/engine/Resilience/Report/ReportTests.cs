using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Dentropy.Engine.Resilience;
using Dentropy.Engine.Resilience.Report;
using Dentropy.Resilience;
using Xunit;

namespace Dentropy.Engine.Tests.Resilience.Report;

public sealed partial class ReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dentropy-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ThePageIsTheSameEachTimeAndTellsItsDateInUtc()
    {
        var page = Page();
        Assert.Equal(page, Page());
        Assert.Contains("27 November 2026, 11:00 UTC", page, StringComparison.Ordinal);
    }

    [Fact]
    public void ItLoadsNothingRunsNothingAndItsPolicyAllowsItsOwnStyleAlone()
    {
        var page = Page();
        Assert.DoesNotMatch("(?i)<script|javascript:|<link|<img|<iframe|<object|@import|url\\(|\\son[a-z]+=|\\sstyle=|https?://", page);
        var style = page[(page.IndexOf("<style>", StringComparison.Ordinal) + 7)..page.IndexOf("</style>", StringComparison.Ordinal)];
        Assert.Contains($"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)))}'", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\r", page, StringComparison.Ordinal);
    }

    [Fact]
    public void TheMatrixHasARowForEachSingleFailureAndAColumnForEachPromisedService()
    {
        var engine = ReportClouds.Make(8, 5);
        var content = ResilienceReport.Gather(engine, ReportClouds.Settings, default);
        var table = Table(ReportPage.Make(content), "Every single failure");
        Assert.Equal(engine.Model.Parts.Count, RowStart().Count(table));
        Assert.Equal(engine.Model.Parts.Count * 6, Cell().Count(table));
        Assert.Equal(["app-1", "app-2", "app-3", "app-4", "app-5", "lb"], ColumnHead().Matches(table).Select(match => match.Groups["name"].Value));
        var lost = content.Singles.Sum(failure => failure.Services.Count(result => !result.Survives));
        Assert.True(lost > 0);
        Assert.Equal(lost, Regex.Count(table, "<td class=\"x\"", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void PairsAreThoseOfWhichBothAreNeededAndEachHasItsReason()
    {
        var content = ResilienceReport.Gather(ReportClouds.Make(8, 5), ReportClouds.Settings, default);
        var page = ReportPage.Make(content);
        Assert.Contains(content.Combined, row => row.ToString().StartsWith("node:lb1 + node:lb2", StringComparison.Ordinal));
        Assert.All(content.Combined, row => Assert.True(row.Level == 2 && row.Minimal.Count > 0));
        Assert.Equal(content.Combined.Count, RowStart().Count(Table(page, "Failures of several things")));
        Assert.All(content.Combined, row => Assert.Contains($"id=\"why-{FailureMatrix.RowId(row.Lost)}\"", page, StringComparison.Ordinal));
        Assert.DoesNotContain("Two failures at once", ResilienceReport.Make(ReportClouds.Make(8, 5), ReportClouds.Settings with { Level = 1 }, default), StringComparison.Ordinal);
    }

    [Fact]
    public void EveryLinkLeadsSomewhereAndEveryIdIsThereOnce()
    {
        var page = Page();
        var ids = Id().Matches(page).Select(match => match.Groups["id"].Value).ToList();
        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
        var targets = Target().Matches(page).Select(match => match.Groups["id"].Value).ToList();
        Assert.NotEmpty(targets);
        Assert.Empty(targets.Except(ids));
    }

    [Fact]
    public void NamesCannotBecomeMarkup()
    {
        const string name = "x\"><script>alert(1)</script>&'\u0007";
        var evil = new DcPart(DcPartKind.Node, name);
        var model = new CloudModel([new ModelPart(evil)], [], [new ModelService(name) { Quorums = [new ModelQuorum(1, [evil], name)] }]) { Notes = [name] };
        var page = ResilienceReport.Make(new ResilienceEngine(model), ReportClouds.Settings with { Title = name }, default);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("x\">", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\u0007", page, StringComparison.Ordinal);
        Assert.Contains("x&quot;&gt;&lt;script&gt;", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 2, 2, "Untouched", "·")]
    [InlineData(true, 1, 2, "Weaker", "−")]
    [InlineData(true, 0, 2, "Last", "!")]
    [InlineData(true, 0, 0, "Untouched", "·")]
    [InlineData(false, null, 2, "Lost", "✗")]
    public void ACellSaysWhatIsLeft(bool survives, int? spare, int best, string state, string sign)
    {
        var found = CellStates.Of(new DcFailureResult { Lost = [], Service = "web", Survives = survives, Spare = spare }, best);
        Assert.Equal((state, sign), (found.ToString(), CellStates.Sign(found)));
    }

    [Theory]
    [InlineData(6, 4)]
    [InlineData(25, 4)]
    [InlineData(100, 4)]
    [InlineData(100, 24)]
    public void NothingInTheDrawingLiesOnSomethingElse(int nodes, int services)
    {
        var layout = new TopologyLayout(ReportClouds.Make(nodes, services).Model);
        var boxes = layout.Boxes.Values.Append(layout.Internet).ToList();
        Assert.Equal(nodes + 2 + 1 + 1 + 4 + 1, boxes.Count);
        foreach (var (i, a) in boxes.Index())
        {
            Assert.InRange(a.X, 0, layout.Width - a.Width);
            Assert.InRange(a.Y, 0, layout.Height - a.Height);
            Assert.All(boxes.Skip(i + 1), b => Assert.True(a.X + a.Width <= b.X || b.X + b.Width <= a.X || a.Bottom <= b.Y || b.Bottom <= a.Y, $"{a.Part} and {b.Part}"));
        }
    }

    [Fact]
    public void AFileThatIsThereIsKeptUnlessItMayBeReplaced()
    {
        var path = Path.Join(_folder, "report.html");
        ResilienceReport.Save(path, "one", overwrite: false);
        Assert.Equal("ReportExists", Assert.Throws<DentropyException>(() => ResilienceReport.Save(path, "two", overwrite: false)).ErrorId);
        Assert.Equal("one", File.ReadAllText(path));
        ResilienceReport.Save(path, "two", overwrite: true);
        Assert.Equal("two", File.ReadAllText(path));
        Assert.Equal("ReportFolderNotFound", Assert.Throws<DentropyException>(() => ResilienceReport.Save(Path.Join(_folder, "none", "report.html"), "x", overwrite: false)).ErrorId);
        Assert.Equal("ReportExists", Assert.Throws<DentropyException>(() => ResilienceReport.Save(_folder, "x", overwrite: true)).ErrorId);
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }

    private static string Page() => ResilienceReport.Make(ReportClouds.Make(8, 5), ReportClouds.Settings, default);

    private static string Table(string page, string caption)
    {
        var start = page.IndexOf($"<caption>{caption}", StringComparison.Ordinal);
        return page[start..page.IndexOf("</table>", start, StringComparison.Ordinal)];
    }

    [GeneratedRegex("<tr id=\"row-")]
    private static partial Regex RowStart();

    [GeneratedRegex("<td")]
    private static partial Regex Cell();

    [GeneratedRegex("<th scope=\"col\" title=\"(?<name>[^\"]*)\">", RegexOptions.ExplicitCapture)]
    private static partial Regex ColumnHead();

    [GeneratedRegex(" id=\"(?<id>[^\"]*)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Id();

    [GeneratedRegex("href=\"#(?<id>[^\"]*)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Target();
}
