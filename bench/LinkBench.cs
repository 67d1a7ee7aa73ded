using System.Diagnostics;
using System.Globalization;
using Dentropy.Engine.Transport;

namespace Dentropy.Bench;

/// <summary>One warm link: the cost of a command, and the speed and memory of a gigabyte of output against plain ssh.</summary>
internal static class LinkBench
{
    private const long Gigabyte = 1L << 30;

    public static async Task RunAsync(Bench bench)
    {
        Console.WriteLine("link: 1,000 commands and 1 GiB of output");
        var node = (await bench.HostsAsync(3))[0] with { User = "ops" };
        await using var pool = new SshLinkPool();
        var link = await pool.GetAsync(node, bench.Cancellation);
        await CommandsAsync(link, 50);
        const string Forks = "perl -MTime::HiRes=time -e '$t=time; for(1..1000){ $p=fork; if(!$p){ exec \"/bin/sh\",\"-c\",\"true\" } wait } printf \"%.6f\", time-$t'";
        var control = Path.Combine(Path.GetTempPath(), $"dentropy-bench-{Environment.ProcessId}");
        var plain = $"ssh -o BatchMode=yes -o UserKnownHostsFile={Bench.Cloud}/known_hosts -i {Bench.Key} -l ops";
        var master = $"ssh -S {control} x";
        await Shell.CheckAsync($"{plain} -f -N -M -S {control} -o ControlPersist=600 {node.Address}", bench.Cancellation);
        var medians = await bench.TurnsAsync(5, new Dictionary<string, Func<Task<double>>>(StringComparer.Ordinal)
        {
            ["1,000 commands, one by one"] = () => Bench.TimeAsync(() => CommandsAsync(link, 1000)),
            ["1,000 bare forks of the shell"] = async () => double.Parse(await Shell.CheckAsync(Forks, bench.Cancellation), CultureInfo.InvariantCulture),
            ["100 ssh -S over a master"] = () => Shell.TimeAsync($"for i in $(seq 100); do {master} true; done", bench.Cancellation),
        });
        var each = medians["1,000 commands, one by one"];
        bench.Ratio("a command over a warm link against ssh -S", 10 * medians["100 ssh -S over a master"], each, 1);
        bench.Target("a command over a warm link under 2 ms", string.Create(CultureInfo.InvariantCulture, $"{each:0.00} ms"), each < 2);

        await Shell.CheckAsync($"ssh -S {control} -O exit x 2>&1", bench.Cancellation);

        string[] ssh = ["-o", "BatchMode=yes", "-o", $"UserKnownHostsFile={Bench.Cloud}/known_hosts", "-i", Bench.Key, $"ops@{node.Address}", $"head -c {Gigabyte} /dev/zero"];
        await OutputAsync(link);
        GC.Collect();
        var before = Environment.WorkingSet;
        var most = 0L;
        var speed = await bench.TurnsAsync(5, new Dictionary<string, Func<Task<double>>>(StringComparer.Ordinal)
        {
            ["1 GiB over the link"] = () => Bench.TimeAsync(async () => most = Math.Max(most, await OutputAsync(link) - before)),
            ["1 GiB over plain ssh, read too"] = () => Bench.TimeAsync(() => PlainAsync(ssh)),
            ["1 GiB over plain ssh to /dev/null"] = () => Shell.TimeAsync($"ssh {ShellQuote.Words(ssh)} > /dev/null", bench.Cancellation),
        });
        // The same bytes reach the same program either way; the third only shows what the reading itself costs.
        bench.Ratio("1 GiB of output at least at the speed of plain ssh", speed["1 GiB over plain ssh, read too"], speed["1 GiB over the link"], 1);
        bench.Target("in constant memory", string.Create(CultureInfo.InvariantCulture, $"grew by {most / 1048576.0:0.0} MiB at most (below 32)"), most < 32 << 20);
    }

    private static async Task CommandsAsync(INodeLink link, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await using var process = await link.StartAsync("true", CancellationToken.None);
            await process.StandardInput.DisposeAsync();
            if ((await process.WaitForExitAsync(CancellationToken.None)).ExitCode != 0)
            {
                throw new InvalidOperationException("true failed");
            }
        }
    }

    private static async Task PlainAsync(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ssh", arguments) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        await DrainAsync(process.StandardOutput.BaseStream);
        await process.WaitForExitAsync();
    }

    private static async Task<long> OutputAsync(INodeLink link)
    {
        await using var process = await link.StartAsync($"head -c {Gigabyte} /dev/zero", CancellationToken.None);
        return await DrainAsync(process.StandardOutput);
    }

    private static async Task<long> DrainAsync(Stream output)
    {
        var buffer = new byte[256 * 1024];
        long total = 0, most = 0;
        for (int count; (count = await output.ReadAsync(buffer)) > 0; total += count)
        {
            if ((total >> 26) != ((total + count) >> 26))
            {
                most = Math.Max(most, Environment.WorkingSet);
            }
        }

        return total == Gigabyte ? most : throw new InvalidOperationException($"{total} bytes came");
    }
}
