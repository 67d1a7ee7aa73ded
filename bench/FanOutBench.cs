using Dentropy.Engine.Cluster;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Bench;

/// <summary>`true` on 50 hosts: cold against pdsh, pssh and ansible, warm against clush over ControlPersist and against the bare forks.</summary>
internal static class FanOutBench
{
    private const int Hosts = 50;
    private const int Rounds = 7;

    public static async Task RunAsync(Bench bench)
    {
        Console.WriteLine("fan-out: `true` on 50 hosts");
        await Shell.InstallAsync("clustershell pdsh pssh ansible-core", bench.Cancellation);
        var nodes = await bench.HostsAsync(Hosts);
        var folder = Directory.CreateTempSubdirectory("dentropy-bench-").FullName;
        try
        {
            await ColdAsync(bench, nodes, folder);
            await WarmAsync(bench, nodes, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task ColdAsync(Bench bench, IReadOnlyList<DcNode> nodes, string folder)
    {
        var addresses = string.Join(',', nodes.Select(node => node.Address));
        var hosts = Path.Combine(folder, "hosts");
        await File.WriteAllLinesAsync(hosts, nodes.Select(node => node.Address!));
        // Every tool connects with the same options and without a user's own configuration.
        string[] options = ["BatchMode=yes", "StrictHostKeyChecking=yes", $"UserKnownHostsFile={Bench.Cloud}/known_hosts", $"IdentityFile={Bench.Key}", "IdentitiesOnly=yes", "User=root", "LogLevel=ERROR"];
        var ssh = string.Join(' ', options.Select(option => "-o " + option));
        var ansible = $"ANSIBLE_HOME={folder} ANSIBLE_SSH_CONTROL_PATH_DIR={folder}/cp";
        var medians = await bench.TurnsAsync(5, new Dictionary<string, Func<Task<double>>>(StringComparer.Ordinal)
        {
            ["dentropy run, cold"] = () => Shell.TimeAsync($"DENTROPY_CLOUD={Bench.Cloud} {Bench.Root}/out/bin/dentropy run --node '*' -- true", bench.Cancellation),
            ["pdsh -R ssh"] = () => Shell.TimeAsync($"PDSH_SSH_ARGS='{ssh} -x %h' pdsh -S -R ssh -w {addresses} true", bench.Cancellation),
            ["pssh"] = () => Shell.TimeAsync($"parallel-ssh -h {hosts} {string.Join(' ', options.Select(option => "-O " + option))} true", bench.Cancellation),
            ["clush, cold"] = () => Shell.TimeAsync($"clush -S -q -o '{ssh}' -w {addresses} true", bench.Cancellation),
            // As it is installed: its own ssh arguments, five forks. Its masters are ended in between, so that each round is cold.
            ["ansible -m raw"] = async () =>
            {
                var time = await Shell.TimeAsync($"{ansible} ansible all -i {addresses}, --ssh-common-args='{ssh}' -m raw -a true", bench.Cancellation);
                await Shell.CheckAsync($"for s in {folder}/cp/*; do ssh -o ControlPath=$s -O exit x 2>/dev/null; done; true", bench.Cancellation);
                return time;
            },
            ["ansible -m raw, 50 forks, tuned"] = () => Shell.TimeAsync($"{ansible} ANSIBLE_SSH_ARGS='{ssh}' ansible all -i {addresses}, -f 50 -m raw -a true", bench.Cancellation),
        });
        var ours = medians["dentropy run, cold"];
        bench.Ratio("cold fan-out no slower than pdsh", medians["pdsh -R ssh"], ours, 1);
        bench.Ratio("cold fan-out no slower than pssh", medians["pssh"], ours, 1);
        bench.Ratio("cold fan-out against ansible -m raw", medians["ansible -m raw"], ours, 5);
        Console.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"  against ansible with 50 forks and without its masters: {medians["ansible -m raw, 50 forks, tuned"] / ours:0.00} times"));
    }

    private static async Task WarmAsync(Bench bench, IReadOnlyList<DcNode> nodes, string folder)
    {
        var addresses = string.Join(',', nodes.Select(node => node.Address));
        var persist = $"-o BatchMode=yes -o UserKnownHostsFile={Bench.Cloud}/known_hosts -o IdentityFile={Bench.Key} -o IdentitiesOnly=yes -o User=root -o ControlMaster=auto -o ControlPersist=120 -o ControlPath={folder}/%%h";
        var clush = $"clush -S -q -o '{persist}' -f 64 -w {addresses} true";
        // What the hosts themselves must do, without any transport: as many shells, forked at once by a program that is running already.
        const string Forks = "perl -MTime::HiRes=time -e '$t=time; for(1..50){ $p=fork; if(!$p){ exec \"/bin/bash\",\"-c\",\"true\" } } 1 while wait>0; printf \"%.6f\", time-$t'";
        await using var pool = new SshLinkPool();
        var command = new ClusterCommand(pool);
        async Task RunAsync()
        {
            await foreach (var result in command.RunAsync(nodes, new() { Command = "true" }, progress: null, bench.Cancellation))
            {
                if (!result.Ok)
                {
                    throw new InvalidOperationException($"{result.Node}: {result.Status} {result.Failure?.Message}{result.Error}");
                }
            }
        }

        await RunAsync();
        await Shell.CheckAsync(clush, bench.Cancellation);
        var medians = await bench.TurnsAsync(Rounds, new Dictionary<string, Func<Task<double>>>(StringComparer.Ordinal)
        {
            ["dentropy, warm"] = () => Bench.TimeAsync(RunAsync),
            ["clush over ControlPersist, warm"] = () => Shell.TimeAsync(clush, bench.Cancellation),
            ["50 bare forks of the shell"] = async () => double.Parse(await Shell.CheckAsync(Forks, bench.Cancellation), System.Globalization.CultureInfo.InvariantCulture),
        });
        bench.Ratio("warm fan-out against clush over ControlPersist", medians["clush over ControlPersist, warm"], medians["dentropy, warm"], 5);
        bench.Ratio("warm fan-out within 2 times of the bare forks", 2 * medians["50 bare forks of the shell"], medians["dentropy, warm"], 1);
        await Shell.CheckAsync($"for s in {folder}/*.*.*.*; do ssh -S $s -O exit x 2>/dev/null; done; true", bench.Cancellation);
    }
}
