using System.Xml.Linq;

namespace Dentropy.Build.Testing;

// Runs a test project of xunit.v3, which is a program, and counts by the report that it writes.
internal static class XunitSuite
{
    public static async Task<SuiteResult> RunAsync(SuiteRun run, string project, IReadOnlyList<string> filter, CancellationToken cancellationToken)
    {
        var program = Path.Combine(Path.GetDirectoryName(project)!, "bin", "Release", "net10.0", Path.GetFileNameWithoutExtension(project) + ".dll");
        var report = run.NewReport(".xml");
        var code = await Tool.ReadAsync(
            Machine.Dotnet, [program, "-xml", report, "-noLogo", "-noColor", "-longRunning", "60", .. filter], run.Say, cancellationToken, run.Environment);
        return File.Exists(report)
            ? Read(run.Name, XDocument.Load(report), code)
            : SuiteResult.Broken(run.Name, $"it ended with exit code {code} and left no report; what it said is above");
    }

    public static SuiteResult Read(string name, XDocument report, int code)
    {
        var tests = report.Descendants("test").ToLookup(test => (string)test.Attribute("result")!, StringComparer.Ordinal);
        var failed = tests["Fail"].Select(test => Note(test, "failure/message")).ToList();

        // Errors lie outside tests: a fixture that could not be cleaned up, for instance.
        failed.AddRange(report.Descendants("error").Select(error => new TestNote(
            $"{name}: {(string?)error.Attribute("type")} {(string?)error.Attribute("name")}", First((string?)error.Descendants("message").FirstOrDefault()))));
        if (failed.Count == 0 && code != 0)
            failed.Add(new TestNote($"the suite '{name}'", $"its report has no failure, but it ended with exit code {code}"));
        return new SuiteResult(name, tests["Pass"].Count(), failed, [.. tests["Skip"].Select(test => Note(test, "reason"))]);
    }

    private static TestNote Note(XElement test, string path) => new(
        (string)test.Attribute("name")!,
        First(path.Split('/').Aggregate((XElement?)test, (element, part) => element?.Element(part))?.Value),
        ((string?)test.Attribute("type"), (string?)test.Attribute("method")) is ({ } type, { } method) ? $"{type}.{method}" : null);

    private static string First(string? text) => text?.Trim().Split('\n')[0].Trim() ?? "";
}
