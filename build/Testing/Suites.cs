namespace Dentropy.Build.Testing;

// All suites, in lanes: those of one lane run one after the other with one lab, and the lanes run side by side, since most of the time of the
// tests against real peers is waiting for faults to be noticed. The lane that needs no hosts runs before them.
internal static class Suites
{
    private const string Peers = "Dentropy.Peers.Tests";
    private const string Backups = Peers + ".Backups";
    private const string Restore = Backups + ".Restore";
    private const string Dns = Peers + ".Dns";
    private const string Serf = Peers + ".Cluster.Serf";
    private const string SerfInstall = Serf + ".Install";
    private const string Certificates = Peers + ".Certificates";
    private const string Edge = Peers + ".Edge.*";
    private const string Public = Peers + ".Edge.Public";
    private const string Provisioning = Peers + ".Provisioning*";
    private const string Fresh = Peers + ".Provisioning.Fresh";
    private const string NodeKeys = Peers + ".Provisioning.Keys";
    private const string Resilience = Peers + ".Resilience";
    private const string Security = Peers + ".Security";
    private const string Storage = Peers + ".Storage";

    public static IReadOnlyList<IReadOnlyList<Suite>> Lanes(Repository repository)
    {
        var programs = Directory.GetFiles(repository.At("tests"), "*.Tests.csproj", SearchOption.AllDirectories)
            .ToDictionary(project => Path.GetFileName(Path.GetDirectoryName(project))!, StringComparer.Ordinal);
        List<List<Suite>> lanes =
        [
            [Program("peers/restore", SuiteNeeds.Hosts, "-namespace", Restore)],
            [Program("peers/cluster", SuiteNeeds.Hosts, "-namespace", Serf, "-namespace", SerfInstall), Program("peers/resilience", SuiteNeeds.Hosts, "-namespace", Resilience)],
            [
                Program("peers/backups", SuiteNeeds.HostsNamesAndS3, "-namespace", Backups),
                Program("peers/names", SuiteNeeds.HostsAndNames, "-namespace", Dns, "-namespace", Certificates),
                Program("cli", SuiteNeeds.HostsAndNames),
            ],
            // What the other shares do not name, so that a test is never in none of them.
            [
                Program("peers/others", SuiteNeeds.Hosts, "-namespace-", Backups, "-namespace-", Restore, "-namespace-", Dns, "-namespace-", Certificates, "-namespace-", Storage, "-namespace-", Serf, "-namespace-", SerfInstall, "-namespace-", Resilience, "-namespace-", Edge, "-namespace-", Provisioning, "-namespace-", Security),
                new(PesterSuite.Name, SuiteNeeds.HostsAndNames, PesterSuite.RunAsync),
            ],
            [Program("peers/storage", SuiteNeeds.Ceph, "-namespace", Storage)],
            [Program("peers/edge", SuiteNeeds.Hosts, "-namespace", Edge, "-namespace-", Public), Program("peers/security", SuiteNeeds.Hosts, "-namespace", Security)],
            [Program("peers/public", SuiteNeeds.Hosts, "-namespace", Public), Program("peers/fresh", SuiteNeeds.Hosts, "-namespace", Fresh, "-namespace", NodeKeys)],
            [Program("peers/provisioning", SuiteNeeds.Hosts, "-namespace", Provisioning, "-namespace-", Fresh, "-namespace-", NodeKeys)],
            [new(ScriptSuite.Name, SuiteNeeds.Nothing, ScriptSuite.RunAsync)],
        ];
        var named = lanes.SelectMany(lane => lane).ToList();
        lanes[^1].AddRange(programs.Keys.Where(name => !named.Exists(suite => suite.IsChosenBy(name))).Order(StringComparer.Ordinal).Select(name => Program(name, SuiteNeeds.Nothing)));
        return lanes;

        Suite Program(string name, SuiteNeeds needs, params string[] filter) =>
            new(name, needs, (run, token) => XunitSuite.RunAsync(run, programs[name.Split('/')[0]], filter, token))
            {
                AgainAsync = (run, methods, token) => XunitSuite.RunAsync(run, programs[name.Split('/')[0]], [.. methods.SelectMany(method => new[] { "-method", method })], token),
            };
    }
}
