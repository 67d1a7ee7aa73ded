namespace Dentropy.Build.Testing;

// A test against real hosts that failed is run once more when all lanes are done. Beside five other labs on a small machine, a host may be late for
// reasons that are nobody's mistake; by itself, it has none. What passes then is told by name and counted apart, and is somebody's to mend. What the code
// does wrong fails again; so does everything where more than a few failed, since that is no accident.
internal static class SecondLook
{
    public const int Most = 3;

    public static bool IsWorth(Suite suite, SuiteResult result) =>
        suite.Needs != SuiteNeeds.Nothing && suite.AgainAsync is not null && result.Failed.Count > 0 && result.Failed.All(test => test.Method is not null);

    public static async Task<SuiteResult> RunAsync(Suite suite, SuiteResult result, SuiteRun run, CancellationToken cancellationToken)
    {
        var methods = result.Failed.Select(test => test.Method!).Distinct(StringComparer.Ordinal).ToList();
        return Judge(result, await suite.AgainAsync!(run with { Name = run.Name + "/again" }, methods, cancellationToken));
    }

    // A method may have many cases. All that ran again have to pass for one of them to count as passed, and there have to be some.
    public static SuiteResult Judge(SuiteResult first, SuiteResult again)
    {
        if (again.Failed.Any(test => test.Method is null) || again.Skipped.Count > 0 || again.Passed == 0)
            return first;
        var unsteady = first.Failed.Where(test => !again.Failed.Any(failed => failed.Method == test.Method)).ToList();
        return first with { Passed = first.Passed + unsteady.Count, Failed = [.. first.Failed.Except(unsteady)], Unsteady = unsteady };
    }
}
