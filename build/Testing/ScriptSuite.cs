using System.Globalization;
using System.Text.RegularExpressions;

namespace Dentropy.Build.Testing;

// Runs the lab's own tests: a script that counts for itself and ends with "N passed, N failed, N skipped".
internal static partial class ScriptSuite
{
    public const string Name = "lab";

    public static async Task<SuiteResult> RunAsync(SuiteRun run, CancellationToken cancellationToken)
    {
        var script = run.Repository.At("lab", "test.sh");
        if (Machine.WhyNoLab is { } reason)
            return SuiteResult.LeftOut(Name, $"The lab's own tests were left out: {reason}.");
        var lines = new List<string>();
        var code = await Tool.ReadAsync("bash", [script], Hear, cancellationToken);
        return Read(lines, code);

        void Hear(string line)
        {
            run.Say(line);
            lines.Add(line);
        }
    }

    public static SuiteResult Read(IReadOnlyList<string> lines, int code)
    {
        var count = lines.Select(line => CountLine().Match(line)).LastOrDefault(match => match.Success);
        if (count is null)
            return SuiteResult.Broken(Name, $"it ended with exit code {code} and counted nothing; what it said is above");
        var failed = Marked(lines, FailedLine(), Number(count, "failed"));
        if (failed.Count == 0 && code != 0)
            failed.Add(new TestNote($"the suite '{Name}'", $"it counted no failure, but ended with exit code {code}"));
        return new SuiteResult(Name, Number(count, "passed"), failed, Marked(lines, SkippedLine(), Number(count, "skipped")));
    }

    // The count is what holds; a name is shown where a line gives one.
    private static List<TestNote> Marked(IReadOnlyList<string> lines, Regex mark, int count)
    {
        var notes = lines.Select(line => mark.Match(line)).Where(match => match.Success).Take(count)
            .Select(match => new TestNote($"{Name}: {match.Groups["test"].Value.Trim()}", "")).ToList();
        while (notes.Count < count)
            notes.Add(new TestNote($"{Name}: a test that its output above names", ""));
        return notes;
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<passed>\d+) passed, (?<failed>\d+) failed, (?<skipped>\d+) skipped\s*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CountLine();

    [GeneratedRegex(@"^\s*(FAIL(ED)?|not ok)\b[\s:\d-]*(?<test>.+)$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex FailedLine();

    [GeneratedRegex(@"^\s*SKIP(PED)?\b[\s:-]*(?<test>.+)$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex SkippedLine();
}
