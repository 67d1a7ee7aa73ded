namespace Dentropy.Build.Testing;

// What one suite of tests came to. Note says why a suite was left out, if it was.
internal sealed record SuiteResult(string Name, int Passed, IReadOnlyList<TestNote> Failed, IReadOnlyList<TestNote> Skipped, string? Note = null)
{
    // What failed beside the other lanes, and passed by itself.
    public IReadOnlyList<TestNote> Unsteady { get; init; } = [];

    public static SuiteResult LeftOut(string name, string reason) => new(name, 0, [], [], reason);

    // A suite that did not get as far as counting its tests is one failure.
    public static SuiteResult Broken(string name, string reason) => new(name, 0, [new TestNote($"the suite '{name}'", reason)], []);
}

// A test that failed or was skipped, and why. Method is what it can be run by again, where that is known.
internal sealed record TestNote(string Test, string Reason, string? Method = null);
