using System.Text.Json;

namespace Dentropy.Build.Testing;

// Runs the Pester tests against the built module, where PowerShell is.
internal static class PesterSuite
{
    public const string Name = "pester";

    public static async Task<SuiteResult> RunAsync(SuiteRun run, CancellationToken cancellationToken)
    {
        if (Machine.Find("pwsh") is not { } pwsh)
            return SuiteResult.LeftOut(Name, "The Pester tests were left out: there is no pwsh on the PATH.");
        var report = run.NewReport(".json");
        var code = await Tool.ReadAsync(
            pwsh,
            ["-NoProfile", "-NonInteractive", "-File", run.Repository.At("build", "Testing", "pester.ps1"), "-Path", run.Repository.At("tests", "pester"), "-Report", report],
            run.Say,
            cancellationToken,
            new Dictionary<string, string>(run.Environment, StringComparer.Ordinal) { ["DENTROPY_MODULE"] = run.Repository.Module });
        if (code == 3)
            return SuiteResult.LeftOut(Name, "The Pester tests were left out: pwsh has no Pester 5 (Install-PSResource Pester).");
        return File.Exists(report)
            ? Read(await File.ReadAllTextAsync(report, cancellationToken))
            : SuiteResult.Broken(Name, $"pwsh ended with exit code {code} and left no report; what it said is above");
    }

    private static SuiteResult Read(string json)
    {
        using var report = JsonDocument.Parse(json);
        var root = report.RootElement;
        return new SuiteResult(Name, root.GetProperty("passed").GetInt32(), Notes(root.GetProperty("failed")), Notes(root.GetProperty("skipped")));
    }

    private static List<TestNote> Notes(JsonElement list) =>
        [.. list.EnumerateArray().Select(item => new TestNote(item.GetProperty("test").GetString()!, item.GetProperty("reason").GetString() ?? ""))];
}
