using Dentropy.Engine.Backups.Restore;

namespace Dentropy.Bench;

/// <summary>A restore of 1 GiB against the bare pipeline on the node.</summary>
internal static class RestoreBench
{
    private const string App = "bench-mixed";
    private const string Restored = "bench-restored";

    public static async Task RunAsync(Bench bench)
    {
        await using var host = await DockerHost.StartAsync(bench);
        Console.WriteLine($"restore: {Bench.Mebibytes} MiB, half of it random, files of 1 KiB to 16 MiB");
        await host.FillMixedAsync(App, Bench.Mebibytes);
        await host.StartIdleAsync(App, App);
        var backup = await host.BackUpAsync(App);
        await host.RemoveAsync(App, App);
        var node = host.Node;
        var ssh = $"ssh -o BatchMode=yes -o UserKnownHostsFile={Bench.Cloud}/known_hosts -i {Bench.Key} {node.User ?? "root"}@{node.Address}";
        await Shell.CheckAsync($"{ssh} 'cat > {DockerHost.Scratch}/file' < {backup.Path}", bench.Cancellation);
        var medians = await bench.TurnsAsync(5, new Dictionary<string, Func<Task<double>>>(StringComparer.Ordinal)
        {
            ["zstd -d < file | tar -x"] = () => ReadyAsync(() => host.TimeAsync($"mkdir {DockerHost.Scratch}/x; cd {DockerHost.Scratch}/x; zstd -dcq < ../file | tar -x")),
            ["the same, then sync"] = () => ReadyAsync(() => host.TimeAsync($"mkdir {DockerHost.Scratch}/x; cd {DockerHost.Scratch}/x; zstd -dcq < ../file | tar -x; sync -f .")),
            ["restore, up to the app's start"] = () => ReadyAsync(() => Bench.TimeAsync(() => RestoreAsync(start: false))),
            ["restore, the app runs"] = () => ReadyAsync(() => Bench.TimeAsync(() => RestoreAsync(start: true))),
            ["zstd -d | tar -x over ssh"] = () => ReadyAsync(() => Shell.TimeAsync($"{ssh} 'mkdir {DockerHost.Scratch}/x; cd {DockerHost.Scratch}/x; zstd -dcq | tar -x' < {backup.Path}", bench.Cancellation)),
        });
        bench.Ratio("restore of 1 GiB against bare zstd -d | tar -x on the node", medians["zstd -d < file | tar -x"], medians["restore, up to the app's start"], 0.8);
        bench.Ratio("restore of 1 GiB against the same with sync -f", medians["the same, then sync"], medians["restore, up to the app's start"], 0.8);
        bench.Ratio("restore of 1 GiB against the same pipeline over ssh", medians["zstd -d | tar -x over ssh"], medians["restore, up to the app's start"], 0.8);

        async Task<double> ReadyAsync(Func<Task<double>> work)
        {
            await host.RunAsync($"rm -rf {DockerHost.Scratch}/x; docker rm -f {Restored} {App} >/dev/null 2>&1 || true; docker volume ls -q --filter name=bench- | xargs -r docker volume rm -f >/dev/null; sync");
            await Shell.CheckAsync($"cat {backup.Path} >/dev/null; sync", bench.Cancellation);
            return await work();
        }

        async Task RestoreAsync(bool start)
        {
            await using var input = await RestoreInput.OpenAsync(host.Places, backup.Path, [], bench.Cancellation);
            var restore = new AppRestore(host.Engines);
            var plan = await restore.PlanAsync(input, node, new RestoreSettings { NoStart = !start }, bench.Cancellation);
            await restore.RunAsync(input, node, plan, DockerHost.Steps<RestoreProgress>(step => step.Activity), bench.Cancellation);
        }
    }
}
