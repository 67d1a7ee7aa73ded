using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Cluster;

public sealed class SerfTests : IAsyncDisposable
{
    private readonly Support.Cli _cli = new();
    private bool _usesLab;

    // Other tests install agents of their own on the lab's hosts.
    public async ValueTask DisposeAsync()
    {
        if (_usesLab)
            await Lab.RunAsync("serf", "down");
        _cli.Dispose();
    }

    [Theory]
    [InlineData("cluster", "members")]
    [InlineData("cluster", "event", "deploy", "v1")]
    [InlineData("cluster", "query", "load")]
    [InlineData("cluster", "watch")]
    [InlineData("run", "-n", "gone", "--via", "serf", "--", "true")]
    public async Task Where_no_agent_answers_the_code_is_3(params string[] args)
    {
        _cli.AddNode("gone", "address: 127.0.0.1\nport: 1\n");

        var run = (await _cli.RunAsync(args)).Ends(3);

        Assert.EndsWith("(SerfNotReachable)", run.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cluster", "members", "--status", "dead")]
    [InlineData("cluster", "members", "--tag", "worker")]
    [InlineData("cluster", "watch", "--type", "member-lost")]
    [InlineData("cluster", "query", "load", "--timeout", "soon")]
    [InlineData("run", "-n", "gone", "--via", "gossip", "--", "true")]
    public async Task What_cannot_be_understood_asks_nobody(params string[] args)
    {
        _cli.AddNode("gone", "address: 127.0.0.1\nport: 1\n");

        var run = (await _cli.RunAsync(args)).Ends(2);

        Assert.DoesNotContain("SerfNotReachable", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_sends_nothing()
    {
        _cli.AddNode("gone", "address: 127.0.0.1\nport: 1\n");

        Assert.Equal("would send event deploy: 3 bytes\n", (await _cli.RunAsync("cluster", "event", "deploy", "v42", "--what-if")).Good().Out);
        Assert.Equal("would send query load: 0 bytes\n", (await _cli.RunAsync("cluster", "query", "load", "--what-if")).Good().Out);
        (await _cli.RunAsync("run", "-n", "gone", "--via", "serf", "--what-if", "--", "true")).Good();
    }

    [Fact]
    public async Task Members_and_answers_are_lines_and_documents()
    {
        await UseLabAsync();

        var table = (await _cli.RunAsync("cluster", "members", "pi[1-2]")).Good();
        Assert.Contains(table.OutLines, line => line.StartsWith("pi1", StringComparison.Ordinal) && line.Contains("alive", StringComparison.Ordinal) && line.Contains("role=manager", StringComparison.Ordinal));
        Assert.EndsWith("(SerfMemberNotFound)", Assert.Single((await _cli.RunAsync("cluster", "members", "pi1", "nobody")).Ends(2).ErrorLines), StringComparison.Ordinal);
        var json = JsonDocument.Parse((await _cli.RunAsync("cluster", "members", "--tag", "role=manager", "--coordinate", "-o", "json")).Good().Out).RootElement;
        Assert.All(json.EnumerateArray(), member => Assert.Equal("manager", member.GetProperty("tags").GetProperty("role").GetString()));
        var answers = (await _cli.RunAsync("cluster", "query", "echo", "two words", "-n", "pi[1-2]", "--timeout", "60s")).Good();
        Assert.Equal(["pi1: two words", "pi2: two words"], answers.OutLines.Order());
        var silent = (await _cli.RunAsync("cluster", "query", "nobody-knows", "-n", "pi2", "--timeout", "1s")).Ends(3);
        Assert.EndsWith("(SerfMemberSilent)", silent.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(["pi1: pi1", "pi2: pi2"], (await _cli.RunAsync("run", "-n", "pi[1-2]", "--via", "serf", "--", "hostname")).Good().OutLines.Order());
    }

    [Fact]
    public async Task A_watch_prints_a_line_an_event_until_it_is_interrupted()
    {
        await UseLabAsync();
        using var process = _cli.Start("cluster", "watch", "--type", "user", "--name", "deploy", "-o", "jsonl");
        var line = process.StandardOutput.ReadLineAsync();
        await Until.TrueAsync(async () =>
        {
            (await _cli.RunAsync("cluster", "event", "deploy", "v42")).Good();
            return line.IsCompleted;
        }, "the event is heard");

        var said = JsonDocument.Parse((await line)!).RootElement;
        Assert.Equal(("user", "deploy", "v42"), (said.GetProperty("type").GetString(), said.GetProperty("name").GetString(), said.GetProperty("payload").GetString()));
        using (var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        (await Support.Cli.EndAsync(process)).Ends(130);
    }

    // The lab's nodes, with agents, in a cloud of this test's own.
    private async Task UseLabAsync()
    {
        Lab.Require();
        _usesLab = true;
        await Lab.RunAsync("serf", "up");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Lab.Cloud, "nodes"), "*.yaml"))
            _cli.Write("cloud/nodes/" + Path.GetFileName(file), File.ReadAllText(file));
        _cli.Write("cloud/known_hosts", File.ReadAllText(Path.Combine(Lab.Cloud, "known_hosts")));
        _cli.Write("cloud/serf.key", JsonDocument.Parse(await Lab.RunAsync("serf", "status", "--json")).RootElement.GetProperty("authKey").GetString()!);
        _cli.Write("cloud/cloud.yaml", "serf: {nodes: [pi1, pi2], authKey: 'file:serf.key'}\n");
    }
}
