using System.Diagnostics;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Peers.Tests;

/// <summary>The running lab that these tests talk to: DENTROPY_LAB_CLOUD, DENTROPY_LAB and DENTROPY_LAB_SH name it.</summary>
internal static class Lab
{
    private static readonly string? Cloud = Environment.GetEnvironmentVariable("DENTROPY_LAB_CLOUD");

    /// <summary>Skips the test where no lab runs; in CI that is a failure.</summary>
    public static void Require()
    {
        if (Cloud is { Length: > 0 })
        {
            return;
        }

        Assert.False(Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, "No lab runs, and CI must test against real hosts. Start it with: dotnet run build.cs lab up");
        Assert.Skip("No lab runs: start it with dotnet run build.cs lab up, and set DENTROPY_LAB_CLOUD.");
    }

    public static async Task<DcNode> NodeAsync(string name)
    {
        Require();
        return await new FileNodeStore(Cloud!).FindAsync(name, TestContext.Current.CancellationToken) ?? throw new InvalidOperationException($"The lab has no node {name}.");
    }

    public static async Task<IReadOnlyList<DcNode>> NodesAsync()
    {
        Require();
        return (await new FileNodeStore(Cloud!).ReadAllAsync(TestContext.Current.CancellationToken)).Nodes;
    }

    /// <summary>Runs the lab's own command, e.g. <c>power pi1 cycle</c>, and returns what it printed.</summary>
    public static async Task<string> RunAsync(string command, params string[] arguments)
    {
        var script = Environment.GetEnvironmentVariable("DENTROPY_LAB_SH") ?? "lab/lab.sh";
        var start = new ProcessStartInfo(script, [command, .. arguments, "--name", Environment.GetEnvironmentVariable("DENTROPY_LAB") ?? "lab"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"lab {command} {string.Join(' ', arguments)}: {await error}");
        return output;
    }

    /// <summary>What a shell command inside the host prints, not through SSH.</summary>
    public static async Task<string> ExecAsync(string node, string command)
    {
        var script = Environment.GetEnvironmentVariable("DENTROPY_LAB_SH") ?? "lab/lab.sh";
        var start = new ProcessStartInfo(script, ["exec", "--name", Environment.GetEnvironmentVariable("DENTROPY_LAB") ?? "lab", node, "sh", "-c", command]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }

    /// <summary>Waits until a condition holds; the test's own time limit is the bound.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        for (var watch = Stopwatch.StartNew(); !await condition();)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), "Waited in vain until " + what);
            await Task.Delay(50);
        }
    }
}
