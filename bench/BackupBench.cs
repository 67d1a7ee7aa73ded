using System.Globalization;
using Dentropy.Backups;
using Dentropy.Engine.Backups.Create;

namespace Dentropy.Bench;

/// <summary>Backups against the bare pipeline on the node, against what people type today, and how long the app is away.</summary>
internal static class BackupBench
{
    private const string App = "bench-mixed";
    private const string Small = "bench-small";
    private const string Empty = "bench-empty";
    private const string Writer = "bench-writer";
    private const string Bare = $"{DockerHost.Scratch}/bare.tar.zst";

    public static async Task MixedAsync(Bench bench)
    {
        Console.WriteLine($"backup: {Bench.Mebibytes} MiB, half of it random, files of 1 KiB to 16 MiB");
        await using var host = await DockerHost.StartAsync(bench);
        await host.FillMixedAsync(App, Bench.Mebibytes);
        await host.StartIdleAsync(App, App);
        await host.StartIdleAsync(Empty, Empty);
        var peak = 0L;
        var folder = host.Folder;
        var medians = await bench.TurnsAsync(5, new Dictionary<string, Func<Task<double>>>(StringComparer.Ordinal)
        {
            ["tar | zstd -T0 > file"] = () => ReadyAsync(host, App, () => host.TimeAsync(BareScript(App))),
            ["backup into a folder"] = () => ReadyAsync(host, App, async () => await PeakAsync(() => BackUpAsync(host, App), value => peak = Math.Max(peak, value))),
            ["backup of an empty volume"] = () => ReadyAsync(host, App, () => BackUpAsync(host, Empty)),
            ["tar | zstd over ssh > file"] = () => ReadyAsync(host, App, () => Shell.TimeAsync($"{Ssh(host)} 'tar -C {DockerHost.PathOf(App)} -cf - . | zstd -q -T0' > {folder}/ssh; sync {folder}/ssh; rm {folder}/ssh", bench.Cancellation)),
            ["docker run --volumes-from, tar -czf"] = () => ReadyAsync(host, App, () => host.TimeAsync($"docker run --rm --volumes-from {App} -v {DockerHost.Scratch}:/backup dentropy-lab/busybox tar -czf /backup/b.tar.gz /v 2>&1; sync {DockerHost.Scratch}/b.tar.gz")),
        });
        bench.Ratio("backup of 1 GiB against the bare pipeline on the node", medians["tar | zstd -T0 > file"], medians["backup into a folder"], 0.9);
        bench.Ratio("backup of 1 GiB against the same pipeline over ssh", medians["tar | zstd over ssh > file"], medians["backup into a folder"], 0.9);
        bench.Ratio("backup of 1 GiB against docker run --volumes-from ... tar -czf", medians["docker run --volumes-from, tar -czf"], medians["backup into a folder"], 5);
        bench.Target("the operator's process below 150 MB", string.Create(CultureInfo.InvariantCulture, $"{peak / 1e6:0} MB at most"), peak < 150_000_000);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  without what a backup of nothing takes: {(medians["tar | zstd -T0 > file"]) / (medians["backup into a folder"] - medians["backup of an empty volume"]):0.00} times the bare pipeline's speed, {(medians["tar | zstd over ssh > file"]) / (medians["backup into a folder"] - medians["backup of an empty volume"]):0.00} times that of the pipeline over ssh"));
        await host.RemoveAsync(App, App);
        await host.RemoveAsync(Empty, Empty);
    }

    public static async Task SmallAsync(Bench bench)
    {
        Console.WriteLine("backup: 100,000 files of up to 4 KiB");
        await using var host = await DockerHost.StartAsync(bench);
        await host.FillSmallAsync(Small, 100_000);
        await host.StartIdleAsync(Small, Small);
        var medians = await bench.TurnsAsync(5, new Dictionary<string, Func<Task<double>>>(StringComparer.Ordinal)
        {
            ["tar | zstd -T0 > file"] = () => ReadyAsync(host, Small, () => host.TimeAsync(BareScript(Small))),
            ["the same with ACLs and xattrs"] = () => ReadyAsync(host, Small, () => host.TimeAsync(BareScript(Small, "--format=posix --acls --xattrs --sparse"))),
            ["backup into a folder"] = () => ReadyAsync(host, Small, () => BackUpAsync(host, Small)),
            ["the same, in one pass"] = () => ReadyAsync(host, Small, () => BackUpAsync(host, Small, new BackupSettings { Destination = host.Folder, FirstPass = false })),
        });
        bench.Ratio("backup of 100,000 small files, in one pass, against bare tar", medians["tar | zstd -T0 > file"], medians["the same, in one pass"], 1);
        bench.Ratio("backup of 100,000 small files, as it is by default, against bare tar", medians["tar | zstd -T0 > file"], medians["backup into a folder"], 1);
        await host.RemoveAsync(Small, Small);
    }

