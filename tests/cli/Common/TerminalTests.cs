using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Common;

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
        var (_, code) = await OnTerminalAsync("node remove pi1", ("[y/n]", answer + "\r"));

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

    private Task<(string Printed, int Code)> OnTerminalAsync(string line, params (string Question, string Answer)[] talk) => PseudoTerminal.RunAsync(_cli, line, talk);
}
