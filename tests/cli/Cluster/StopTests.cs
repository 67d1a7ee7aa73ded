using System.Diagnostics;
using System.Globalization;
using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Cluster;

// Ctrl+C, TERM and a reader that goes away end the command and what it started.
public sealed class StopTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public async Task A_signal_stops_the_command_and_is_the_exit_code(string signal, int code)
    {
        using var process = _cli.Start("run", "-n", "localhost", "--", Endless);
        var child = await ChildAsync();

        await SignalAsync(signal, process);
        var run = (await Support.Cli.EndAsync(process)).Ends(code);

        Assert.Equal("1 node: 0 ok, 1 stopped\n", run.Error);
        await Until.TrueAsync(() => !Directory.Exists("/proc/" + child), "the command has ended");
    }

    [Fact]
    public async Task What_is_stopped_is_still_one_json_document()
    {
        _cli.AddNode("pi1", "address: 127.0.0.1\nport: 1\n");
        using var process = _cli.Start("run", "-n", "pi1,localhost", "-o", "json", "--", Endless);
        await ChildAsync();

        await SignalAsync("INT", process);
        var run = (await Support.Cli.EndAsync(process)).Ends(130);

        Assert.True(run.Json.GetArrayLength() <= 1);
    }

    [Fact]
    public async Task A_reader_that_goes_away_stops_the_command_at_once_and_in_silence()
    {
        using var process = _cli.Start("run", "-n", "localhost", "--", Endless);
        var child = await ChildAsync();

        process.StandardOutput.Close();
        var run = await Support.Cli.EndUnreadAsync(process);

        Assert.Empty(run.Ends(141).Error);
        await Until.TrueAsync(() => !Directory.Exists("/proc/" + child), "the command has ended");
    }

    [Fact]
    public async Task A_reader_that_has_enough_of_a_list_is_no_error()
    {
        // More than a pipe holds.
        for (var i = 0; i < 500; i++)
            _cli.AddNode($"pi{i}");
        using var process = _cli.Start("node", "list", "--output", "json");
        await process.StandardOutput.ReadLineAsync();
        process.StandardOutput.Close();

        Assert.Empty((await Support.Cli.EndUnreadAsync(process)).Ends(141).Error);
    }

    // Says who it is in a file, because standard output comes when the command has ended.
    private string Endless => $"echo $$ > {_cli.Home}/child.new; mv {_cli.Home}/child.new {_cli.Home}/child; exec sleep 600";

    private async Task<string> ChildAsync()
    {
        var file = Path.Combine(_cli.Home, "child");
        await Until.TrueAsync(() => File.Exists(file), "the command runs");
        return (await File.ReadAllTextAsync(file)).Trim();
    }

    private static async Task SignalAsync(string signal, Process process)
    {
        using var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}
