using System.Text.Json;
using System.Text.Json.Nodes;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Peers.Tests.Docker;

/// <summary>Engines of the lab's hosts, and the ways to reach them. Everything that a test makes carries the label <c>dentropy.test</c>.</summary>
internal sealed class DockerLab : IAsyncDisposable
{
    public const string Image = "dentropy-lab/busybox";
    public const string Label = "dentropy.test";

    /// <summary>Root over ssh; an account that needs sudo; a server that forwards no sockets; one ssh a command; this machine's socket; TCP with TLS.</summary>
    public static readonly string[] Ways = ["root", "ops", "relay", "process", "local", "tls"];

    private DockerLab(DcNode node, SshLinkPool links)
    {
        Node = node;
        Links = links;
        Engines = new DockerEngines(links);
    }

    public DcNode Node { get; }

    public SshLinkPool Links { get; }

    public DockerEngines Engines { get; }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static string[] Hosts => (Environment.GetEnvironmentVariable("DENTROPY_LAB_DOCKER") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Skips the test where no host has Docker; in CI that is a failure.</summary>
    public static void Require()
    {
        Lab.Require();
        if (Hosts.Length == 0)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, "No host of the lab has Docker, and CI must test against real engines.");
            Assert.Skip("No host of the lab has Docker: start it with lab/lab.sh up --docker --images busybox, and set DENTROPY_LAB_DOCKER to the hosts' names.");
        }
    }

    public static async Task<DockerLab> OpenAsync(string way = "root")
    {
        Require();
        var host = Hosts[0];
        var node = await Lab.NodeAsync(host);
        var options = new LinkOptions { KeepAliveInterval = TimeSpan.FromSeconds(1), KeepAliveCount = 2, ConnectTimeout = TimeSpan.FromSeconds(5) };
        switch (way)
        {
            case "ops":
                node = node with { User = "ops" };
                break;
            case "relay":
                await Lab.RunAsync("sshd", host, "--set", "AllowStreamLocalForwarding no");
                break;
            case "process":
                options = options with { UseControlSockets = false };
                break;
            case "local":
                var pid = (await StatusAsync(host)).GetProperty("pid").GetInt32();
                node = DcNode.Local with { DockerHost = $"unix:///proc/{pid}/root/run/docker.sock" };
                break;
            case "tls":
                await Lab.RunAsync("docker", host, "tls");
                var docker = (await StatusAsync(host)).GetProperty("docker");
                node = node with { DockerHost = docker.GetProperty("tcp").GetString(), DockerCertPath = docker.GetProperty("certificates").GetString() };
                break;
        }

        return new DockerLab(node, new SshLinkPool(options)) { Way = way };
    }

    public Task<DockerClient> ClientAsync() => Engines.GetAsync(Node, Stop);

    /// <summary>A container that runs a command, with a name of its own.</summary>
    public static async Task<string> StartAsync(DockerClient client, params string[] command)
    {
        var id = await CreateAsync(client, command);
        await client.Containers.StartAsync(id, Stop);
        return id;
    }

    public static Task<string> CreateAsync(DockerClient client, string[] command, Action<JsonObject>? more = null)
    {
        var body = new JsonObject
        {
            ["Image"] = Image,
            ["Cmd"] = new JsonArray([.. command.Select(word => (JsonNode?)word)]),
            ["Labels"] = new JsonObject { [Label] = "1" },
            ["StopSignal"] = "SIGKILL",
        };
        more?.Invoke(body);
        return client.Containers.CreateAsync("t-" + Guid.NewGuid().ToString("N")[..12], body, null, Stop);
    }

    private string Way { get; init; } = "";

    public async ValueTask DisposeAsync()
    {
        if (Way == "relay")
        {
            await Lab.RunAsync("sshd", Hosts[0], "--reset");
        }

        await Engines.DisposeAsync();
        await Links.DisposeAsync();
        await Lab.ExecAsync(Hosts[0], $"docker ps -aq --filter label={Label} | xargs -r docker rm -fv >/dev/null; docker volume ls -q --filter label={Label} | xargs -r docker volume rm >/dev/null; docker network ls -q --filter label={Label} | xargs -r docker network rm >/dev/null");
    }

    private static async Task<JsonElement> StatusAsync(string host)
    {
        using var status = JsonDocument.Parse(await Lab.RunAsync("status", "--json"));
        return status.RootElement.EnumerateArray().Single(one => one.GetProperty("name").GetString() == host).Clone();
    }
}
