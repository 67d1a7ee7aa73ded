using System.Text;
using System.Text.Json;
using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Cluster;

// Commands on this machine; the real hosts of the lab are in LabTests.
public sealed class RunTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Output_and_errors_go_to_their_streams_with_the_node_before_each_line()
    {
        var run = await _cli.RunAsync("run", "-n", "localhost", "echo one; echo two; echo three >&2; printf four");

        run.Ends(0);
        Assert.Equal("localhost: one\nlocalhost: two\nlocalhost: four\n", run.Out);
        Assert.Equal("localhost: three\n", run.Error);
    }

    [Fact]
    public async Task Several_words_are_joined_by_spaces() =>
        Assert.Equal("localhost: c b -n\n", (await _cli.RunAsync("run", "-n", "localhost", "--", "echo", "a   b", "-n", "|", "tr", "a", "c")).Good().Out);

    [Fact]
    public async Task A_command_that_fails_is_told_and_is_exit_code_1()
    {
        var run = (await _cli.RunAsync("run", "-n", "localhost", "--", "echo before; exit 3")).Ends(1);

        Assert.Equal("localhost: before\n", run.Out);
        Assert.Equal(["error: localhost: exit 3 (CommandFailed)", "1 node: 0 ok, 1 failed (localhost: exit 3)"], run.ErrorLines);
    }

    [Fact]
    public async Task A_signal_is_named()
    {
        var run = (await _cli.RunAsync("run", "-n", "localhost", "--", "kill -9 $$")).Ends(1);

        Assert.Contains("localhost: signal KILL", run.ErrorLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_over_its_time_is_stopped_and_is_exit_code_3()
    {
        var run = (await _cli.RunAsync("run", "-n", "localhost", "--timeout", "500ms", "--", "echo $$; exec sleep 600")).Ends(3);

        Assert.Contains("(CommandTimeout)", run.ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains("--timeout", run.ErrorLines[0], StringComparison.Ordinal);
        Assert.Equal("1 node: 0 ok, 1 timed out (localhost)", run.ErrorLines[1]);
        await Until.TrueAsync(() => !Directory.Exists("/proc/" + run.OutLines[0].Split(' ')[1]), "the command has ended");
    }

    [Fact]
    public async Task A_node_that_cannot_be_reached_hides_no_other()
    {
        // Nothing listens at port 1 of this machine.
        _cli.AddNode("pi1", "address: 127.0.0.1\nport: 1\n");
        _cli.AddNode("pi2", "address: 127.0.0.1\nport: 1\n");

        var run = (await _cli.RunAsync("run", "-n", "pi[1-2],localhost", "--", "echo here")).Ends(3);

        Assert.Equal("localhost: here\n", run.Out);
        Assert.Equal(2, run.ErrorLines.Count(line => line.EndsWith("(NodeUnreachable)", StringComparison.Ordinal)));
        Assert.Equal("3 nodes: 1 ok, 2 unreachable (pi[1-2])", run.ErrorLines[^1]);
    }

    [Fact]
    public async Task Input_environment_and_folder_reach_the_command()
    {
        var run = await _cli.FeedAsync(
            "from stdin"u8.ToArray(),
            "run", "-n", "localhost", "--env", "A=x y", "--env", "B=it's=\"$HOME\"", "--working-directory", "/", "--input", "-", "--", "pwd; echo $A; echo \"$B\"; cat");

        Assert.Equal("localhost: /\nlocalhost: x y\nlocalhost: it's=\"$HOME\"\nlocalhost: from stdin\n", run.Good().Out);
    }

    [Fact]
    public async Task Input_can_be_a_file_and_output_can_be_its_very_bytes()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(i => (byte)i), (byte)'\n', 0xff];
        var file = Path.Combine(_cli.Home, "input");
        await File.WriteAllBytesAsync(file, bytes);

        var run = await _cli.RunAsync("run", "-n", "localhost", "--input", file, "--no-prefix", "--", "cat");

        Assert.Equal(bytes, run.Good().OutBytes);
    }

    [Fact]
    public async Task Without_input_a_command_reads_nothing() =>
        Assert.Equal("localhost: 0\n", (await _cli.FeedAsync("ours"u8.ToArray(), "run", "-n", "localhost", "--", "wc -c")).Good().Out);

    [Fact]
    public async Task A_script_takes_its_arguments_word_by_word()
    {
        var script = _cli.Write("script", "#!/bin/sh\nfor word in \"$@\"; do echo \"<$word>\"; done\nexit 5\n");

        var run = (await _cli.RunAsync("run", "-n", "localhost", "--script", script, "--", "a b", "--what-if", "$HOME")).Ends(1);

        Assert.Equal("localhost: <a b>\nlocalhost: <--what-if>\nlocalhost: <$HOME>\n", run.Out);
    }

    [Fact]
    public async Task Json_is_one_array_and_leaves_standard_error_alone()
    {
        var run = (await _cli.RunAsync("run", "-n", "localhost", "-o", "json", "--", "echo ö; echo err >&2; exit 2")).Ends(1);

        Assert.Empty(run.Error);
        var result = Assert.Single(run.Json.EnumerateArray());
        Assert.Equal(
            ["node", "status", "exitCode", "signal", "output", "error", "truncated", "duration", "attempts", "failure"],
            result.EnumerateObject().Select(property => property.Name));
        Assert.Equal("localhost", result.GetProperty("node").GetString());
        Assert.Equal("failed", result.GetProperty("status").GetString());
        Assert.Equal(2, result.GetProperty("exitCode").GetInt32());
        Assert.Equal("ö", result.GetProperty("output").GetString());
        Assert.Equal("err", result.GetProperty("error").GetString());
        Assert.Equal(JsonValueKind.Null, result.GetProperty("failure").ValueKind);
        Assert.Contains("ö", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jsonl_has_a_result_at_once_while_others_work()
    {
        _cli.AddNode("pi1", "address: 127.0.0.1\nport: 1\n");
        var gate = Path.Combine(_cli.Home, "gate");

        using var process = _cli.Start("run", "-n", "pi1,localhost", "-o", "jsonl", "--", $"while [ ! -e {gate} ]; do sleep 0.05; done; echo end");
        var first = JsonDocument.Parse((await process.StandardOutput.ReadLineAsync())!).RootElement;
        await File.WriteAllTextAsync(gate, "");
        var rest = (await Support.Cli.EndAsync(process)).Ends(3);

        Assert.Equal("pi1", first.GetProperty("node").GetString());
        Assert.Equal("unreachable", first.GetProperty("status").GetString());
        Assert.Equal("NodeUnreachable", first.GetProperty("failure").GetProperty("errorId").GetString());
        Assert.Equal("localhost", JsonDocument.Parse(Assert.Single(rest.OutLines)).RootElement.GetProperty("node").GetString());
    }

    [Fact]
    public async Task Yaml_keeps_many_lines_readable()
    {
        var run = (await _cli.RunAsync("run", "-n", "localhost", "-o", "yaml", "--", "printf 'a: 1\\n  b\\n'")).Good();

        Assert.Contains("  output: |-\n    a: 1\n      b\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fold_shows_equal_nodes_once()
    {
        var folded = (await _cli.RunAsync("run", "-n", "localhost", "--fold", "--", "echo a; echo b >&2")).Ends(0);
        Assert.Equal("localhost (1 node):\n  a\n  ! b\n", folded.Out);

        var json = (await _cli.RunAsync("run", "-n", "localhost", "--fold", "-o", "json", "--", "echo a")).Good().Json[0];
        Assert.Equal("localhost", json.GetProperty("nodeSet").GetString());
        Assert.Equal("a", json.GetProperty("output").GetString());
    }

    [Fact]
    public async Task What_if_runs_nothing()
    {
        var mark = Path.Combine(_cli.Home, "mark");

        var planned = await _cli.RunAsync("run", "-n", "localhost", "--sudo", "--what-if", "--", "touch", mark);

        Assert.Equal($"would run on localhost: touch {mark} (as root)\n", planned.Good().Out);
        Assert.False(File.Exists(mark));
    }

    [Theory]
    [InlineData("NodesNotNamed", "--", "MARK")]
    [InlineData("InvalidCommand", "-n", "localhost")]
    [InlineData("InvalidCommand", "-n", "localhost", "--", " ")]
    [InlineData("NodeNotFound", "-n", "localhost,pi7", "--", "MARK")]
    [InlineData("NoNodeMatches", "--role", "nobody", "--", "MARK")]
    [InlineData("InvalidNodeExpression", "-n", "", "--", "MARK")]
    [InlineData("InvalidOptionValue", "--role", "", "--", "MARK")]
    [InlineData("InvalidEnvironmentName", "-n", "localhost", "--env", "1A=x", "--", "MARK")]
    [InlineData("InvalidOptionValue", "-n", "localhost", "--env", "A", "--", "MARK")]
    [InlineData("InvalidOptionValue", "-n", "localhost", "--timeout", "soon", "--", "MARK")]
    [InlineData("InvalidCommand", "-n", "localhost", "--throttle-limit", "0", "--", "MARK")]
    [InlineData("InvalidOptionValue", "-n", "localhost", "--retry", "x", "--", "MARK")]
    [InlineData("FileNotFound", "-n", "localhost", "--input", "nowhere", "--", "MARK")]
    [InlineData("FileNotFound", "-n", "localhost", "--script", "nowhere")]
    [InlineData("InvalidUsage", "-n", "localhost", "--timout", "5", "--", "MARK")]
    [InlineData("InvalidUsage", "-n", "localhost", "MARK", "-p")]
    public async Task Bad_input_is_one_error_and_runs_nothing(string errorId, params string[] words)
    {
        var mark = Path.Combine(_cli.Home, "mark");

        var refused = await _cli.RunAsync(["run", .. words.Select(word => word == "MARK" ? "touch " + mark : word)]);

        Assert.Empty(refused.Fails(2, errorId).Out);
        Assert.False(File.Exists(mark));
    }

    [Fact]
    public async Task Errors_are_json_where_json_was_asked_for()
    {
        var refused = (await _cli.RunAsync("run", "-n", "pi7", "-o", "json", "--", "true")).Ends(2);

        Assert.Empty(refused.Out);
        var error = JsonDocument.Parse(Assert.Single(refused.ErrorLines)).RootElement;
        Assert.Equal(["errorId", "category", "target", "message"], error.EnumerateObject().Select(property => property.Name));
        Assert.Equal("NodeNotFound", error.GetProperty("errorId").GetString());
        Assert.Equal("pi7", error.GetProperty("target").GetString());
    }

    [Fact]
    public async Task A_broken_file_beside_the_nodes_is_told_and_the_others_run()
    {
        _cli.AddNode("pi1", "address: 127.0.0.1\nport: 1\n");
        _cli.Write("cloud/nodes/pi2.yaml", "name: pi2\nport: ssh\n");

        var run = await _cli.RunAsync("run", "-n", "pi*,localhost", "--", "echo here");

        run.Ends(3);
        Assert.Equal("localhost: here\n", run.Out);
        Assert.Contains("(NodeFileInvalid)", run.ErrorLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Large_output_arrives_whole()
    {
        var run = (await _cli.RunAsync("run", "-n", "localhost", "--no-prefix", "--", "seq 1 300000")).Good();

        Assert.Equal(string.Join('\n', Enumerable.Range(1, 300_000)) + "\n", Encoding.ASCII.GetString(run.OutBytes));
    }
}
