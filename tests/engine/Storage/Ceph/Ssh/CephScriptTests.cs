using System.Diagnostics;
using System.Runtime.Versioning;
using Dentropy.Engine.Storage.Ceph;
using Dentropy.Engine.Storage.Ceph.Ssh;
using Xunit;

namespace Dentropy.Engine.Tests.Storage.Ceph.Ssh;

/// <summary>The script in a real shell, with a ceph and an interpreter that say when they are run.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CephScriptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dentropy-ceph-").FullName;

    public CephScriptTests() => Assert.SkipUnless(File.Exists("/bin/sh"), "There is no /bin/sh here.");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task WhereTheInterpreterAnswersTheCommandIsNotStarted()
    {
        Write("python3", "#!/bin/sh\necho '==Status 0 2 0'\necho '{}'\necho '==end 0 0 0'\n");
        Write("ceph", $"#! {_folder}/python3\n");

        var (output, exit) = await RunAsync();

        Assert.Equal(("==Status 0 2 0\n{}\n==end 0 0 0\n", 0), (output, exit));
    }

    [Fact]
    public async Task WhereTheInterpreterHasNoLibraryTheCommandIsRun()
    {
        Write("python3", "#!/bin/sh\ncase \"$*\" in -c*) exit 75 ;; esac\necho '{\"a\":1}'\n");
        Write("ceph", $"#! {_folder}/python3\n");

        var report = CephReport.Read(System.Text.Encoding.UTF8.GetBytes((await RunAsync()).Output));

        Assert.True(report.IsWhole);
        Assert.Equal(("Status", 0), (Assert.Single(report.Parts).Name, report.Parts[0].Code));
    }

    [Fact]
    public async Task ACommandThatFailsIsToldWithItsWords()
    {
        Write("ceph", "#!/bin/sh\necho 'no luck' >&2\nexit 13\n");

        var part = Assert.Single(CephReport.Read(System.Text.Encoding.UTF8.GetBytes((await RunAsync()).Output)).Parts);

        Assert.Equal(("connect", 13, "no luck"), (part.Name, part.Code, part.Words));
    }

    private void Write(string name, string text)
    {
        var path = Path.Join(_folder, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task<(string Output, int Exit)> RunAsync()
    {
        Write("keyring", "");
        var script = CephScript.Text(new CephClusterSettings { Keyring = Path.Join(_folder, "keyring") }, [CephCommand.Of(CephQuestion.Status)], limit: 5);
        var start = new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{_folder}:{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await error;
        return (output, process.ExitCode);
    }
}
