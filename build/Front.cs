using System.Runtime.InteropServices;
using Dentropy.Build.Targets;

namespace Dentropy.Build;

// Picks the target and tells its failure in one sentence.
public static class Front
{
    private static readonly IReadOnlyDictionary<string, Target> s_targets = new Dictionary<string, Target>(StringComparer.OrdinalIgnoreCase)
    {
        ["build"] = new("the importable module in out/Dentropy, the command in out/bin/dentropy", BuildTarget.RunAsync),
        ["test"] = new("every test, or only the suites named (test engine peers)", TestTarget.RunAsync),
        ["quickstart"] = new("build, bring up three hosts, and run the main job on them", QuickstartTarget.RunAsync),
        ["bench"] = new("measure against the tools that people use today", PassTargets.BenchAsync),
        ["lab"] = new("a small cloud on this machine (lab up --nodes 5, lab status, lab down)", PassTargets.LabAsync),
        ["docs"] = new("the module's help, from docs/cmdlets and docs/about", BuildTarget.DocsAsync),
        ["pack"] = new("the package that the PowerShell Gallery takes, in out/", PackTarget.RunAsync),
        ["clean"] = new("remove what builds and tests leave behind", CleanTarget.RunAsync),
    };

    // Returns the exit code: 0 if all went well, 1 if not, 2 for bad usage, 130 when stopped.
    public static async Task<int> RunAsync(string[] args)
    {
        var name = args.Length == 0 ? "help" : args[0];
        if (name is "help" or "-h" or "--help")
        {
            Help();
            return 0;
        }

        if (!s_targets.TryGetValue(name, out var target))
        {
            await Console.Error.WriteLineAsync($"build: there is no target '{name}'. The targets are {string.Join(", ", s_targets.Keys)}.");
            return 2;
        }

        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        try
        {
            return await target.RunAsync(Repository.Find(), args[1..], stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("build: stopped.");
            return 130;
        }
        catch (BuildException e)
        {
            await Console.Error.WriteLineAsync($"build: {e.Message}");
            return 1;
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private static void Help()
    {
        Console.WriteLine("usage: dotnet run build.cs TARGET [ARGUMENT...]");
        Console.WriteLine();
        foreach (var (name, target) in s_targets)
            Console.WriteLine($"  {name,-11} {target.Summary}");
        Console.WriteLine();
        Console.WriteLine("Put -- before an argument that dotnet itself would take: dotnet run build.cs lab -- --help");
    }

    private sealed record Target(string Summary, Func<Repository, string[], CancellationToken, Task<int>> RunAsync);
}
