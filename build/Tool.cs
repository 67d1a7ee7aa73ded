using System.Diagnostics;

namespace Dentropy.Build;

// Runs programs. Their arguments never pass through a shell.
internal static class Tool
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(10);

    // Runs with this program's own console, and returns the exit code.
    public static async Task<int> RunAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Start(program, arguments, environment, capture: false);
        await EndAsync(process, cancellationToken);
        return process.ExitCode;
    }

    // As RunAsync; an exit code other than 0 is a failure that says what was being done.
    public static async Task RequireAsync(string doing, string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var code = await RunAsync(program, arguments, cancellationToken);
        if (code != 0)
            throw new BuildException($"{doing} failed: {Path.GetFileName(program)} ended with exit code {code}; what it said is above.");
    }

    // Hands every line of output and errors to a callback as it comes, and returns the exit code.
    public static async Task<int> ReadAsync(
        string program,
        IEnumerable<string> arguments,
        Action<string> line,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Start(program, arguments, environment, capture: true);
        process.OutputDataReceived += (_, e) => Hand(e.Data);
        process.ErrorDataReceived += (_, e) => Hand(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await EndAsync(process, cancellationToken);
        return process.ExitCode;

        void Hand(string? text)
        {
            if (text is null)
                return;
            lock (line)
                line(text);
        }
    }

    public static Task RequireDotnetAsync(string doing, CancellationToken cancellationToken, params string[] arguments) =>
        RequireAsync(doing, Machine.Dotnet, arguments, cancellationToken);

    private static Process Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment, bool capture)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = capture, RedirectStandardError = capture };

        // Build nodes that live on would hold the pipes of whoever called this program.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";

        // The command's native front finds the runtime through this where .NET is not installed system-wide.
        start.Environment["DOTNET_ROOT"] = Machine.DotnetRoot;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
            start.Environment[name] = value;
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new BuildException($"Could not start {program}: {e.Message}.");
        }
    }

    // Ctrl+C reaches the child too, so it is given a moment to end by itself.
    private static async Task EndAsync(Process process, CancellationToken cancellationToken)
    {
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            using var grace = new CancellationTokenSource(s_grace);
            try
            {
                await process.WaitForExitAsync(grace.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }

            throw;
        }
    }
}
