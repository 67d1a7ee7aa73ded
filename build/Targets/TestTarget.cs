using System.Diagnostics;
using Dentropy.Build.Testing;

namespace Dentropy.Build.Targets;

// Every suite, one after the other, and one line that counts them all.
internal static class TestTarget
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(20);

    // Suites that talk to no host, or to hosts of their own.
    private static readonly string[] s_withoutHosts = ["engine", "module", ScriptSuite.Name];

    public static async Task<int> RunAsync(Repository repository, string[] arguments, CancellationToken cancellationToken)
    {
        var projects = Directory.GetFiles(repository.At("tests"), "*.Tests.csproj", SearchOption.AllDirectories)
            .OrderBy(project => project.Contains("peers", StringComparison.Ordinal)).ThenBy(project => project, StringComparer.Ordinal)
            .ToDictionary(project => Path.GetFileName(Path.GetDirectoryName(project))!, StringComparer.Ordinal);
        string[] names = [.. projects.Keys, ScriptSuite.Name, PesterSuite.Name];
        if (arguments.FirstOrDefault(argument => !names.Contains(argument, StringComparer.Ordinal)) is { } unknown)
            throw new BuildException($"There is no test suite '{unknown}'. The suites are {string.Join(", ", names)}.");
        var wanted = arguments.Length == 0 ? names : [.. names.Intersect(arguments, StringComparer.Ordinal)];

        try
        {
            await BuildTarget.BuildAllAsync(repository, cancellationToken);
        }
        catch (BuildException e)
        {
            return Report([SuiteResult.Broken("build", e.Message)]);
        }

        Directory.CreateDirectory(repository.TestResults);
        var results = new List<SuiteResult>();
        var lab = new Lab(repository, $"dentropy-test-{Environment.ProcessId}");
        try
        {
            var environment = wanted.Except(s_withoutHosts, StringComparer.Ordinal).Any()
                ? await TestLab.UpAsync(lab, results, cancellationToken)
                : new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var name in wanted)
            {
                Console.WriteLine();
                Console.WriteLine($"== {name}");
                results.Add(await RunSuiteAsync(name, token => name switch
                {
                    ScriptSuite.Name => ScriptSuite.RunAsync(repository, token),
                    PesterSuite.Name => PesterSuite.RunAsync(repository, environment, token),
                    _ => XunitSuite.RunAsync(repository, projects[name], environment, token),
                }, cancellationToken));
            }
        }
        finally
        {
            if (Machine.CanRunLab)
                await lab.DownAsync();
        }

        return Report(results);
    }

    // A suite that hangs is a failure of its own, and does not take the others with it.
    private static async Task<SuiteResult> RunSuiteAsync(string name, Func<CancellationToken, Task<SuiteResult>> run, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_longest);
        var watch = Stopwatch.StartNew();
        try
        {
            var result = await run(limit.Token);
            Console.WriteLine($"== {name}: {watch.Elapsed.TotalSeconds:0} s");
            return result;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return SuiteResult.Broken(name, $"it did not end within {s_longest.TotalMinutes} minutes and was stopped");
        }
    }

    private static int Report(IReadOnlyList<SuiteResult> results)
    {
        Console.WriteLine();
        foreach (var result in results)
        {
            Console.WriteLine(result.Note ?? $"{result.Name}: {result.Passed} passed, {result.Failed.Count} failed, {result.Skipped.Count} skipped");
        }

        Show("Skipped", results.SelectMany(result => result.Skipped));
        Show("Failed", results.SelectMany(result => result.Failed));
        var failed = results.Sum(result => result.Failed.Count);
        Console.WriteLine();
        Console.WriteLine($"{results.Sum(result => result.Passed)} passed, {failed} failed, {results.Sum(result => result.Skipped.Count)} skipped");
        return failed == 0 ? 0 : 1;
    }

    private static void Show(string title, IEnumerable<TestNote> notes)
    {
        foreach (var note in notes)
            Console.WriteLine($"{title}: {note.Test}{(note.Reason.Length == 0 ? "" : $" ({note.Reason})")}");
    }
}
