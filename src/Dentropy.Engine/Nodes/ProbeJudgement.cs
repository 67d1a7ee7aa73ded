using System.Globalization;
using Dentropy.Nodes;

namespace Dentropy.Engine.Nodes;

/// <summary>Says what is wrong with a node, in words.</summary>
internal static class ProbeJudgement
{
    public static IReadOnlyList<string> Problems(DcNodeTest test, DcNode node, NodeProbeSettings settings)
    {
        var problems = new List<string>();
        foreach (var disk in test.Disks.Where(disk => disk.UsedPercent > settings.DiskUsedLimit))
        {
            problems.Add(Say($"Disk {disk.Path} is {disk.UsedPercent:0} % full; {Size(disk.Free)} are free."));
        }

        if (test is { MemoryTotal: > 0 and var total, MemoryAvailable: { } available } && 100d * available / total < settings.MemoryAvailableLimit)
        {
            problems.Add(Say($"Memory is short: {Size(available)} of {Size(total)} are available."));
        }

        if (test.Temperature is { } degrees && degrees > settings.TemperatureLimit)
        {
            problems.Add(Say($"It is hot: {degrees:0.#} °C."));
        }

        if (test is { ClockSkewMs: { } skew, ClockSkewUncertaintyMs: { } uncertainty } && Math.Abs(skew) - uncertainty > settings.ClockSkewLimit.TotalMilliseconds)
        {
            problems.Add(Say($"Its clock is {Math.Abs(skew) / 1000:0.0} s {(skew > 0 ? "ahead" : "behind")}."));
        }

        if (Architectures.Debian(node.Architecture) is { } expected && test.Architecture is { } found && !string.Equals(expected, found, StringComparison.Ordinal))
        {
            problems.Add($"Its architecture is {found}, but the inventory says {node.Architecture}.");
        }

        if (settings.SudoExpected && test.Sudo == false)
        {
            problems.Add("The account is not root and cannot become it without a password.");
        }

        return problems;
    }

    private static string Say(FormattableString sentence) => sentence.ToString(CultureInfo.InvariantCulture);

    private static string Size(long bytes) => bytes switch
    {
        >= 1L << 30 => Say($"{bytes / (double)(1L << 30):0.0} GiB"),
        >= 1L << 20 => Say($"{bytes / (double)(1L << 20):0} MiB"),
        _ => Say($"{bytes / 1024d:0} KiB"),
    };
}
