using System.Diagnostics;
using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Common;

// On a terminal, which script(1) of util-linux makes.
public sealed class TerminalTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public TerminalTests() => _cli.AddNode("pi1");

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("y", false)]
    [InlineData("n", true)]
    public async Task A_removal_asks_first(string answer, bool stays)
    {
        var (_, code) = await OnTerminalAsync("node remove pi1", "[y/n]", answer + "\r");

        Assert.Equal(0, code);
        Assert.Equal(stays, File.Exists(Path.Combine(_cli.Cloud, "nodes", "pi1.yaml")));
    }

    [Fact]
    public async Task Colours_are_there_and_can_be_switched_off()
    {
        Assert.Contains("\e[31merror:", (await OnTerminalAsync("node show pi7")).Printed, StringComparison.Ordinal);
        Assert.DoesNotContain("\e[31m", (await OnTerminalAsync("node show pi7 --no-color")).Printed, StringComparison.Ordinal);
        _cli.Environment["NO_COLOR"] = "1";
        Assert.DoesNotContain("\e[31m", (await OnTerminalAsync("node show pi7")).Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_always_sums_up() =>
        Assert.Contains("1 node: 1 ok", (await OnTerminalAsync("run -n localhost -- true")).Printed, StringComparison.Ordinal);

    private async Task<(string Printed, int Code)> OnTerminalAsync(string line, string? question = null, string? answer = null)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "There is no script(1) here that makes a terminal. Install util-linux or bsdutils.");
        var start = new ProcessStartInfo("/usr/bin/script", ["-qec", $"dotnet '{Support.Cli.Dll}' {line}", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DENTROPY_CLOUD"] = _cli.Cloud;
        start.Environment["TERM"] = "xterm";
        start.Environment.Remove("NO_COLOR");
        foreach (var (name, value) in _cli.Environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var printed = "";
        var buffer = new char[4096];
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        for (int count; (count = await process.StandardOutput.ReadAsync(buffer, limit.Token)) > 0;)
        {
            printed += new string(buffer, 0, count);
            if (question is not null && printed.Contains(question, StringComparison.Ordinal))
            {
                question = null;
                await process.StandardInput.WriteAsync(answer);
                await process.StandardInput.FlushAsync(limit.Token);
            }
        }

        await process.WaitForExitAsync(limit.Token);
        return (printed, process.ExitCode);
    }
}
