using System.Diagnostics;

namespace Dentropy.Build.Tour;

// The main job on three hosts: register them, run a command on all, restart one while the others go on; then an app that outlives its host.
internal sealed class LabTour(Lab lab, DentropyCommand dentropy)
{
    private const string BootId = "cat /proc/sys/kernel/random/boot_id";

    public const int Nodes = 3;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Title("Bring three hosts up");
        Console.WriteLine("  Each has its own address, process tree, sshd and Docker, in namespaces of this machine's kernel.");
        if (!await lab.UpAsync(Nodes, cancellationToken, "--docker", "--images", AppTour.Image))
            throw new BuildException("The hosts did not come up; what the lab said is above.");
        var hosts = await lab.HostsAsync(cancellationToken);

        Title("Register them in a new inventory");
        foreach (var host in hosts)
        {
            await dentropy.ShowAsync(
                cancellationToken, "node", "add", host.Name, "--address", host.Address, "--user", "root", "--identity-file", lab.Key, "--role", "worker", "--accept-new-host-key");
        }

        await dentropy.ShowAsync(cancellationToken, "node", "list");

        Title("Run a command on all of them");
        await dentropy.ShowAsync(cancellationToken, "run", "--role", "worker", "echo $(hostname) has been up for $(cut -d. -f1 /proc/uptime) s");

        var restarted = hosts[1].Name;
        Title($"Restart {restarted} while the others go on");
        var before = await BootIdsAsync(cancellationToken);
        var rounds = await RestartAsync(restarted, hosts.Count - 1, cancellationToken);
        var after = await BootIdsAsync(cancellationToken);
        foreach (var host in hosts)
        {
            var changed = !string.Equals(before[host.Name], after[host.Name], StringComparison.Ordinal);
            if (changed != (host.Name == restarted))
                throw new BuildException($"{host.Name} {(changed ? "has restarted, and should not have" : "has not restarted: its boot id is the same")}.");
        }

        Console.WriteLine($"  {restarted} has a new boot id; the others have not. They answered {rounds} times meanwhile.");

        using var app = new AppTour(lab, dentropy, hosts[0], hosts[1]);
        await app.RunAsync(cancellationToken);
        Ending(hosts[0], app);
    }

    // Returns how often the others answered while the node was restarting.
    private async Task<int> RestartAsync(string node, int others, CancellationToken cancellationToken)
    {
        string[] restart = ["node", "restart", node, "--wait", "--yes"];
        string[] ask = ["run", "--node", $"@worker&!{node}", "hostname", "--no-prefix"];
        DentropyCommand.Show(restart);
        Console.WriteLine("    and meanwhile, again and again:");
        DentropyCommand.Show(ask);
        var watch = Stopwatch.StartNew();
        var restarting = dentropy.ReadAsync(cancellationToken, restart);
        var rounds = 0;
        while (!restarting.IsCompleted)
        {
            var (code, names) = await dentropy.ReadAsync(cancellationToken, ask);
            if (code != 0 || names.Count != others)
                throw new BuildException($"While {node} restarted, the others answered with exit code {code}: {string.Join("; ", names)}.");
            rounds++;
            Console.WriteLine($"  {watch.Elapsed.TotalSeconds,5:0.0} s  {string.Join(" and ", names.Order(StringComparer.Ordinal))} answered");
        }

        var (ended, lines) = await restarting;
        foreach (var line in lines)
            Console.WriteLine($"  {watch.Elapsed.TotalSeconds,5:0.0} s  {line}");
        return ended == 0 ? rounds : throw new BuildException($"dentropy node restart ended with exit code {ended}; what it said is above.");
    }

    private async Task<IReadOnlyDictionary<string, string>> BootIdsAsync(CancellationToken cancellationToken)
    {
        var (code, lines) = await dentropy.ReadAsync(cancellationToken, "run", "--node", "*", "--no-prefix", $"echo $(hostname) $({BootId})");
        return code == 0
            ? lines.Select(line => line.Split(' ')).ToDictionary(words => words[0], words => words[1], StringComparer.Ordinal)
            : throw new BuildException($"Asking the hosts for their boot ids failed: {string.Join("; ", lines)}.");
    }

    private void Ending(LabHost off, AppTour app)
    {
        Console.WriteLine(
            $"""

            == What happened
              Three hosts came up on this machine. They were registered in the inventory {dentropy.Cloud},
              one file each. A command ran on all of them over SSH, with keys only. One was restarted, and dentropy
              waited until it was really back, while the others went on answering. An app was backed up to one file,
              with its image, its definition and its data; its host lost its power, and the app runs on another host.

            == What to try next
              export DENTROPY_CLOUD={dentropy.Cloud}
              out/bin/dentropy run --node '*' --fold 'df -h /'   who differs?
              out/bin/dentropy node test                         what is well, and what is not
              out/bin/dentropy backup show {app.Backups}/*        what is in the file
              tar -tf {app.Backups}/*                             and without Dentropy
              out/bin/dentropy run --node '*' uptime             one node is dead; the others do not care
              {lab.Script} power {off.Name} on --name {lab.Name}
              out/bin/dentropy app remove {AppTour.App} --node {off.Name}       now that it runs elsewhere
              out/bin/dentropy --help

              In PowerShell 7.6, from this folder:
                $env:DENTROPY_CLOUD = '{dentropy.Cloud}'
                Import-Module ./out/Dentropy
                Get-DcNode | Invoke-DcClusterCommand 'uptime -p'
                Get-DcApp | Backup-DcApp -Destination ./backups | Test-DcBackup
                Get-Help Invoke-DcClusterCommand -Full

              The hosts stay up. Take them down with:
                dotnet run build.cs lab down --name {lab.Name}
            """);
    }

    public static void Title(string text)
    {
        Console.WriteLine();
        Console.WriteLine($"== {text}");
    }
}
