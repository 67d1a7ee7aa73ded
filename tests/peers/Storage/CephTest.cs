using System.Text.Json;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Storage.Ceph;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Dentropy.Storage;
using Xunit;

namespace Dentropy.Peers.Tests.Storage;

/// <summary>The lab's Ceph cluster: a monitor and an OSD on each of pi1, pi2 and pi3, and a cloud folder that names it. Each test finds it well.</summary>
public abstract class CephTest : IAsyncLifetime
{
    private readonly string _cloud = Directory.CreateTempSubdirectory("dentropy-ceph-").FullName;

    internal SshLinkPool Links { get; } = new();

    internal FileNodeStore Store => new(_cloud);

    internal CephClusters Clusters => new(Store, Links) { Forecast = new CephForecast(null) };

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Lab.Require();
        if (Environment.GetEnvironmentVariable("DENTROPY_LAB_CEPH") is not { Length: > 0 })
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, "The lab has no Ceph cluster, and CI must test against a real one. Start it with: lab/lab.sh ceph up");
            Assert.Skip("The lab has no Ceph cluster: start it with lab/lab.sh ceph up, and set DENTROPY_LAB_CEPH to its hosts.");
        }

        var lab = Environment.GetEnvironmentVariable("DENTROPY_LAB_CLOUD")!;
        Directory.CreateDirectory(Path.Join(_cloud, "nodes"));
        foreach (var file in Directory.GetFiles(Path.Join(lab, "nodes")))
            File.Copy(file, Path.Join(_cloud, "nodes", Path.GetFileName(file)));
        File.Copy(Path.Join(lab, "known_hosts"), Path.Join(_cloud, "known_hosts"));
        await WriteAsync("  home:\n    nodes: [pi1, pi2, pi3]\n");
        await WellAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Links.DisposeAsync();
        Directory.Delete(_cloud, recursive: true);
    }

    internal Task WriteAsync(string clusters) => File.WriteAllTextAsync(Path.Join(_cloud, "cloud.yaml"), "ceph:\n" + clusters, Stop);

    internal async Task<DcNode> NodeAsync(string name) => await Store.FindAsync(name, Stop) ?? throw new InvalidOperationException($"There is no {name}.");

    internal static async Task<CephOutcome<T>> OneAsync<T>(IAsyncEnumerable<CephOutcome<T>> outcomes)
        where T : class
    {
        var all = new List<CephOutcome<T>>();
        await foreach (var outcome in outcomes)
            all.Add(outcome);
        return Assert.Single(all);
    }

    internal static async Task<T> ValueAsync<T>(IAsyncEnumerable<CephOutcome<T>> outcomes)
        where T : class
    {
        var outcome = await OneAsync(outcomes);
        Assert.True(outcome.Failure is null, outcome.Failure?.Message);
        return outcome.Value!;
    }

    internal Task<DcCephHealth> HealthAsync() => ValueAsync(Clusters.HealthAsync(new CephQuery { Detail = true, Timeout = TimeSpan.FromSeconds(30) }, Stop));

    /// <summary>Health once a condition holds.</summary>
    internal async Task<DcCephHealth> HealthAsync(Func<DcCephHealth, bool> holds, string what)
    {
        DcCephHealth? last = null;
        await Lab.UntilAsync(
            async () =>
            {
                var outcome = await OneAsync(Clusters.HealthAsync(new CephQuery { Detail = true, Timeout = TimeSpan.FromSeconds(30) }, Stop));
                return outcome.Value is { } health && holds(last = health);
            },
            what);
        return last!;
    }

    /// <summary>What the cluster's own command says on a host.</summary>
    internal static Task<string> CephAsync(string command, string node = "pi1") => Lab.ExecAsync(node, $"ceph --connect-timeout 60 {command} 2>/dev/null");

    internal static async Task<JsonElement> JsonAsync(string command) => JsonDocument.Parse(await CephAsync(command + " --format json")).RootElement;

    /// <summary>Brings every daemon back, and waits until all is well and every group has all its copies.</summary>
    internal async Task WellAsync()
    {
        foreach (var node in new[] { "pi1", "pi2", "pi3" })
            await Lab.ExecAsync(node, "lab-ceph start");
        var query = new CephQuery { Timeout = TimeSpan.FromSeconds(30) };
        await ValueAsync(Clusters.WaitAsync(query, DcCephStatus.Ok, TimeSpan.FromMinutes(3), progress: null, Stop));
        await HealthAsync(
            health => health is { Status: DcCephStatus.Ok, Osds: 3, OsdsUp: 3, ActiveManager: not null, StandbyManagers.Count: 1 } && health.GroupStates.All(state => state.State == "active+clean"),
            "the cluster is well");
    }
}
