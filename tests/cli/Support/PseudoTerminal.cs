using System.Diagnostics;
using Xunit;

namespace Dentropy.Cli.Tests.Support;

// The command on a terminal, which script(1) of util-linux makes.
internal static class PseudoTerminal
{
    // Answers each question when it is there, in this order.
    public static async Task<(string Printed, int Code)> RunAsync(Cli cli, string line, params (string Question, string Answer)[] talk)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "There is no script(1) here that makes a terminal. Install util-linux or bsdutils.");
        var start = new ProcessStartInfo("/usr/bin/script", ["-qec", $"dotnet '{Cli.Dll}' {line}", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = cli.Home,
        };
        start.Environment["DENTROPY_CLOUD"] = cli.Cloud;
        start.Environment["TERM"] = "xterm";
        start.Environment.Remove("NO_COLOR");
        foreach (var (name, value) in cli.Environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (printed, said) = ("", 0);
        var questions = new Queue<(string Question, string Answer)>(talk);
        var buffer = new char[4096];
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        try
        {
            for (int count; (count = await process.StandardOutput.ReadAsync(buffer, limit.Token)) > 0;)
            {
                printed += new string(buffer, 0, count);
                while (questions.TryPeek(out var next) && printed.IndexOf(next.Question, said, StringComparison.Ordinal) is var at and >= 0)
                {
                    questions.Dequeue();
                    said = at + next.Question.Length;
                    await process.StandardInput.WriteAsync(next.Answer);
                    await process.StandardInput.FlushAsync(limit.Token);
                }
            }

            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("The command did not end. It printed: " + printed, e);
        }

        Assert.True(questions.Count == 0, $"Not asked: {string.Join(", ", questions.Select(one => one.Question))}. It printed: {printed}");
        return (printed, process.ExitCode);
    }
}
