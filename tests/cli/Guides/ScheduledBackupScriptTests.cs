using System.Diagnostics;
using System.Runtime.CompilerServices;
using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Guides;

// The script of docs/guides/scheduled-backups.md as it stands there, with a dentropy that only says how it ends.
public sealed class ScheduledBackupScriptTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(3, 1, 3)]
    [InlineData(3, 0, 3)]
    [InlineData(0, 2, 2)]
    public async Task It_ends_with_the_first_code_that_is_not_0(int create, int prune, int code)
    {
        using var script = Start($"case $2 in create) exit {create};; prune) exit {prune};; esac");
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(code, script.ExitCode);
    }

    // systemd sends TERM to every process of the service, and kills what is left when the script has ended.
    [Fact]
    public async Task It_waits_for_a_dentropy_that_is_stopped_and_prunes_nothing()
    {
        var home = _cli.Home;
        using var script = Start($"echo \"$2\" >>{home}/verbs; trap 'sleep 1; echo yes >{home}/tidied; exit 143' TERM; echo $$ >{home}/pid.new; mv {home}/pid.new {home}/pid; while :; do sleep 0.1; done");
        var limit = Stopwatch.StartNew();
        while (!File.Exists($"{home}/pid") && limit.Elapsed.TotalSeconds < 20)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        using (var kill = Process.Start("/bin/sh", ["-c", $"kill -TERM {script.Id} $(cat {home}/pid)"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);

        await script.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(File.Exists($"{home}/tidied"), "The script ended before dentropy did.");
        Assert.Equal(143, script.ExitCode);
        Assert.Equal("create\n", await File.ReadAllTextAsync($"{home}/verbs", TestContext.Current.CancellationToken));
    }

    private Process Start(string dentropy, [CallerFilePath] string here = "")
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "There is no /bin/sh here.");
        var guide = File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/guides/scheduled-backups.md"));
        var from = guide.IndexOf("#!/bin/sh", StringComparison.Ordinal);
        var script = _cli.Write("bin/dentropy-backup", guide[from..guide.IndexOf("```", from, StringComparison.Ordinal)]);
        var program = _cli.Write("bin/dentropy", "#!/bin/sh\n" + dentropy + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var start = new ProcessStartInfo("/bin/sh", [script]) { WorkingDirectory = _cli.Home };
        start.Environment["PATH"] = $"{_cli.Home}/bin:{Environment.GetEnvironmentVariable("PATH")}";
        return Process.Start(start)!;
    }
}
