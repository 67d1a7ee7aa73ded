using System.Diagnostics;
using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Resilience;

// A drill on hosts of the lab whose operator dies. sshd is the server that is watched.
public sealed class DrillKillTests : IDisposable
{
    private const string Host = "pi5";

    private readonly Support.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task After_kill_9_of_the_command_the_timer_on_the_node_ends_the_cut()
    {
        Lab.Require();
        Prepare();
        using var drill = _cli.Start("resilience", "drill", Host, "--yes", "--duration", "4s", "--grace", "4s");
        drill.StandardInput.Close();
        await UntilAsync(async () => await IsCutAsync());
        drill.Kill();
        await drill.WaitForExitAsync();
        await UntilAsync(async () => !await IsCutAsync());
        Assert.Equal("", (await Lab.ExecAsync(Host, "ls /run | grep drill")).Trim());
    }

    [Fact]
    public async Task What_is_seen_is_compared_and_ends_with_1_where_it_is_not_as_predicted()
    {
        Lab.Require();
        Prepare();
        var good = (await _cli.RunAsync("resilience", "drill", Host, "--yes", "--duration", "2s", "-o", "json")).Ends(0).Json.EnumerateArray().ToDictionary(one => one.GetProperty("service").GetString()!);
        Assert.Equal((true, true, true), (good["pair"].GetProperty("observed").GetBoolean(), good["pair"].GetProperty("agreed").GetBoolean(), good["pair"].GetProperty("recovered").GetBoolean()));
        Assert.Equal((false, true), (good["single"].GetProperty("observed").GetBoolean(), good["single"].GetProperty("agreed").GetBoolean()));

        Prepare(check: $"tcp://{Host}:22");
        var wrong = (await _cli.RunAsync("resilience", "drill", Host, "--yes", "--duration", "2s")).Ends(1);
        Assert.Contains(wrong.OutLines, line => line.StartsWith("pair", StringComparison.Ordinal) && line.Contains("NO", StringComparison.Ordinal));
    }

    private static async Task<bool> IsCutAsync() => (await Lab.ExecAsync(Host, "nft list tables; iptables -w -t mangle -S")).Contains("drill", StringComparison.OrdinalIgnoreCase);

    // The lab's own inventory, with services of this test.
    private void Prepare(string check = "tcp://{node}:22")
    {
        foreach (var file in Directory.EnumerateFiles(Lab.Cloud, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_cli.Cloud, Path.GetRelativePath(Lab.Cloud, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }

        _cli.Write("cloud/cloud.yaml", $"services:\n  pair: {{nodes: [pi4, {Host}], check: '{check}'}}\n  single: {{nodes: [{Host}], check: 'tcp://{{node}}:22'}}\n");
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var watch = Stopwatch.StartNew(); !await condition();)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), "Waited in vain.");
            await Task.Delay(50);
        }
    }
}
