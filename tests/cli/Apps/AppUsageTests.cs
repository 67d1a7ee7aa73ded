using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Apps;

// What can be said without any Docker engine.
public sealed class AppUsageTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_compose_file_is_read_before_any_node_is_asked()
    {
        _cli.AddNode("gone", "address: 127.0.0.1\nport: 1\n");
        var file = Path.Combine(_cli.Home, "compose.yaml");
        await File.WriteAllTextAsync(file, "services:\n  web:\n    image: x\n    build: .\n", TestContext.Current.CancellationToken);
        var deployed = await _cli.RunAsync("app", "deploy", file, "-n", "gone");
        deployed.Fails(2, "ComposeUnsupported");
        Assert.Contains("line 4, services.web.build", deployed.Error, StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, "services:\n  web:\n    imgae: x\n", TestContext.Current.CancellationToken);
        (await _cli.RunAsync("app", "deploy", file, "-n", "gone", "--what-if")).Fails(2, "ComposeInvalid");
        await File.WriteAllTextAsync(file, "services: {web: {image: x, volumes: [\"./d:/d\"]}}", TestContext.Current.CancellationToken);
        var relative = await _cli.RunAsync("app", "deploy", file, "-n", "gone");
        relative.Fails(2, "ComposeInvalid");
        Assert.Contains("--project-folder", relative.Error, StringComparison.Ordinal);
        (await _cli.RunAsync("app", "deploy", Path.Combine(_cli.Home, "none"), "-n", "gone")).Fails(2, "ComposeFileNotFound");
    }

    [Fact]
    public async Task A_node_that_cannot_be_reached_ends_with_3()
    {
        _cli.AddNode("gone", "address: 127.0.0.1\nport: 1\n");
        (await _cli.RunAsync("app", "list")).Fails(3, "NodeUnreachable");
        var stopped = (await _cli.RunAsync("app", "stop", "any")).Ends(3);
        Assert.Contains("(NodeUnreachable)", stopped.Error, StringComparison.Ordinal);
        Assert.Contains("(AppNotFound)", stopped.Error, StringComparison.Ordinal);
        (await _cli.RunAsync("app", "logs", "any*", "-n", "gone")).Ends(3);
    }

    [Theory]
    [InlineData("app", "stop")]
    [InlineData("app", "deploy")]
    [InlineData("app", "deploy", ".")]
    [InlineData("app", "list", "--node", "none")]
    [InlineData("app", "logs", "x", "--tail", "many")]
    [InlineData("app", "logs", "x", "--since", "yesterday")]
    [InlineData("app", "start", "x", "--timeout", "soon")]
    [InlineData("app", "deploy", ".", "-n", "x", "--pull-policy", "sometimes")]
    [InlineData("app", "walk")]
    public async Task Bad_usage_ends_with_2(params string[] args) => Assert.Equal(2, (await _cli.RunAsync(args)).Code);
}
