namespace Dentropy.Build.Testing;

// Something that is run and counted as one.
internal sealed record Suite(string Name, SuiteNeeds Needs, Func<SuiteRun, CancellationToken, Task<SuiteResult>> RunAsync)
{
    // Runs some of its tests once more; null where it cannot choose among them.
    public Func<SuiteRun, IReadOnlyList<string>, CancellationToken, Task<SuiteResult>>? AgainAsync { get; init; }

    // "peers" chooses all of its shares, "peers/backups" one.
    public bool IsChosenBy(string argument) => Name == argument || Name.StartsWith(argument + "/", StringComparison.Ordinal);
}

// Each has what those before it have.
internal enum SuiteNeeds
{
    Nothing,
    Hosts,

    // Hosts without Docker and a Ceph cluster over them; the needs below do not have it.
    Ceph,

    HostsAndNames,
    HostsNamesAndS3,
}

// Where a suite runs: the variables that tell it which hosts there are, and where what it says goes.
internal sealed record SuiteRun(Repository Repository, string Name, IReadOnlyDictionary<string, string> Environment, Action<string> Say)
{
    // A report of an earlier run must not be taken for one of this run.
    public string NewReport(string extension)
    {
        Directory.CreateDirectory(Repository.TestResults);
        var report = Path.Combine(Repository.TestResults, Name.Replace('/', '-') + extension);
        File.Delete(report);
        return report;
    }
}