    public static async Task DowntimeAsync(Bench bench)
    {
        Console.WriteLine($"backup: downtime of an app that rewrites 10 MiB of its {Bench.Mebibytes} MiB all the time");
        // In memory, since the operator's disk is not the node's: what is written to the same one keeps Docker waiting when it stops the app.
        await using var host = await DockerHost.StartAsync(bench, "/dev/shm");
        await host.FillMixedAsync(Writer, Bench.Mebibytes);
        await host.RunAsync($"docker run -d --name {Writer} --label dentropy.app={Writer} -p 18080:8080 -e WRITER_FILES=16 -e WRITER_SIZE=655360 -e WRITER_INTERVAL=0.05 -v {Writer}:/data dentropy-lab/writer >/dev/null; sleep 3");
        var said = new List<double>();
        var medians = await bench.TurnsAsync(5, new Dictionary<string, Func<Task<double>>>(StringComparer.Ordinal)
        {
            ["stop, copy, start"] = () => ReadyAsync(host, Writer, () => AwayAsync(host, () => host.RunAsync($"docker stop {Writer} >/dev/null; {BareScript(Writer)}; docker start {Writer} >/dev/null"))),
            ["stop, start"] = () => ReadyAsync(host, Writer, () => AwayAsync(host, () => host.RunAsync($"docker stop {Writer} >/dev/null; docker start {Writer} >/dev/null"))),
            ["backup with its first pass"] = () => ReadyAsync(host, Writer, () => BackUpAwayAsync(firstPass: true)),
            ["backup without it"] = () => ReadyAsync(host, Writer, () => BackUpAwayAsync(firstPass: false)),
        });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  the reports said {string.Join(' ', said.Select(one => one.ToString("0.000", CultureInfo.InvariantCulture)))}"));
        bench.Ratio("downtime with the first pass against the same backup without it", medians["backup without it"], medians["backup with its first pass"], 10);
        bench.Ratio("downtime with the first pass against stop, tar | zstd, start", medians["stop, copy, start"], medians["backup with its first pass"], 10);
        var copying = (Theirs: medians["stop, copy, start"] - medians["stop, start"], Ours: medians["backup with its first pass"] - medians["stop, start"]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  without what stopping and starting takes by itself: {copying.Theirs:0.00} s against {copying.Ours:0.00} s"));
        await host.RemoveAsync(Writer, Writer);

        Task<double> BackUpAwayAsync(bool firstPass) => AwayAsync(host, async () =>
            {
                var backup = await host.BackUpAsync(Writer, new BackupSettings { Destination = host.Folder, FirstPass = firstPass });
                if (firstPass)
                    said.Add(backup.Downtime!.Value.TotalSeconds);
                File.Delete(backup.Path);
            });
    }

    // Every contender finds its files in memory, and nothing waiting to be written.
    private static async Task<double> ReadyAsync(DockerHost host, string volume, Func<Task<double>> work)
    {
        await host.RunAsync($"rm -rf {DockerHost.Scratch}/*; tar -C {DockerHost.PathOf(volume)} -cf - . 2>/dev/null | cat >/dev/null || true; sync");
        return await work();
    }

    private static string BareScript(string volume, string options = "") => $"tar {options} -C {DockerHost.PathOf(volume)} -cf - . | zstd -q -T0 > {Bare}; sync {Bare}";

    private static string Ssh(DockerHost host) =>
        $"ssh -o BatchMode=yes -o UserKnownHostsFile={Bench.Cloud}/known_hosts -i {Bench.Key} {host.Node.User ?? "root"}@{host.Node.Address}";

    private static async Task<double> BackUpAsync(DockerHost host, string app, BackupSettings? settings = null)
    {
        DcBackup? backup = null;
        var time = await Bench.TimeAsync(async () => backup = await host.BackUpAsync(app, settings));
        File.Delete(backup!.Path);
        return time;
    }

    // The largest this process was while it worked.
    private static async Task<double> PeakAsync(Func<Task<double>> work, Action<long> told)
    {
        // What other parts of the bench have used goes back to the system first.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        await File.WriteAllTextAsync("/proc/self/clear_refs", "5");
        var time = await work();
        var line = (await File.ReadAllLinesAsync("/proc/self/status")).First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        told(long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024);
        return time;
    }

    /// <summary>From the engine's order to stop until the container runs again, as the engine's own events tell: what one sees from outside varies by a second with how networks come up.</summary>
    private static async Task<double> AwayAsync(DockerHost host, Func<Task> work)
    {
        var since = (await host.RunAsync("date +%s.%N")).Trim();
        await work();
        var events = await host.RunAsync($"docker events --since {since} --until $(date +%s.%N) --filter container={Writer} --filter event=kill --filter event=start --format '{"{{.Action}} {{.TimeNano}}"}'");
        var times = events.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => line.Split(' ')).ToLookup(words => words[0], words => long.Parse(words[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
        return (times["start"].Max() - times["kill"].Min()) / 1e9;
    }
}
