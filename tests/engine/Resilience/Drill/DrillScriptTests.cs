using System.Net;
using System.Text;
using Dentropy.Engine.Resilience.Drill;
using Dentropy.Engine.Transport;
using Dentropy.Engine.Transport.Local;
using Xunit;

namespace Dentropy.Engine.Tests.Resilience.Drill;

/// <summary>The timers of this machine, as they stand behind a cut of power.</summary>
public sealed class DrillScriptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dentropy-test-").FullName;

    public DrillScriptTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no POSIX shell.");

    private string Guard => Path.Join(_folder, "dentropy-drill-a1");

    private string Mark => Path.Join(_folder, "on");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ATimerThatNobodyEndsDoesTheUndo()
    {
        Assert.Equal((0, "armed"), await RunAsync(Arm("r1", 1)));
        await UntilAsync(() => File.Exists(Mark) && !Directory.Exists(Guard));
    }

    [Fact]
    public async Task AnUndoAtOnceIsDoneOnceAndEndsTheTimers()
    {
        Assert.Equal((0, "armed"), await RunAsync(Arm("r1", 600)));
        var pids = Directory.GetFiles(Guard, "guard.?").Select(file => int.Parse(File.ReadAllText(file))).ToList();
        Assert.Equal(2, pids.Count);
        Assert.Equal((0, "undone"), await RunAsync(DrillScript.Undo(Guard, "r1")));
        Assert.Equal((0, "undone"), await RunAsync(DrillScript.Undo(Guard, "r1")));
        Assert.Equal("done\n", await File.ReadAllTextAsync(Mark));
        Assert.False(Directory.Exists(Guard));
        await UntilAsync(() => pids.TrueForAll(pid => !IsAlive(pid)));
    }

    [Fact]
    public async Task AHostThatIsHeldIsRefusedAndOneThatWasLeftIsCleanedFirst()
    {
        await RunAsync(Arm("r1", 600));
        var (exit, said) = await RunAsync(Arm("r2", 600));
        Assert.Equal(DrillScript.Busy, exit);
        Assert.Contains("dentropy:busy", said, StringComparison.Ordinal);
        foreach (var file in Directory.GetFiles(Guard, "guard.?"))
            await RunAsync($"kill -9 -{(await File.ReadAllTextAsync(file)).Trim()}");
        await UntilAsync(() => Directory.GetFiles(Guard, "guard.?").All(file => !IsAlive(int.Parse(File.ReadAllText(file)))));
        Assert.Equal((0, "armed"), await RunAsync(Arm("r3", 600)));
        Assert.True(File.Exists(Mark));
        Assert.False(File.Exists(Path.Join(Guard, "undo-r1")));
        await RunAsync(DrillScript.Undo(Guard, "r3"));
    }

    [Fact]
    public void TheOwnConnectionAndTheIslandsNodesAreLeftOutOfACut()
    {
        var script = DrillScript.CutNetwork("r1", (IPAddress.Parse("10.0.0.1"), 50000, IPAddress.Parse("10.0.0.7"), 22), [IPAddress.Parse("10.0.0.8"), IPAddress.Parse("2001:db8::8")]);
        Assert.Contains("ip saddr 10.0.0.1 ip daddr 10.0.0.7 tcp sport 50000 tcp dport 22 accept", script, StringComparison.Ordinal);
        Assert.Contains("ip daddr 10.0.0.1 ip saddr 10.0.0.7 tcp dport 50000 tcp sport 22 accept", script, StringComparison.Ordinal);
        Assert.Contains("ip6 saddr 2001:db8::8 accept", script, StringComparison.Ordinal);
        Assert.Contains("ip6tables -w -t mangle -A DENTROPY-DRILL-OUT -d 2001:db8::8 -j ACCEPT", script, StringComparison.Ordinal);
        Assert.DoesNotContain("ip6tables -w -t mangle -A DENTROPY-DRILL-IN -s 10.0.0.8", script, StringComparison.Ordinal);
    }

    private static bool IsAlive(int pid) => File.Exists($"/proc/{pid}/stat") && !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);

    private string Arm(string run, int seconds) => DrillScript.ArmPower(Guard, run, TimeSpan.FromSeconds(seconds), $"echo done >>{ShellQuote.Word(Mark)}");

    private static async Task<(int Exit, string Said)> RunAsync(string script)
    {
        var (output, said, exit) = await NodeShell.RunAsync(LocalLink.Instance, NodeShell.Script(script, sudo: false), input: null, default);
        return (exit, Encoding.UTF8.GetString(output).Trim() is { Length: > 0 } text ? text : said);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition())
            await Task.Delay(50, limit.Token);
    }
}
