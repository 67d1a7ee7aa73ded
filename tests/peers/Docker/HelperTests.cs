using System.Text;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Docker.Helper;
using Xunit;

namespace Dentropy.Peers.Tests.Docker;

public sealed class HelperTests
{
    private static CancellationToken Stop => DockerLab.Stop;

    // An engine reached by TCP may be anywhere; one of another view of this machine counts its processes otherwise.
    [Theory]
    [InlineData("root", true)]
    [InlineData("ops", true)]
    [InlineData("relay", true)]
    [InlineData("process", true)]
    [InlineData("local", false)]
    [InlineData("tls", false)]
    public async Task AScriptRunsInTheHelperWhicheverWayItGetsThere(string way, bool enters)
    {
        await using var lab = await DockerLab.OpenAsync(way);
        var client = await lab.ClientAsync();
        await using var helper = await StartAsync(client);
        Assert.Equal(enters, helper.ProvesOutput);
        Assert.NotNull(helper.Tools.Tar);

        await using var process = await helper.RunAsync("cat; echo \"$WORD $(id -u) $PWD $HOSTNAME\" >&2; exit 7", ["WORD=it's \"here\""], Stop, stdin: true);
        await process.StandardInput.WriteAsync("through\0it\n"u8.ToArray(), Stop);
        await process.CloseInputAsync(Stop);
        var error = HelperContainer.ReadTextAsync(process.StandardError, Stop);
        Assert.Equal("through\0it\n", await HelperContainer.ReadTextAsync(process.StandardOutput, Stop));
        Assert.StartsWith("it's \"here\" 0 /", await error, StringComparison.Ordinal);
        Assert.Equal(7, await process.WaitForExitAsync(Stop));

        // The same files and processes, and nobody else's.
        Assert.Equal((0, "here\n", ""), await helper.CaptureAsync("echo here >/tmp/mark; cat /proc/1/root/tmp/mark", [], Stop));
        Assert.Equal("1", (await helper.CaptureAsync("grep -l 'while read -r line' /proc/[0-9]*/cmdline | grep -c '^/proc/1/'", [], Stop)).Output.Trim());
    }

    [Fact]
    public async Task WhatRunsInAHelperEndsWithIt()
    {
        await using var lab = await DockerLab.OpenAsync();
        var client = await lab.ClientAsync();
        await using var helper = await StartAsync(client);
        await using var process = await helper.RunAsync("echo begun; exec sleep 987", Stop);
        var begun = new byte[6];
        await process.StandardOutput.ReadExactlyAsync(begun, Stop);
        Assert.Equal("begun\n", Encoding.ASCII.GetString(begun));
        await helper.DisposeAsync();
        Assert.Equal("", await HelperContainer.ReadTextAsync(process.StandardOutput, Stop));
        Assert.Equal(137, await process.WaitForExitAsync(Stop));
    }

    [Fact]
    public async Task AScriptThatIsGivenUpEnds()
    {
        await using var lab = await DockerLab.OpenAsync();
        var client = await lab.ClientAsync();
        await using var helper = await StartAsync(client);
        await using (var process = await helper.RunAsync("echo begun; sleep 986", Stop))
            await process.StandardOutput.ReadExactlyAsync(new byte[6], Stop);
        await Lab.UntilAsync(async () => (await Lab.ExecAsync(DockerLab.Hosts[0], "pgrep -f 'sleep 98[6]'")).Length == 0, "the script has ended");
    }

    private static Task<HelperContainer> StartAsync(DockerClient client) =>
        HelperContainer.StartAsync(client, new HelperSettings { RunId = Guid.NewGuid().ToString("N")[..12] }, Stop);
}
