using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Text;
using Dentropy.Build.Testing;

namespace Dentropy.Build.Targets;

// Every suite, in lanes side by side, and one line that counts them all.
internal static class TestTarget
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(35);

    public static async Task<int> RunAsync(Repository repository, string[] arguments, CancellationToken cancellationToken)
    {
        var lanes = Suites.Lanes(repository);
        var all = lanes.SelectMany(lane => lane).ToList();
        if (arguments.FirstOrDefault(argument => !all.Exists(suite => suite.IsChosenBy(argument))) is { } unknown)
            throw new BuildException($"There is no test suite '{unknown}'. The suites are {string.Join(", ", all.Select(suite => suite.Name))}.");
        if (arguments.Length > 0)
            lanes = [.. lanes.Select(lane => lane.Where(suite => arguments.Any(suite.IsChosenBy)).ToList()).Where(lane => lane.Count > 0)];

        try
        {
            await BuildTarget.BuildAllAsync(repository, cancellationToken);
        }
        catch (BuildException e)
        {
            return Report([SuiteResult.Broken("build", e.Message)]);
        }

        List<SuiteResult>[] results = [.. lanes.Select(_ => new List<SuiteResult>())];
        IReadOnlyDictionary<string, string>[] environments = [.. lanes.Select(_ => ReadOnlyDictionary<string, string>.Empty)];
        Lab[] labs = [.. lanes.Select((_, number) => new Lab(repository, $"dentropy-test-{Environment.ProcessId}-{number}"))];
        try
        {
            // What needs no hosts needs the processor, and would only slow down those that wait for something on hosts.
            await RunLanesAsync(alone: true);
            // One after the other, since each takes the first network that is free.
            foreach (var (number, lane) in lanes.Index().Where(lane => !IsAlone(lane.Item)))
                environments[number] = await TestLab.UpAsync(labs[number], lane.Max(suite => suite.Needs), results[number], cancellationToken);
            await RunLanesAsync(alone: false);
            await LookAgainAsync();
        }
        finally
        {
            foreach (var lab in labs.Where(lab => Directory.Exists(lab.Folder)))
                await lab.DownAsync();
        }

        return Report([.. results.SelectMany(lane => lane)]);

        async Task LookAgainAsync()
        {
            if (results.Sum(lane => lane.Sum(result => result.Failed.Count)) is 0 or > SecondLook.Most)
                return;
            foreach (var (number, lane) in lanes.Index())
            {
                foreach (var suite in lane)
                {
                    var place = results[number].FindIndex(result => result.Name == suite.Name);
                    if (place >= 0 && SecondLook.IsWorth(suite, results[number][place]))
                    {
                        var first = results[number][place];
                        await RunSuiteAsync(repository, suite with { RunAsync = Again }, environments[number], cancellationToken);

                        async Task<SuiteResult> Again(SuiteRun run, CancellationToken token) => results[number][place] = await SecondLook.RunAsync(suite, first, run, token);
                    }
                }
            }
        }

        Task RunLanesAsync(bool alone) => Task.WhenAll(lanes.Index().Where(lane => IsAlone(lane.Item) == alone)
            .Select(lane => RunLaneAsync(repository, lane.Item, environments[lane.Index], results[lane.Index], cancellationToken)));
    }

    private static bool IsAlone(IReadOnlyList<Suite> lane) => lane.All(suite => suite.Needs == SuiteNeeds.Nothing);

    private static async Task RunLaneAsync(
        Repository repository, IReadOnlyList<Suite> lane, IReadOnlyDictionary<string, string> environment, List<SuiteResult> results, CancellationToken cancellationToken)
    {
        foreach (var suite in lane)
            results.Add(await RunSuiteAsync(repository, suite, environment, cancellationToken));
    }

    // A suite that hangs is a failure of its own, and does not take the others with it. What it says is shown in one piece at its end, but
    // which one runs is shown at once.
    private static async Task<SuiteResult> RunSuiteAsync(Repository repository, Suite suite, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        Console.WriteLine($"== {suite.Name} began");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_longest);
        var watch = Stopwatch.StartNew();
        var said = new StringBuilder();
        SuiteResult result;
        try
        {
            result = await suite.RunAsync(new SuiteRun(repository, suite.Name, environment, line => said.AppendLine(line)), limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            result = SuiteResult.Broken(suite.Name, $"it did not end within {s_longest.TotalMinutes} minutes and was stopped");
        }

        Console.WriteLine($"\n== {suite.Name}: {watch.Elapsed.TotalSeconds:0} s\n{said}");
        return result;
    }

    private static int Report(IReadOnlyList<SuiteResult> results)
    {
        Console.WriteLine();
        foreach (var result in results)
        {
            Console.WriteLine(result.Note ?? $"{result.Name}: {result.Passed} passed, {result.Failed.Count} failed, {result.Skipped.Count} skipped");
        }

        Show("Skipped", results.SelectMany(result => result.Skipped));
        Show("Unsteady, passed by itself", results.SelectMany(result => result.Unsteady));
        Show("Failed", results.SelectMany(result => result.Failed));
        var failed = results.Sum(result => result.Failed.Count);
        var unsteady = results.Sum(result => result.Unsteady.Count);
        Console.WriteLine();
        Console.WriteLine($"{results.Sum(result => result.Passed)} passed, {failed} failed, {results.Sum(result => result.Skipped.Count)} skipped{(unsteady == 0 ? "" : $", {unsteady} of the passed at the second try only")}");
        return failed == 0 ? 0 : 1;
    }

    private static void Show(string title, IEnumerable<TestNote> notes)
    {
        foreach (var note in notes)
            Console.WriteLine($"{title}: {note.Test}{(note.Reason.Length == 0 ? "" : $" ({note.Reason})")}");
    }
}
