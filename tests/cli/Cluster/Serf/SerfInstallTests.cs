using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Cluster.Serf;

public sealed class SerfInstallTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_new_key_is_in_a_file_of_its_own_and_never_shown()
    {
        var path = Path.Combine(_cli.Home, "serf.key");

        var made = (await _cli.RunAsync("cluster", "new-key", path)).Good();

        var key = (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).Trim();
        Assert.Equal(32, Convert.FromBase64String(key).Length);
        Assert.DoesNotContain(key, made.Out, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        (await _cli.RunAsync("cluster", "new-key", path)).Fails(2, "SerfKeyFileExists");
        Assert.Equal(32, Convert.FromBase64String((await _cli.RunAsync("cluster", "new-key", "--as-plain-text")).Good().Out.Trim()).Length);
        (await _cli.RunAsync("cluster", "new-key")).Fails(2, "InvalidUsage");
    }

    [Fact]
    public async Task A_key_on_the_command_line_is_refused_and_not_repeated()
    {
        (await _cli.RunAsync("node", "add", "pi1", "--address", "127.0.0.1", "--port", "1")).Good();
        var key = Convert.ToBase64String(new byte[32]);

        foreach (var result in new[] { await _cli.RunAsync("cluster", "install", "pi1", "--encrypt-key", key), await _cli.RunAsync("cluster", "rotate", "--new-key", key) })
        {
            result.Fails(2, "SerfKeyReference");
            Assert.DoesNotContain(key, result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_node_that_cannot_be_reached_ends_with_3()
    {
        (await _cli.RunAsync("node", "add", "pi1", "--address", "127.0.0.1", "--port", "1")).Good();

        (await _cli.RunAsync("cluster", "install", "pi1")).Fails(3, "NodeUnreachable");
        (await _cli.RunAsync("cluster", "install", "pi1", "--what-if")).Fails(3, "NodeUnreachable");
        (await _cli.RunAsync("cluster", "uninstall", "pi1", "--yes")).Fails(3, "NodeUnreachable");
        (await _cli.RunAsync("cluster", "keys")).Fails(3, "SerfNotReachable");
    }

    [Fact]
    public async Task What_would_be_uninstalled_is_shown_and_nothing_is_sent()
    {
        (await _cli.RunAsync("node", "add", "pi1", "--address", "127.0.0.1", "--port", "1")).Good();

        Assert.Equal("would uninstall Serf from pi1: leave the cluster; remove agent, configuration and keys\n", (await _cli.RunAsync("cluster", "uninstall", "pi1", "--what-if")).Good().Out);
        (await _cli.RunAsync("cluster", "uninstall", "pi1")).Fails(2, "NotConfirmed");
        (await _cli.RunAsync("cluster", "install")).Fails(2, "NodesNotNamed");
    }
}
