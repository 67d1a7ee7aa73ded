using System.Globalization;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Provisioning;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Dentropy.Provisioning;

namespace Dentropy.Bench;

/// <summary>A profile with nothing to change: one node and 50 nodes warm, and ten of them beside the same as an Ansible playbook.</summary>
internal static class InitBench
{
    private const int Hosts = 50;
    private const int Compared = 10;

    private const string Profile = """
        timezone: Europe/Berlin
        packages: [bash, coreutils, openssh-server]
        users: { benchuser: { shell: /bin/sh, groups: [adm] } }
        files:
          /etc/bench/a: { content: "one for {{node.name}}\n" }
          /etc/bench/b: { content: "two\n", mode: "0640" }
          /etc/bench/c: { content: "three\n" }
          /etc/bench/d: { content: "four\n", mode: "0755" }
        """;

    private const string Playbook = """
        - hosts: all
          gather_facts: false
          tasks:
            - file: { src: /usr/share/zoneinfo/Europe/Berlin, dest: /etc/localtime, state: link }
            - apt: { name: [bash, coreutils, openssh-server], state: present }
            - user: { name: benchuser, shell: /bin/sh, groups: [adm], append: true }
            - copy: { dest: /etc/bench/a, content: "one for {{ inventory_hostname }}\n" }
            - copy: { dest: /etc/bench/b, content: "two\n", mode: "0640" }
            - copy: { dest: /etc/bench/c, content: "three\n" }
            - copy: { dest: /etc/bench/d, content: "four\n", mode: "0755" }

        """;

    public static async Task RunAsync(Bench bench)
    {
        Console.WriteLine($"init: a profile with nothing to change on 1, {Compared} and {Hosts} hosts");
        await Shell.InstallAsync("ansible-core python3-apt", bench.Cancellation);
        var nodes = await bench.HostsAsync(Hosts);
        var folder = Directory.CreateTempSubdirectory("dentropy-bench-").FullName;
        await using var links = new SshLinkPool();
        try
        {
            await Shell.CheckAsync($"cp -r {Bench.Cloud}/. {folder} && mkdir {folder}/profiles", bench.Cancellation);
            await File.WriteAllTextAsync(Path.Combine(folder, "profiles", "bench.yaml"), Profile, bench.Cancellation);
            await File.WriteAllTextAsync(Path.Combine(folder, "book.yml"), Playbook, bench.Cancellation);
            var compared = nodes.Take(Compared).ToList();
            await File.WriteAllLinesAsync(Path.Combine(folder, "hosts"), compared.Select(node => $"{node.Name} ansible_host={node.Address} ansible_user=root ansible_python_interpreter=/usr/bin/python3"), bench.Cancellation);
            var ssh = $"-o BatchMode=yes -o UserKnownHostsFile={Bench.Cloud}/known_hosts -o IdentityFile={Bench.Key} -o IdentitiesOnly=yes";
            var ansible = $"ANSIBLE_HOME={folder} ANSIBLE_SSH_CONTROL_PATH_DIR={folder}/cp ansible-playbook -f {Compared} -i {folder}/hosts --ssh-common-args='{ssh}' {folder}/book.yml";
            var provisioner = new NodeProvisioner(new FileNodeStore(folder), links, links);
            await ApplyAsync(nodes, changed: true);
            await Shell.CheckAsync(ansible, bench.Cancellation);
            var medians = await bench.TurnsAsync(3, new Dictionary<string, Func<Task<double>>>(StringComparer.Ordinal)
            {
                ["dentropy, one node, warm"] = () => Bench.TimeAsync(() => ApplyAsync(compared[..1], changed: false)),
                [$"dentropy, {Hosts} nodes, warm"] = () => Bench.TimeAsync(() => ApplyAsync(nodes, changed: false)),
                [$"dentropy, {Compared} nodes, warm"] = () => Bench.TimeAsync(() => ApplyAsync(compared, changed: false)),
                [$"ansible-playbook, {Compared} nodes, warm"] = () => Shell.TimeAsync(ansible, bench.Cancellation),
            });
            Limit("nothing to change on one node, warm", medians["dentropy, one node, warm"], 1);
            Limit($"nothing to change on {Hosts} nodes, warm", medians[$"dentropy, {Hosts} nodes, warm"], 5);
            bench.Ratio($"against the same as a playbook on {Compared} nodes", medians[$"ansible-playbook, {Compared} nodes, warm"], medians[$"dentropy, {Compared} nodes, warm"], 10);
            await Shell.CheckAsync($"for s in {folder}/cp/*; do ssh -o ControlPath=$s -O exit x 2>/dev/null; done; true", bench.Cancellation);

            void Limit(string what, double seconds, double most) =>
                bench.Target(what, string.Create(CultureInfo.InvariantCulture, $"{seconds:0.000} s (under {most:0} s)"), seconds < most);

            async Task ApplyAsync(IReadOnlyList<DcNode> targets, bool changed)
            {
                await foreach (var step in provisioner.ApplyAsync(targets, "bench", new ProvisionSettings { ThrottleLimit = Hosts }, progress: null, bench.Cancellation))
                {
                    if (step.Failure is not null || (!changed && step.Status != DcProvisionStatus.Unchanged))
                        throw new InvalidOperationException($"{step.Node} {step.Step} {step.Name}: {step.Status} {step.Detail} {step.Failure?.Message}");
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
