using System.Text;
using Dentropy.Apps;
using Dentropy.Engine.Apps;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Dentropy.Peers.Tests.Docker;
using Xunit;

namespace Dentropy.Peers.Tests.Apps;

/// <summary>A node of the lab with Docker, a folder for compose files, and an app's name of its own; whatever was made is removed.</summary>
public abstract class AppTest : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dentropy-apps-");
    private readonly SshLinkPool _pool = new();
    private protected readonly List<string> Names = [];

    protected AppTest() => Names.Add(Name);

    protected string Name { get; } = "t" + Guid.NewGuid().ToString("N")[..8];

    protected DcNode Node { get; private set; } = DcNode.Local;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    private protected DockerEngines Engines { get; private set; } = null!;

    private protected AppCatalog Catalog => new(Engines);

    private protected AppPower Power => new(Engines);

    public async ValueTask InitializeAsync()
    {
        DockerLab.Require();
        Engines = new DockerEngines(_pool);
        Node = await Lab.NodeAsync("pi1");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var name in Names.Distinct(StringComparer.Ordinal))
        {
            await Lab.ExecAsync("pi1", $"docker ps -aq --filter label=com.docker.compose.project={name} | xargs -r docker rm -fv; docker ps -aq --filter name='^{name}' | xargs -r docker rm -fv;"
                + $"docker network ls -q --filter label=com.docker.compose.project={name} | xargs -r docker network rm; docker volume ls -q --filter label=com.docker.compose.project={name} | xargs -r docker volume rm");
        }

        await Engines.DisposeAsync();
        await _pool.DisposeAsync();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected string Write(string text, string name = "compose.yaml")
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private protected async Task<(DcApp App, AppDeployPlan Done)> DeployAsync(string text, Func<AppDeploySettings, AppDeploySettings>? with = null)
    {
        var settings = new AppDeploySettings { Path = Write(text), Name = Name, Grace = TimeSpan.FromSeconds(1) };
        return await new AppDeploy(Engines).DeployAsync(Node, with?.Invoke(settings) ?? settings, progress: null, Stop);
    }

    private protected async Task<DentropyException> RefusedAsync(string text, Func<AppDeploySettings, AppDeploySettings>? with = null) =>
        await Assert.ThrowsAsync<DentropyException>(() => DeployAsync(text, with));

    /// <summary>What a command in a container prints.</summary>
    private protected async Task<string> InAsync(string service, params string[] command)
    {
        var client = await Engines.GetAsync(Node, Stop);
        var container = (await Catalog.InspectAsync(Node, Name, Stop)).Containers.First(one => one.Labels["com.docker.compose.service"] == service);
        await using var exec = await client.Containers.ExecAsync(container.Id, new ExecSettings { Command = command }, Stop);
        using var output = new MemoryStream();
        var errors = exec.StandardError.CopyToAsync(Stream.Null, Stop);
        await exec.StandardOutput.CopyToAsync(output, Stop);
        await errors;
        Assert.Equal(0, await exec.WaitForExitAsync(Stop));
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private protected static Task<string> DockerAsync(string arguments) => Lab.ExecAsync("pi1", "docker " + arguments);
}
