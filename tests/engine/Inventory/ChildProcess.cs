using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Engine.Tests.Inventory;

/// <summary>
/// Other processes for tests: this test program started again with a task in its environment. The task runs before the program's own start,
/// and in its own thread only, because other threads cannot enter this assembly until its initializer is done.
/// </summary>
internal static class ChildProcess
{
    private const string Task = "DENTROPY_TEST_INVENTORY_TASK";
    private const string Cloud = "DENTROPY_TEST_INVENTORY_CLOUD";

    private static readonly CancellationToken None = CancellationToken.None;

    public static Process Start(string task, string cloud, params string[] wrapper)
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        string[] command = [.. wrapper, Path.GetFullPath(Path.Join(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name)), "exec", typeof(ChildProcess).Assembly.Location];
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment[Task] = task;
        start.Environment[Cloud] = cloud;
        return Process.Start(start)!;
    }

    /// <summary>Its output, once it has ended well.</summary>
    public static async Task<string> Output(Process process)
    {
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}: {output}");
        return output.ReplaceLineEndings("\n").TrimEnd();
    }

    [ModuleInitializer]
    internal static void Run()
    {
        if (Environment.GetEnvironmentVariable(Task) is not { Length: > 0 } task)
            return;

        var store = new FileNodeStore(Environment.GetEnvironmentVariable(Cloud)!);
        switch (task)
        {
            case "hold":
                InventoryLock.TakeAsync(store.Location, TimeSpan.FromSeconds(10), None).GetAwaiter().GetResult();
                Console.WriteLine("held");
                Console.ReadLine();
                break;
            case "write":
                Report(() => store.AddAsync(new DcNode { Name = "new" }, None));
                Report(() => store.ReplaceAsync(new DcNode { Name = "pi1", Site = "other", Revision = 1 }, None));
                Report(() => store.RemoveAsync("pi1", null, None));
                Console.WriteLine(store.ReadAllAsync(None).GetAwaiter().GetResult().Nodes.Count);
                break;
            default:
                Console.ReadLine();
                for (var i = 0; i < int.Parse(task); i++)
                {
                    store.AddAsync(new DcNode { Name = $"p{Environment.ProcessId}-{i}" }, None).GetAwaiter().GetResult();
                    Count(store);
                }

                break;
        }

        Environment.Exit(0);
    }

    private static void Count(FileNodeStore store)
    {
        while (true)
        {
            var node = store.FindAsync("counter", None).GetAwaiter().GetResult()!;
            try
            {
                store.ReplaceAsync(node with { Hardware = (int.Parse(node.Hardware!) + 1).ToString() }, None).GetAwaiter().GetResult();
                return;
            }
            catch (DentropyException e) when (e.ErrorId == "StaleRevision")
            {
                // Another process was faster: count on from what it wrote.
            }
        }
    }

    private static void Report(Func<Task> action)
    {
        try
        {
            action().GetAwaiter().GetResult();
            Console.WriteLine("done");
        }
        catch (DentropyException e)
        {
            Console.WriteLine($"{e.ErrorId} {e.Target}");
        }
    }
}
