using System.Diagnostics;
using System.Globalization;

namespace Dentropy.Bench;

/// <summary>
/// Shares the cores out between the node and the operator, who are two machines in life. Where both have all of them, work on one side is
/// paid for by the other, and the bare pipeline on the node, which has no other side, has twice the machine.
/// </summary>
internal static class Cores
{
    private static readonly int s_half = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>The nodes' cores, as taskset takes them.</summary>
    public static string Nodes { get; } = s_half == 1 ? "0" : string.Create(CultureInfo.InvariantCulture, $"0-{s_half - 1}");

    /// <summary>Leaves the other cores to this process and to what it starts, until that is disposed.</summary>
    public static IDisposable OperatorApart()
    {
        if (!OperatingSystem.IsLinux() || Environment.ProcessorCount < 2)
            return new Back(() => { });
        var all = (1L << Environment.ProcessorCount) - 1;
        Set(all & ~((1L << s_half) - 1));
        return new Back(() => Set(all));
    }

    // Process.ProcessorAffinity sets that of the first thread alone on Linux; taskset -a reaches all, and later ones take after them.
    private static void Set(long mask)
    {
        var start = new ProcessStartInfo("taskset", ["-a", "-p", mask.ToString("x", CultureInfo.InvariantCulture), Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException("taskset could not give this process cores of its own.");
    }

    private sealed class Back(Action work) : IDisposable
    {
        public void Dispose() => work();
    }
}
