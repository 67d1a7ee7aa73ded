using System.Diagnostics;
using Xunit;

namespace Dentropy.Cli.Tests.Support;

// The running lab that tests with real hosts talk to.
internal static class Lab
{
    public static string Cloud { get; } = Environment.GetEnvironmentVariable("DENTROPY_LAB_CLOUD") ?? "";

    public static void Require()
    {
        if (Cloud.Length > 0)
            return;
        Assert.False(Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, "No lab runs, and CI must test against real hosts. Start it with: dotnet run build.cs lab up");
        Assert.Skip("No lab runs: start it with dotnet run build.cs lab up, and set DENTROPY_LAB_CLOUD.");
    }

    public static void RequireDocker()
    {
        Require();
        if (Environment.GetEnvironmentVariable("DENTROPY_LAB_DOCKER") is { Length: > 0 })
            return;
        Assert.False(Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, "No host of the lab has Docker, and CI must test against real engines.");
        Assert.Skip("No host of the lab has Docker: set DENTROPY_LAB_DOCKER to the hosts' names.");
    }

    // Runs the lab's own command and returns what it printed.
    public static async Task<string> RunAsync(params string[] arguments)
    {
        var script = Environment.GetEnvironmentVariable("DENTROPY_LAB_SH") ?? "lab/lab.sh";
        var name = Environment.GetEnvironmentVariable("DENTROPY_LAB") ?? "lab";
        using var process = Process.Start(new ProcessStartInfo(script, [.. arguments, "--name", name]) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"lab {string.Join(' ', arguments)} ended with {process.ExitCode}");
        return output;
    }

    // What a shell command inside the host prints, not through SSH.
    public static async Task<string> ExecAsync(string node, string command)
    {
        var script = Environment.GetEnvironmentVariable("DENTROPY_LAB_SH") ?? "lab/lab.sh";
        var name = Environment.GetEnvironmentVariable("DENTROPY_LAB") ?? "lab";
        using var process = Process.Start(new ProcessStartInfo(script, ["exec", "--name", name, node, "sh", "-c", command]) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }
}
