using System.Text.Json;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster.Serf;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Xunit;

namespace Dentropy.Peers.Tests.Cluster.Serf;

/// <summary>The lab's agents, all of them up, and a cloud of a test's own that knows their key.</summary>
internal sealed class LabSerf : IAsyncDisposable
{
    private readonly DirectoryInfo _cloud = Directory.CreateTempSubdirectory("dentropy-serf-");

    private LabSerf()
    {
        Store = new FileNodeStore(_cloud.FullName);
        Cluster = new SerfCluster(new SerfAgents(Links), Store);
    }

    public SshLinkPool Links { get; } = new();

    public FileNodeStore Store { get; }

    public SerfCluster Cluster { get; }

    public string Key { get; private set; } = "";

    public IReadOnlyList<string> Nodes { get; private set; } = [];

    public static async Task<LabSerf> OpenAsync()
    {
        Lab.Require();
        var serf = new LabSerf();
        var source = Environment.GetEnvironmentVariable("DENTROPY_LAB_CLOUD")!;
        Directory.CreateDirectory(Path.Join(serf._cloud.FullName, "nodes"));
        foreach (var path in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Where(path => !path.Contains("history")))
            File.Copy(path, Path.Join(serf._cloud.FullName, Path.GetRelativePath(source, path)), overwrite: true);
        serf.Nodes = [.. (await Lab.NodesAsync()).Select(node => node.Name)];
        foreach (var node in serf.Nodes)
            await Lab.ExecAsync(node, "rm -f /run/lab-serf-*");
        await UpAsync();
        serf.Key = JsonDocument.Parse(await Lab.RunAsync("serf", "status", "--json")).RootElement.GetProperty("authKey").GetString()!;
        serf.Settings("env:DENTROPY_TEST_SERF_KEY", "pi1", "pi2");
        Environment.SetEnvironmentVariable("DENTROPY_TEST_SERF_KEY", serf.Key);
        await serf.UntilAsync("pi1", members => members.Count == serf.Nodes.Count && members.All(member => member.Status == DcMemberStatus.Alive), "all agents see each other");
        return serf;
    }

    public static Task UpAsync() => Lab.RunAsync("serf", "up");

    public static Task KillAsync(string node) => Lab.ExecAsync(node, "kill -9 $(cat /run/lab-host/serf.pid)");

    public void Settings(string key, params string[] nodes) =>
        File.WriteAllText(Path.Join(_cloud.FullName, "cloud.yaml"), $"serf: {{nodes: [{string.Join(", ", nodes)}], authKey: '{key}'}}\n");

    public Task<IReadOnlyList<DcClusterMember>> MembersAsync(params string[] via) => Cluster.MembersAsync(new ClusterMemberQuery { Via = via }, TestContext.Current.CancellationToken);

    public Task UntilAsync(string via, Func<IReadOnlyList<DcClusterMember>, bool> holds, string what) => Lab.UntilAsync(async () => holds(await MembersAsync(via)), what);

    public async Task<SerfClient> ClientAsync(string node) => await SerfClient.OpenAsync(
        await (await Links.GetAsync(await Lab.NodeAsync(node), default)).ConnectTcpAsync("127.0.0.1", 7373, default), node, Key, default);

    public async Task<List<ClusterQueryOutcome>> QueryAsync(ClusterQuerySettings settings, Func<ClusterQueryOutcome, Task>? seen = null)
    {
        var outcomes = new List<ClusterQueryOutcome>();
        await foreach (var outcome in Cluster.QueryAsync(settings, TestContext.Current.CancellationToken))
        {
            outcomes.Add(outcome);
            if (seen is not null)
                await seen(outcome);
        }

        return outcomes;
    }

    public async ValueTask DisposeAsync()
    {
        await Links.DisposeAsync();
        _cloud.Delete(recursive: true);
    }
}
