using System.Security.Cryptography;
using System.Text.Json;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster.Serf.Install;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Secrets;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Peers.Tests.Cluster.Serf.Install;

/// <summary>A cloud of its own with the lab's first five nodes, and ports that no other agent of the lab has.</summary>
public abstract class SerfInstallTest : IAsyncLifetime
{
    internal const int RpcPort = 7474;
    internal const int GossipPort = 7947;
    private const int Count = 5;

    private readonly string _cloud = Directory.CreateTempSubdirectory("dentropy-serf-").FullName;

    internal FileNodeStore Store => new(_cloud);

    internal SshLinkPool Links { get; } = new();

    internal IReadOnlyList<DcNode> Nodes { get; private set; } = [];

    internal SerfInstaller Installer => new(Store, Links);

    internal SerfInstallSettings Settings => new() { EncryptKey = new SecretReference(SecretSource.File, "serf.key"), GossipPort = GossipPort };

    internal string CloudPath => _cloud;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var nodes = await Lab.NodesAsync();
        Assert.True(nodes.Count >= Count, $"These tests need {Count} hosts, and the lab has {nodes.Count}: lab/lab.sh up --nodes {Count}");
        foreach (var node in nodes.Take(Count))
            await Store.AddAsync(node, Stop);
        File.Copy(Path.Join(Environment.GetEnvironmentVariable("DENTROPY_LAB_CLOUD"), "known_hosts"), Path.Join(_cloud, "known_hosts"), overwrite: true);
        await File.WriteAllTextAsync(Path.Join(_cloud, "cloud.yaml"), $"serf:\n  port: {RpcPort}\n  authKey: file:rpc.key\n", Stop);
        await File.WriteAllTextAsync(Path.Join(_cloud, "rpc.key"), "a token for the RPC\n", Stop);
        PutKey("serf.key");
        Nodes = (await Store.ReadAllAsync(Stop)).Nodes;
        await Lab.RunAsync("install", "serf");
        await CleanAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Nodes.Count > 0)
            await CleanAsync();
        await Links.DisposeAsync();
        Directory.Delete(_cloud, recursive: true);
        GC.SuppressFinalize(this);
    }

    internal DcNode Node(string name) => Nodes.Single(node => node.Name == name);

    /// <summary>Writes a new key of 32 bytes.</summary>
    internal SecretReference PutKey(string name)
    {
        File.WriteAllText(Path.Join(_cloud, name), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) + "\n");
        return new SecretReference(SecretSource.File, name);
    }

    internal string KeyText(string name) => File.ReadAllText(Path.Join(_cloud, name)).Trim();

    internal async Task<IReadOnlyList<DcSerfInstallation>> InstallAsync(SerfInstallSettings? settings = null, params string[] nodes)
    {
        var records = new List<DcSerfInstallation>();
        await foreach (var record in Installer.InstallAsync(nodes.Length > 0 ? [.. nodes.Select(Node)] : Nodes, settings ?? Settings, progress: null, Stop))
            records.Add(record);
        return [.. records.OrderBy(record => record.Node, StringComparer.Ordinal)];
    }

    internal async Task<IReadOnlyList<DcSerfInstallation>> PlanAsync(SerfInstallSettings? settings = null)
    {
        var records = new List<DcSerfInstallation>();
        await foreach (var record in Installer.PlanAsync(Nodes, settings ?? Settings, Stop))
            records.Add(record);
        return records;
    }

    internal async Task<IReadOnlyList<DcSerfInstallation>> RemoveAsync(params string[] nodes)
    {
        var records = new List<DcSerfInstallation>();
        await foreach (var record in Installer.RemoveAsync(nodes.Length > 0 ? [.. nodes.Select(Node)] : Nodes, package: false, throttle: 8, Stop))
            records.Add(record);
        return records;
    }

    /// <summary>Installs on all nodes and checks that it went well.</summary>
    internal async Task InstalledAsync(SerfInstallSettings? settings = null)
    {
        var records = await InstallAsync(settings);
        Assert.All(records, record => Assert.Null(record.Failure));
        Assert.All(records, record => Assert.Equal(Nodes.Count, record.Members));
    }

    /// <summary>Members as serf itself says on a node, with their status and tags.</summary>
    internal async Task<Dictionary<string, (string Status, Dictionary<string, string> Tags)>> MembersAsync(string node)
    {
        var output = await Lab.ExecAsync(node, $"SERF_RPC_AUTH='a token for the RPC' serf members -format=json -rpc-addr=127.0.0.1:{RpcPort} 2>/dev/null");
        if (!output.TrimStart().StartsWith('{'))
            return [];
        using var document = JsonDocument.Parse(output);
        return document.RootElement.GetProperty("members").EnumerateArray().ToDictionary(
            member => member.GetProperty("name").GetString()!,
            member => (member.GetProperty("status").GetString()!, member.GetProperty("tags").EnumerateObject().ToDictionary(tag => tag.Name, tag => tag.Value.GetString()!)));
    }

    internal async Task<int> AliveAsync(string node) => (await MembersAsync(node)).Count(member => member.Value.Status == "alive");

    internal static Task<string> AgentPidAsync(string node) => Lab.ExecAsync(node, "cat /run/dentropy-serf/agent.pid");

    internal static Task<string> ConfigAsync(string node) => Lab.ExecAsync(node, "cat /etc/dentropy/serf/agent.json 2>/dev/null");

    // Whatever a test has left: an agent, a full disk, a cut link.
    private async Task CleanAsync()
    {
        var somebodyIsOff = (await Lab.RunAsync("status", "--json")).Contains("\"off\"", StringComparison.Ordinal);
        foreach (var node in Nodes)
        {
            if (somebodyIsOff)
                await Lab.RunAsync("power", node.Name, "on");
            await Lab.RunAsync("link", node.Name, "up");
            await Lab.RunAsync("link", node.Name, "pass");
            await Lab.ExecAsync(node.Name, "rm -rf /srv/serf-repo /etc/apt/sources.list; for f in /run/dentropy-serf/supervise.pid /run/dentropy-serf/agent.pid; do [ ! -s $f ] || kill -9 $(cat $f); done; rm -rf /etc/dentropy /run/dentropy-serf* /usr/local/lib/dentropy-serf /var/log/dentropy-serf.log*");
            await Links.CloseAsync(node);
        }
    }
}
