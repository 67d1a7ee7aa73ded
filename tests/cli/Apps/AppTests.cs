using System.Text.Json;
using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Apps;

// Against a host of the lab that has Docker.
public sealed class AppTests : IDisposable
{
    private readonly Support.Cli _cli = new();
    private readonly string _name = "c" + Guid.NewGuid().ToString("N")[..8];

    public AppTests()
    {
        Lab.RequireDocker();
        _cli.Environment["DENTROPY_CLOUD"] = Lab.Cloud;
    }

    public void Dispose() => _cli.Dispose();

    private static string DockerHosts => Environment.GetEnvironmentVariable("DENTROPY_LAB_DOCKER")!;

    [Fact]
    public async Task An_app_lives_from_deploy_to_removal()
    {
        var file = Path.Combine(_cli.Home, "compose.yaml");
        await File.WriteAllTextAsync(
            file,
            $"name: {_name}\nservices:\n  web:\n    image: dentropy-lab/busybox\n    command: [sh, -c, \"echo hello from $${{GREETED:-nobody}}; trap 'exit 0' TERM; while :; do sleep 0.1; done\"]\n    environment: {{GREETED: \"${{WHO}}\"}}\n    volumes: [data:/data]\nvolumes: {{data: }}\n",
            TestContext.Current.CancellationToken);
        try
        {
            var plan = (await _cli.RunAsync("app", "deploy", file, "-n", "pi1", "--what-if", "--variable", "WHO=me")).Good();
            Assert.Contains($"would deploy {_name} on pi1: create network {_name}_default; create volume {_name}_data; create container {_name}-web-1", plan.Out, StringComparison.Ordinal);
            var deployed = (await _cli.RunAsync("app", "deploy", file, "-n", "pi1", "--variable", "WHO=me", "--wait")).Ends(0);
            Assert.Equal($"{_name} on pi1: running", deployed.Out.Trim());
            Assert.Contains($"create container {_name}-web-1", deployed.Error, StringComparison.Ordinal);

            var app = (await _cli.RunAsync("app", "list", _name, "-o", "json")).Good().Json[0];
            Assert.Equal((_name, "pi1", "Compose", "Running"), (Text(app, "name"), Text(app, "node"), Text(app, "kind"), Text(app, "state")));
            Assert.Equal($"{_name}_data", Text(app.GetProperty("volumes")[0], "name"));
            Assert.Contains("service    web: dentropy-lab/busybox", (await _cli.RunAsync("app", "show", _name, "--no-size")).Good().Out, StringComparison.Ordinal);
            Assert.Equal("web | hello from me", (await _cli.RunAsync("app", "logs", _name)).Good().Out.Trim());
            Assert.Equal("hello from me", Text((await _cli.RunAsync("app", "logs", _name, "-o", "json")).Good().Json[0], "text"));

            Assert.Equal($"{_name} on pi1: stopped", (await _cli.RunAsync("app", "stop", _name, "--grace-period", "2s")).Good().Out.Trim());
            Assert.Equal("Running", Text((await _cli.RunAsync("app", "start", _name, "-o", "json")).Good().Json[0], "state"));
            Assert.Contains(_name, (await _cli.RunAsync("app", "restart", _name)).Good().Out, StringComparison.Ordinal);
            (await _cli.RunAsync("app", "stop", _name + "x", "-n", DockerHosts)).Fails(2, "AppNotFound");
            (await _cli.RunAsync("app", "remove", _name)).Fails(2, "NotConfirmed");
            Assert.Contains($"keep volumes {_name}_data", (await _cli.RunAsync("app", "remove", _name, "--what-if")).Good().Out, StringComparison.Ordinal);
            Assert.Equal($"removed {_name} on pi1", (await _cli.RunAsync("app", "remove", _name, "--remove-volume", "--yes")).Good().Out.Trim());
            (await _cli.RunAsync("app", "list", _name, "-n", DockerHosts)).Fails(2, "AppNotFound");
        }
        finally
        {
            await Lab.ExecAsync("pi1", $"docker rm -fv {_name}-web-1 2>/dev/null; docker volume rm {_name}_data 2>/dev/null; docker network rm {_name}_default 2>/dev/null");
        }
    }

    private static string? Text(JsonElement json, string property) => json.GetProperty(property).GetString();
}
