using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Cluster;

// The same verbs against the lab's real hosts. Nothing is written into the lab's own folder.
public sealed class LabTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public LabTests() => _cli.Environment["DENTROPY_CLOUD"] = Lab.Cloud;

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Every_host_answers_with_its_own_name()
    {
        Lab.Require();

        var run = (await _cli.RunAsync("run", "-n", "*", "--", "hostname")).Good();

        Assert.NotEmpty(run.OutLines);
        Assert.All(run.OutLines, line => Assert.Equal(line.Split(": ")[0], line.Split(": ")[1]));
    }

    [Fact]
    public async Task One_that_fails_and_one_that_is_not_there_are_told_apart()
    {
        Lab.Require();
        _cli.Environment["DENTROPY_CLOUD"] = CopyOfCloud();
        (await _cli.RunAsync("node", "add", "nowhere", "--address", "127.0.0.1", "--port", "1")).Good();

        var run = (await _cli.RunAsync("run", "-n", "pi1,pi2,nowhere", "--", "[ $(hostname) != pi2 ] || exit 7")).Ends(3);

        Assert.Contains("error: pi2: exit 7 (CommandFailed)", run.ErrorLines);
        Assert.Contains(run.ErrorLines, line => line.EndsWith("(NodeUnreachable)", StringComparison.Ordinal));
        Assert.Equal("3 nodes: 1 ok, 1 failed (pi2: exit 7), 1 unreachable (nowhere)", run.ErrorLines[^1]);
    }

    [Fact]
    public async Task Fold_shows_who_differs()
    {
        Lab.Require();

        var run = (await _cli.RunAsync("run", "-n", "pi[1-3]", "--fold", "--", "echo same; [ $(hostname) != pi2 ] || echo more")).Ends(0);

        Assert.Equal("pi[1,3] (2 nodes):\n  same\npi2 (1 node):\n  differs from pi[1,3]:\n    +more\n", run.Out);
    }

    [Fact]
    public async Task Interrupted_it_leaves_nothing_running_on_the_hosts()
    {
        Lab.Require();
        var mark = "600." + Random.Shared.Next(1_000_000, 9_999_999);
        using var process = _cli.Start("run", "-n", "pi[1-2]", "--", $"sleep {mark}");
        await Until.TrueAsync(async () => await CountAsync(mark) == 2, "both hosts run the command");

        using (var kill = System.Diagnostics.Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        (await Support.Cli.EndAsync(process)).Ends(130);

        await Until.TrueAsync(async () => await CountAsync(mark) == 0, "the hosts run nothing any more");
    }

    [Fact]
    public async Task A_new_host_is_added_by_its_key_and_can_be_used_then()
    {
        Lab.Require();
        var known = (await _cli.RunAsync("node", "show", "pi1", "-o", "json")).Json[0];
        var address = known.GetProperty("address").GetString()!;
        string[] fields = ["--address", address, "--user", known.GetProperty("user").GetString()!, "--identity-file", known.GetProperty("identityFile").GetString()!];
        _cli.Environment["DENTROPY_CLOUD"] = _cli.Cloud;

        (await _cli.RunAsync(["node", "add", "unknown", .. fields])).Good();
        Assert.Contains("(HostKeyUnknown)", (await _cli.RunAsync("run", "-n", "unknown", "--", "true")).Ends(3).Error, StringComparison.Ordinal);
        (await _cli.RunAsync(["node", "add", "wrong", "--trust-host-key", "SHA256:" + new string('A', 43), .. fields])).Fails(3, "HostKeyMismatch");
        Assert.DoesNotContain(_cli.Files().Keys, file => file.Contains("wrong", StringComparison.Ordinal) || file == "known_hosts");

        var trusted = (await _cli.RunAsync("node", "set", "unknown", "--accept-new-host-key")).Good();
        Assert.Contains("SHA256:", trusted.Out, StringComparison.Ordinal);
        (await _cli.RunAsync("run", "-n", "unknown", "--", "true")).Good();
    }

    [Fact]
    public async Task What_was_sent_comes_back_the_same()
    {
        Lab.Require();
        var bytes = new byte[300_000];
        Random.Shared.NextBytes(bytes);
        await File.WriteAllBytesAsync(Path.Combine(_cli.Home, "item"), bytes);
        var remote = $"/tmp/dentropy-cli-{Guid.NewGuid():N}";

        (await _cli.RunAsync("copy", "send", "item", "-n", "pi[1-2]", remote)).Good();
        (await _cli.RunAsync("copy", "fetch", remote, "-n", "pi[1-2]", "got")).Good();
        (await _cli.RunAsync("run", "-n", "pi[1-2]", "--", "rm", remote)).Good();

        foreach (var node in new[] { "pi1", "pi2" })
            Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(_cli.Home, "got", node, Path.GetFileName(remote))));
    }

    [Fact]
    public async Task A_host_is_restarted_and_back()
    {
        Lab.Require();

        var restarted = (await _cli.RunAsync("node", "restart", "pi3", "--wait", "--yes", "-o", "json")).Good().Json[0];

        Assert.Equal("done", restarted.GetProperty("status").GetString());
        Assert.NotEqual(restarted.GetProperty("bootIdBefore").GetString(), restarted.GetProperty("bootIdAfter").GetString());
        Assert.True(restarted.GetProperty("downtime").GetDouble() > 0);
    }

    [Fact]
    public async Task Hosts_are_looked_at()
    {
        Lab.Require();

        var tested = await _cli.RunAsync("node", "test", "pi1", "-o", "json");

        Assert.True(tested.Json[0].GetProperty("keyAccepted").GetBoolean());
        Assert.True(tested.Json[0].GetProperty("sudo").GetBoolean());
    }

    private static async Task<int> CountAsync(string mark)
    {
        var count = 0;
        foreach (var node in new[] { "pi1", "pi2" })
        {
            var printed = await Lab.ExecAsync(node, $"for f in /proc/[0-9]*/cmdline; do tr '\\0' ' ' < $f 2>/dev/null; echo; done | grep -cx 'sleep {mark} ' || true");
            count += int.Parse(printed.Trim(), System.Globalization.CultureInfo.InvariantCulture);
        }

        return count;
    }

    private string CopyOfCloud()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Lab.Cloud, "nodes"), "*.yaml"))
            _cli.Write("cloud/nodes/" + Path.GetFileName(file), File.ReadAllText(file));
        _cli.Write("cloud/known_hosts", File.ReadAllText(Path.Combine(Lab.Cloud, "known_hosts")));
        return _cli.Cloud;
    }
}
