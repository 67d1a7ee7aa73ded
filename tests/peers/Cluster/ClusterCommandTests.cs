using System.Text;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Peers.Tests.Cluster;

public sealed class ClusterCommandTests : IAsyncLifetime
{
    private readonly SshLinkPool _pool = new(new LinkOptions { ConnectTimeout = TimeSpan.FromSeconds(2) });

    public ValueTask InitializeAsync()
    {
        Lab.Require();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _pool.DisposeAsync();

    [Fact]
    public async Task EveryNodeAnswersForItself()
    {
        var nodes = await Lab.NodesAsync();
        var results = await RunAsync(nodes, new() { Command = "hostname" });
        Assert.Equal(nodes.Select(node => node.Name).Order(), results.Select(result => result.Output).Order());
        Assert.All(results, result => Assert.True(result.Ok && result.Node == result.Output));
    }

    [Fact]
    public async Task ANonZeroExitATimeoutAndAnUnreachableNodeAreThreeThings()
    {
        DcNode[] nodes = [await Lab.NodeAsync("pi1"), await Lab.NodeAsync("pi2"), await Lab.NodeAsync("pi4") with { Port = 9 }, await Lab.NodeAsync("pi5")];
        await RunAsync(nodes, new() { Command = "true" });
        var results = await RunAsync(nodes, new()
        {
            Command = "case $(hostname) in pi1) exit 7;; pi2) echo before; sleep 60;; *) echo fine;; esac",
            Timeout = TimeSpan.FromSeconds(2),
        });
        var by = results.ToDictionary(result => result.Node);
        Assert.Equal((DcCommandStatus.Failed, 7, null), (by["pi1"].Status, by["pi1"].ExitCode, by["pi1"].Failure));
        Assert.Equal((DcCommandStatus.TimedOut, null, "before", "CommandTimeout"), (by["pi2"].Status, by["pi2"].ExitCode, by["pi2"].Output, by["pi2"].Failure!.ErrorId));
        Assert.Equal((DcCommandStatus.Unreachable, "NodeUnreachable"), (by["pi4"].Status, by["pi4"].Failure!.ErrorId));
        Assert.Equal((DcCommandStatus.Succeeded, "fine"), (by["pi5"].Status, by["pi5"].Output));
        Assert.Equal("pi2", results[^1].Node);
    }

    [Fact]
    public async Task OnlyAnUnreachableNodeIsTriedAgain()
    {
        DcNode[] nodes = [await Lab.NodeAsync("pi1"), await Lab.NodeAsync("pi4") with { Port = 9 }];
        var results = await RunAsync(nodes, new() { Command = "echo x >> /tmp/runs; exit 1", Retry = 2 });
        Assert.Equal(1, results.Single(result => result.Node == "pi1").Attempts);
        Assert.Equal(3, results.Single(result => result.Node == "pi4").Attempts);
        Assert.Equal("x\n", await Lab.ExecAsync("pi1", "cat /tmp/runs; rm /tmp/runs"));
    }

    [Fact]
    public async Task InputEnvironmentAndFolderReachTheCommand()
    {
        var result = Assert.Single(await RunAsync([await Lab.NodeAsync("pi1")], new()
        {
            Command = "pwd; printf '[%s]' \"$A\" \"$B\"; cat",
            WorkingDirectory = "/usr/share",
            Environment = new Dictionary<string, string> { ["A"] = " two  words \\n'\" $HOME ", ["B"] = "line 1\nline 2 \\t\n\n" },
            Input = "rest\n"u8.ToArray(),
        }));
        Assert.Equal("/usr/share\n[ two  words \\n'\" $HOME ][line 1\nline 2 \\t\n\n]rest", result.Output);
    }

    [Fact]
    public async Task SudoRunsAsRootAndItsCommandsCanBeStopped()
    {
        var node = await Lab.NodeAsync("pi1") with { User = "ops" };
        Assert.Equal("ops", Assert.Single(await RunAsync([node], new() { Command = "id -un" })).Output);
        Assert.Equal("root v", Assert.Single(await RunAsync([node], new() { Command = "echo $(id -un) $K", Sudo = true, Environment = new Dictionary<string, string> { ["K"] = "v" } })).Output);
        var stopped = Assert.Single(await RunAsync([node], new() { Command = "sleep 98768; true", Sudo = true, Timeout = TimeSpan.FromSeconds(1) }));
        Assert.Equal(DcCommandStatus.TimedOut, stopped.Status);
        await Lab.UntilAsync(async () => await Lab.ExecAsync("pi1", "pgrep -c sleep") == "0\n", "root's process is gone");
    }

    [Theory]
    [InlineData("printf '%s|' \"$@\"; cat")]
    [InlineData("#!/usr/bin/env bash\n[[ -n $BASH ]] && printf '%s|' \"$@\"; cat")]
    [InlineData("#!/usr/bin/perl -w\nprint \"$_|\" for @ARGV; print <STDIN>;")]
    public async Task AScriptRunsWithItsArgumentsAndInput(string script)
    {
        var result = Assert.Single(await RunAsync([await Lab.NodeAsync("pi1")], new()
        {
            Script = Encoding.UTF8.GetBytes(script),
            Arguments = ["a b", "it's", "$HOME", ""],
            Input = "in"u8.ToArray(),
        }));
        Assert.Equal(("a b|it's|$HOME||in", ""), (result.Output, result.Error));
        Assert.Equal("", await Lab.ExecAsync("pi1", "ls /tmp | grep ^tmp"));
    }

    [Fact]
    public async Task AScriptThatCannotBeStoredIsNotRun()
    {
        var node = await Lab.NodeAsync("pi1");
        await Lab.ExecAsync("pi1", "mv /tmp /tmp.away; ln -s /nowhere /tmp");
        try
        {
            var result = Assert.Single(await RunAsync([node], new() { Script = "#!/usr/bin/perl\nprint 1"u8.ToArray() }));
            Assert.Equal((DcCommandStatus.Unreachable, "ScriptNotSent"), (result.Status, result.Failure!.ErrorId));
        }
        finally
        {
            await Lab.ExecAsync("pi1", "rm /tmp; mv /tmp.away /tmp");
        }
    }

    [Fact]
    public async Task WideUnicodeAndBinaryOutputArriveWhole()
    {
        var node = await Lab.NodeAsync("pi1");
        var line = string.Concat(Enumerable.Repeat("漢é🙂x", 250));
        Assert.Equal(line, Assert.Single(await RunAsync([node], new() { Command = "cat", Input = Encoding.UTF8.GetBytes(line + "\n") })).Output);
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        Assert.Equal(bytes, Assert.Single(await RunAsync([node], new() { Command = "cat", Input = bytes })).RawOutput);
    }

    [Fact]
    public async Task OutputBeyondTheLimitIsDroppedAndSaysSo()
    {
        var result = Assert.Single(await RunAsync([await Lab.NodeAsync("pi1")], new() { Command = "yes | head -c 5000000; echo end >&2", OutputLimit = 1000 }));
        Assert.Equal((1000, true, true, "end"), (result.RawOutput.Length, result.Truncated, result.Ok, result.Error));
    }

    [Fact]
    public async Task LeavingEarlyStopsTheCommandsOnTheNodes()
    {
        var nodes = await Lab.NodesAsync();
        await foreach (var result in new ClusterCommand(_pool).RunAsync(nodes, new() { Command = "[ $(hostname) = pi1 ] || sleep 98769" }, progress: null, default))
        {
            Assert.Equal("pi1", result.Node);
            break;
        }

        foreach (var node in nodes)
        {
            await Lab.UntilAsync(async () => await Lab.ExecAsync(node.Name, "pgrep -c sleep") == "0\n", $"nothing runs on {node.Name}");
        }
    }

    [Fact]
    public async Task ANodeThatRebootedSinceTheLastCommandIsConnectedToAnew()
    {
        var node = await Lab.NodeAsync("pi6");
        Assert.True(Assert.Single(await RunAsync([node], new() { Command = "true" })).Ok);
        await Lab.RunAsync("power", "pi6", "cycle");
        Assert.True(Assert.Single(await RunAsync([node], new() { Command = "true", Retry = 5 })).Ok);
    }

    private async Task<List<DcCommandResult>> RunAsync(IReadOnlyList<DcNode> nodes, ClusterCommandSettings settings)
    {
        var results = new List<DcCommandResult>();
        await foreach (var result in new ClusterCommand(_pool).RunAsync(nodes, settings, progress: null, TestContext.Current.CancellationToken))
        {
            results.Add(result);
        }

        return results;
    }
}
